"""Timeline and microphones, on sounds that can be counted."""

import numpy as np
import pytest

from demo.recording.room import (
    BLEED_DB,
    LEAD_IN_MS,
    LENGTH_STEP_MS,
    PAUSE_MS,
    Utterance,
    record,
    samples_at,
    schedule,
)
from demo.recording.script import KINDS, Line
from demo.recording.speech import SAMPLE_RATE, decibels


def line(who: str = "judge", kind: str = "statement") -> Line:
    return Line(who, kind, "ru", "Слово.")


def test_schedule_lines_follow_each_other_with_their_pauses() -> None:
    second = SAMPLE_RATE
    utterances, total_ms = schedule([line(kind="opening"), line(kind="answer")], [second, second // 2 + 1])
    first, then = utterances
    assert (first.start_ms, first.end_ms) == (
        LEAD_IN_MS + PAUSE_MS["opening"],
        LEAD_IN_MS + PAUSE_MS["opening"] + 1000,
    )
    # One sample more than half a second ends a millisecond later.
    assert (then.start_ms, then.end_ms) == (
        first.end_ms + PAUSE_MS["answer"],
        first.end_ms + PAUSE_MS["answer"] + 501,
    )
    assert total_ms >= then.end_ms
    assert total_ms % LENGTH_STEP_MS == 0


def test_schedule_missing_voice_raises() -> None:
    with pytest.raises(ValueError):
        schedule([line(), line()], [SAMPLE_RATE])


def test_pause_is_defined_for_every_kind() -> None:
    assert set(PAUSE_MS) == KINDS


@pytest.mark.parametrize(
    ("who", "microphone"), [("judge", 0), ("prosecutor", 1), ("defendant", 2), ("witness", 3)]
)
def test_record_speaker_is_on_the_own_microphone_and_bleeds(who: str, microphone: int) -> None:
    voice = np.full(SAMPLE_RATE, 0.2, dtype=np.float32)
    channels = record([Utterance(line(who), 1000, 2000)], [voice], 3000)
    level = np.abs(channels[samples_at(1200) : samples_at(1800)]).mean(axis=0)
    quiet = np.abs(channels[: samples_at(900)]).mean(axis=0)
    assert int(level.argmax()) == microphone
    for other, bleed_db in enumerate(BLEED_DB[microphone]):
        if other != microphone:
            assert level[other] / level[microphone] == pytest.approx(decibels(bleed_db), rel=0.2)
    assert (quiet < 0.001).all()
    assert (quiet > 0).all()


def test_record_twice_gives_the_same_samples() -> None:
    assert np.array_equal(record([], [], 1000), record([], [], 1000))
