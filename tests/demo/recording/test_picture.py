"""The drawn room: clock, highlight and meters follow the hearing."""

import numpy as np
import pytest

from demo.recording.cast import CAST, MICROPHONES
from demo.recording.frames import METER_DB, STEP_MS, Hearing, frames, meter_levels
from demo.recording.overlay import METER_STEPS, draw_bottom, draw_top, wall_clock
from demo.recording.palette import HEIGHT, WIDTH
from demo.recording.people import FIGURES
from demo.recording.room import Channels, Utterance, samples_at
from demo.recording.script import Line
from demo.recording.speech import decibels

TOTAL_MS = 6000
SILENCE = np.zeros((samples_at(TOTAL_MS), 4), dtype=np.float32)


def hearing(channels: Channels = SILENCE) -> Hearing:
    said = [("clerk", 400, 600), ("judge", 700, 900), ("witness", 1200, 2200)]
    utterances = [Utterance(Line(who, "statement", "ru", "Слово."), start, end) for who, start, end in said]
    return Hearing(utterances, channels, TOTAL_MS)


@pytest.mark.parametrize(
    ("media_ms", "expected"),
    [(0, "10:00:00"), (999, "10:00:00"), (1000, "10:00:01"), (688_000, "10:11:28"), (7_200_000, "12:00:00")],
)
def test_wall_clock_media_time_gives_time_of_day(media_ms: int, expected: str) -> None:
    assert wall_clock(media_ms) == expected


@pytest.mark.parametrize(
    ("media_ms", "expected"),
    [(0, None), (400, "clerk"), (599, "clerk"), (600, None), (1200, "witness"), (2200, None)],
)
def test_speaking_at_moment_is_who_the_timeline_says(media_ms: int, expected: str | None) -> None:
    utterance = hearing().speaking_at(media_ms)
    assert (utterance.line.who if utterance else None) == expected


def test_called_between_begins_with_the_announcement() -> None:
    first_ms, last_ms = hearing().called_between()
    assert first_ms == 400
    assert last_ms > 2200


@pytest.mark.parametrize(("level_db", "expected"), [(-90, 0), (METER_DB[0] + 1, 1), (-10, METER_STEPS)])
def test_meter_levels_tone_reaches_its_mark(level_db: float, expected: int) -> None:
    channels = SILENCE.copy()
    channels[:, 2] = decibels(level_db)
    assert meter_levels(channels, 0) == (0, 0, expected, 0)


def test_frames_one_per_step_in_full_size() -> None:
    pictures = list(frames(hearing()))
    assert len(pictures) == TOTAL_MS // STEP_MS
    assert {len(picture) for picture in pictures} == {WIDTH * HEIGHT * 3}


def test_frames_witness_is_lit_while_speaking_and_gone_after() -> None:
    pictures = [np.frombuffer(picture, np.uint8).reshape(HEIGHT, WIDTH, 3) for picture in frames(hearing())]
    figure = FIGURES["witness"]
    x, y = int(figure.x), int(figure.y)
    around = [picture[y - 40 : y + 40, x - 50 : x + 50].astype(int) for picture in pictures]
    before, speaking, after = around[0], around[1400 // STEP_MS], around[-1]
    assert np.abs(speaking - before).mean() > 10
    assert np.array_equal(after, before)


def test_draw_top_seconds_differ_and_rest_stays() -> None:
    first, second = (np.asarray(draw_top(media_ms)) for media_ms in (0, 1000))
    changed = np.flatnonzero((first != second).any(axis=(0, 2)))
    assert changed.size
    assert changed.min() > WIDTH * 0.7


@pytest.mark.parametrize("who", sorted(CAST))
def test_draw_bottom_names_the_role_of_everybody(who: str) -> None:
    levels = (0,) * len(MICROPHONES)
    named = np.asarray(draw_bottom(Line(who, "statement", "kk", "Сөз."), levels))
    assert (named != np.asarray(draw_bottom(None, levels))).any()


def test_every_person_has_a_place_in_the_picture() -> None:
    assert set(FIGURES) == set(CAST)
    assert all(0 < figure.x < WIDTH and 0 < figure.y < HEIGHT for figure in FIGURES.values())
