"""One microphone alone is really alone: measured where the sound leaves the page."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.player import open_player, play
from tests.browser.stage import TONES_HZ
from tests.browser.visits import Visits, until

pytestmark = pytest.mark.browser

NAMES = ("Judge", "Prosecution", "Defence", "Witness stand")
# Loudness in dB of each tone that the microphones of the recording carry.
LEVELS = """(tones) => {
  if (!window.heard) return null;
  const bins = new Float32Array(heard.frequencyBinCount);
  heard.getFloatFrequencyData(bins);
  const width = heard.context.sampleRate / heard.fftSize;
  return tones.map((tone) => Math.max(...bins.slice(Math.floor(tone / width) - 2, Math.ceil(tone / width) + 3)));
}"""
AUDIBLE_DB = -50
SILENT_BELOW_DB = 30
"""How much quieter than the loudest a microphone must be to count as switched off."""


def heard_only(page: Page, open_microphones: list[int]) -> None:
    """Wait until exactly these microphones are heard."""
    wanted = [place in open_microphones for place in range(len(TONES_HZ))]
    until(
        page,
        f"""([tones, wanted]) => {{
          const levels = ({LEVELS})(tones);
          const loudest = levels === null ? -Infinity : Math.max(...levels);
          return loudest > {AUDIBLE_DB}
            && levels.every((level, place) => (level > loudest - {SILENT_BELOW_DB}) === wanted[place]);
        }}""",
        [list(TONES_HZ), wanted],
    )


def test_microphones_are_heard_together_alone_and_in_part(visits: Visits, played: str) -> None:
    page = open_player(visits, played)
    group = page.get_by_role("group", name="Microphones")
    expect(group.get_by_role("checkbox")).to_have_count(len(NAMES))
    group.get_by_role("button", name="All microphones").click()
    play(page)
    heard_only(page, [0, 1, 2, 3])
    for place, name in enumerate(NAMES):
        group.get_by_role("button", name=f"Only this: {name}").click()
        heard_only(page, [place])
    group.get_by_label("Judge", exact=True).check()
    heard_only(page, [0, 3])
    group.get_by_role("button", name="All microphones").click()
    heard_only(page, [0, 1, 2, 3])
