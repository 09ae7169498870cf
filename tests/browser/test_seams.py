"""Withheld parts of a hearing that plays: exact on both sides of each seam, no stall over it, nothing of them in it."""

import pytest

from tests.browser.player import open_player
from tests.browser.seam_player import play_over, seek
from tests.browser.seams import (
    RATE,
    SHORT,
    Sound,
    differing,
    loudest_tone,
    make_hearing,
    track,
    waves_in,
    widened,
    words_in,
)
from tests.browser.stage import Stage
from tests.browser.visits import Visits

pytestmark = pytest.mark.browser
SEED = 20260302
SEEKS = 12
TONE = 1 / 8
"""How loud each tone of the recording is."""


@pytest.fixture(scope="module")
def hearing(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> str:
    return make_hearing(stage, SHORT, tmp_path_factory.mktemp("seams"))


@pytest.fixture(scope="module")
def original(stage: Stage, hearing: str) -> Sound:
    """What the judge hears, from whom nothing is withheld."""
    return Sound(track(stage.of("judge"), hearing, "a0"))


@pytest.fixture(scope="module")
def sent(stage: Stage, hearing: str) -> Sound:
    """What the party hears."""
    return Sound(track(stage.of("party"), hearing, "a0"))


def test_seek_near_a_seam_shows_the_exact_frame_or_the_slate(visits: Visits, hearing: str) -> None:
    page = open_player(visits, hearing, "party")
    for ms in SHORT.places(SEEKS, SEED):
        shown = seek(page, ms)
        assert shown.is_due(SHORT.due_at(ms)), (ms, shown)


def test_playing_goes_over_each_seam_without_a_stall(visits: Visits, hearing: str) -> None:
    page = open_player(visits, hearing, "party")
    for seam in SHORT.seams:
        played = play_over(page, seam)
        assert not played.stalled, (seam, played)
        assert played.numbers <= SHORT.shown, (seam, played)


def test_sound_outside_the_widened_parts_is_the_originals_to_the_sample(original: Sound, sent: Sound) -> None:
    off, total = differing(SHORT, original, sent)
    assert off == 0
    assert total > 4 * RATE * (SHORT.seconds - 14)
    assert sent.heard.keys() == original.heard.keys()  # not a frame too many, and none at another time


def test_sound_inside_the_widened_parts_is_the_announcement_and_silence(original: Sound, sent: Sound) -> None:
    parts = widened(SHORT)
    # Nothing that was recorded is among them, and the same is said in both whatever was recorded there.
    assert len({words_in(part, original, sent) for part in parts}) == 1
    for part in parts:
        assert loudest_tone(waves_in(part, original), part.start) > 0.9 * TONE
        assert (
            loudest_tone(waves_in(part, sent), part.start) < 0.5 * TONE
        )  # the voice has every pitch at times
        end = range(part.stop - RATE, part.stop)
        assert not waves_in(end, sent).any()
