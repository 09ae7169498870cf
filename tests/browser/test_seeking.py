"""Every way to a moment ends on its exact frame: click, Enter, arrows, addresses, the copied link."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.player import ENTRY, now_s, open_player, play, shows_frame_of
from tests.browser.stage import Stage
from tests.browser.visits import Visits, until

pytestmark = pytest.mark.browser

CURRENT = f"{ENTRY}[aria-current=true]"


@pytest.fixture(scope="module")
def crowded(stage: Stage, short_media: Path) -> str:
    """A hearing of 20 s with an entry each 250 ms: more than its box shows."""
    hearing = stage.hearing()
    stage.mark(hearing)
    stage.record(hearing, short_media)
    stage.write(hearing, [f"Turn number {number}, said at length" for number in range(80)], every_ms=250)
    stage.publish(hearing)
    return hearing


def offset_s(page: Page, place: int) -> float:
    """Return where an entry begins."""
    return int(page.locator(ENTRY).nth(place).get_attribute("data-offset-ms") or 0) / 1000


@pytest.mark.parametrize("place", [4, 1, 3, 0])
def test_click_on_an_entry_shows_its_frame_and_marks_it(visits: Visits, played: str, place: int) -> None:
    page = open_player(visits, played, query="?t=9.3")
    page.locator(ENTRY).nth(place).click()
    shows_frame_of(page, offset_s(page, place))
    expect(page.locator(CURRENT)).to_have_attribute(
        "id", page.locator(ENTRY).nth(place).get_attribute("id") or ""
    )


def test_enter_on_a_focused_entry_shows_its_frame(visits: Visits, played: str) -> None:
    page = open_player(visits, played)
    page.locator(ENTRY).first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    shows_frame_of(page, offset_s(page, 2))
    expect(page.locator(ENTRY).nth(2)).to_be_focused()


@pytest.mark.parametrize(
    ("query", "seconds"),
    [
        ("?t=12.48", 12.48),
        ("?t=7", 7.0),
        ("?t=1,2", 1.2),  # a comma as on a Russian keyboard
        ("?t=soon", 0.0),
        ("?entry=none", 0.0),
    ],
)
def test_address_with_a_moment_opens_on_its_frame(
    visits: Visits, played: str, query: str, seconds: float
) -> None:
    shows_frame_of(open_player(visits, played, query=query), seconds)


def test_address_with_an_entry_opens_on_its_frame(visits: Visits, played: str) -> None:
    page = open_player(visits, played)
    entry = page.locator(ENTRY).nth(3).get_attribute("data-entry")
    page.goto(f"/hearings/{played}/?entry={entry}")
    shows_frame_of(page, 12.0)
    expect(page.locator(CURRENT)).to_have_attribute("data-entry", entry or "")


def test_copied_link_opens_at_the_moment_it_was_copied(visits: Visits, played: str) -> None:
    page = open_player(visits, played, query="?t=5.52")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Link to this moment").click()
    expect(page.locator("[data-player=status]")).to_contain_text("copied", ignore_case=True)
    link = str(page.evaluate("() => navigator.clipboard.readText()"))
    assert link.startswith(f"{visits.url}/hearings/{played}/?t=5.5")
    page.goto(link)
    shows_frame_of(page, 5.52)


def test_clock_shows_the_time_of_day_in_the_court(visits: Visits, played: str) -> None:
    # The reader sits in another zone than the court.
    page = visits.as_("judge", f"/hearings/{played}/?t=8", timezone_id="America/New_York")
    spoken = page.locator(ENTRY).nth(2).locator("time").inner_text()
    expect(page.locator("[data-player=clock]")).to_have_text(spoken)


def test_playing_follows_the_entries_until_the_reader_scrolls(visits: Visits, crowded: str) -> None:
    page = open_player(visits, crowded)
    scrolled = "() => document.querySelector('[data-protocol=scroll]').scrollTop"
    page.evaluate("() => { document.querySelector('video').playbackRate = 3; }")
    play(page)
    until(page, f"() => ({scrolled})() > 100")
    box = page.locator("[data-protocol=scroll]")
    box.hover()
    page.mouse.wheel(0, -5_000)
    follow = page.get_by_role("button", name="Follow the recording")
    expect(follow).to_be_visible()
    # The wheel moves the rows smoothly, over many frames on a loaded machine.
    until(page, f"() => ({scrolled})() < 100")
    marked = page.locator(CURRENT).get_attribute("data-entry")
    until(page, f"(was) => document.querySelector('{CURRENT}').dataset.entry !== was", marked)
    assert page.evaluate(scrolled) < 100
    follow.click()
    until(page, f"() => ({scrolled})() > 100")


def test_speed_is_from_half_to_threefold_and_moves_the_picture(visits: Visits, played: str) -> None:
    page = open_player(visits, played)
    speed = page.get_by_label("Speed")
    values = [float(value) for value in speed.locator("option").evaluate_all("all => all.map(o => o.value)")]
    assert (min(values), max(values)) == (0.5, 3.0)
    speed.select_option("3")
    assert page.evaluate("() => document.querySelector('video').playbackRate") == 3
    play(page)
    rate = page.evaluate("""() => new Promise((done) => {
      const video = document.querySelector('video');
      const [place, clock] = [video.currentTime, performance.now()];
      setTimeout(() => done((video.currentTime - place) * 1000 / (performance.now() - clock)), 1500);
    })""")
    # A loaded machine plays late, never early.
    assert 1.0 < rate < 3.2
    assert now_s(page) > 1.0
