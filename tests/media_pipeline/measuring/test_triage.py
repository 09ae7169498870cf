"""Triage: media with a known defect gives exactly its finding, sound media none."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from media_pipeline.ffmpeg.grid import LEVELS, PEAKS, read_grid
from media_pipeline.ffmpeg.picture import KeyFrame
from media_pipeline.ffmpeg.sound import Parameters, measure_sound
from media_pipeline.policies.silences import silent_everywhere
from media_pipeline.policies.triage import (
    Finding,
    Levels,
    PlaceFacts,
    picture_findings,
    place_findings,
    sound_findings,
)
from media_pipeline.services.triage import thresholds
from media_pipeline.states import FindingCode as Code, Severity
from tests.media_pipeline.measuring.makers import Samples, nothing, sound, speech, tone

LIMITS = replace(thresholds(), quiet_ms=5000, black_ms=30_000, frozen_ms=30_000)
"""Those of the settings, but for spans that no test wants to wait for."""
ALARM, WARNING, NOTICE = Severity.ALARM, Severity.WARNING, Severity.NOTICE
S = 14
CLIPPED = np.clip(speech(S, 3.0), -1, 1)


def then_quiet(seconds: float) -> Samples:
    return np.concatenate([speech(S - seconds, seed=5), nothing(seconds)])


SOUNDS: dict[str, tuple[Sequence[Samples], list[Finding]]] = {
    "one good microphone": ([speech(S)], []),
    "two good microphones": ([speech(S, seed=1), speech(S, 0.1, seed=2)], []),
    "digital zero": ([speech(S), nothing(S)], [Finding(Code.CHANNEL_EMPTY, ALARM, 1)]),
    "the only microphone is off": ([nothing(S)], [Finding(Code.CHANNEL_EMPTY, ALARM, 0)]),
    "hiss of an amplifier": (
        [speech(S, 0.0005), speech(S, seed=2)],
        [Finding(Code.CHANNEL_SILENT, ALARM, 0, value=-80)],
    ),
    "nothing on any": ([nothing(S), speech(S, 0.0005)], [Finding(Code.ALL_SILENT, ALARM)]),
    "overdriven": ([speech(S), CLIPPED], [Finding(Code.CHANNEL_CLIPPED, WARNING, 1, 0, S * 1000, S)]),
    "-50 dB": ([tone(S, level=0.0045)], [Finding(Code.CHANNEL_LOW, WARNING, 0, value=-50)]),
    "one of two at -50 dB": (
        [speech(S), tone(S, level=0.0045)],
        [Finding(Code.CHANNEL_LOW, NOTICE, 1, value=-50)],
    ),
    "copied": ([speech(S), speech(S)], [Finding(Code.CHANNEL_COPY, NOTICE, 1, value=0)]),
    "stops before the other": (
        [then_quiet(7), speech(S)],
        [Finding(Code.CHANNEL_STOPPED, WARNING, 0, 7000, S * 1000)],
    ),
    "a pause of both": (
        [
            np.concatenate([speech(3), nothing(7), speech(4)]),
            np.concatenate([speech(3, seed=3), nothing(7), speech(4, seed=4)]),
        ],
        [Finding(Code.NOBODY_HEARD, NOTICE, None, 3000, 10_000)],
    ),
}


def levels_of(folder: Path, channels: Sequence[Samples]) -> Levels:
    path = sound(folder / "a.mp4", channels)
    facts = measure_sound(path, folder, Parameters(3_600_000, 2, loudness=False), deny_network=False)
    rows = [
        read_grid(folder / name, shape, facts.channels)
        for name, shape in (("levels", LEVELS), ("peaks", PEAKS))
    ]
    return Levels(rows[0][:S], rows[1])


def about(finding: Finding) -> Finding:
    """A coder and rounding move a level by a decibel or two, and an end by a second."""
    span = [None if at is None else round(at / 2000) for at in (finding.from_ms, finding.to_ms)]
    value = finding.value if finding.code in {Code.CHANNEL_COPY, Code.CHANNEL_CLIPPED} else None
    return replace(finding, from_ms=span[0], to_ms=span[1], value=value)


@pytest.mark.parametrize("name", SOUNDS)
def test_sound_has_exactly_its_finding(name: str, tmp_path: Path) -> None:
    channels, expected = SOUNDS[name]
    found = sound_findings(levels_of(tmp_path, channels), LIMITS)
    assert [about(finding) for finding in found] == [about(finding) for finding in expected]
    levels = [finding.value for finding in found if finding.code in {Code.CHANNEL_LOW, Code.CHANNEL_SILENT}]
    wanted = [
        finding.value for finding in expected if finding.code in {Code.CHANNEL_LOW, Code.CHANNEL_SILENT}
    ]
    assert levels == pytest.approx(wanted, abs=2)


def test_samples_tell_neither_pauses_nor_places(tmp_path: Path) -> None:
    whole = levels_of(tmp_path, [then_quiet(7), CLIPPED])
    found = sound_findings(replace(whole, sampled=True), LIMITS)
    assert [(finding.code, finding.channel, finding.from_ms) for finding in found] == [
        (Code.CHANNEL_CLIPPED, 1, None)
    ]


def test_recording_without_sound_track_is_told() -> None:
    assert sound_findings(None, LIMITS) == [Finding(Code.NO_SOUND, WARNING)]


# --- picture ------------------------------------------------------------------------------------------------------
def frames(*kinds: str) -> list[KeyFrame]:
    """Key frames 10 s apart: m(oving), b(lack), s(till: as the one before)."""
    looks = {"m": (120.0, 60.0, 40.0), "b": (2.0, 1.0, 0.0), "s": (120.0, 60.0, 0.1)}
    return [KeyFrame(number * 10_000, 0, 100, *looks[kind]) for number, kind in enumerate("".join(kinds))]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ("mmmmmmmm", []),
        ("mmbbmmmm", []),  # shorter than is told
        ("mmbbbmmm", [Finding(Code.PICTURE_BLACK, WARNING, None, 20_000, 50_000)]),
        ("mmmmmbbb", [Finding(Code.PICTURE_BLACK, WARNING, None, 50_000, 80_000)]),
        ("bbbbbbbb", [Finding(Code.PICTURE_BLACK, ALARM)]),  # black stands still, too: one finding
        ("mmsssmmm", [Finding(Code.PICTURE_FROZEN, NOTICE, None, 10_000, 50_000)]),
        ("msssssss", [Finding(Code.PICTURE_FROZEN, ALARM)]),
        ("ms", []),  # too few to say
        ("", []),
    ],
)
def test_picture_has_exactly_its_finding(kinds: str, expected: list[Finding]) -> None:
    assert picture_findings(frames(kinds), 80_000, LIMITS) == expected


@pytest.mark.parametrize(("kinds", "codes"), [("mmbbbbmm", []), ("bbbbbb", [Code.PICTURE_BLACK])])
def test_samples_of_a_picture_tell_only_of_the_whole(kinds: str, codes: list[Code]) -> None:
    found = picture_findings(frames(kinds), 80_000, LIMITS, sampled=True)
    assert [finding.code for finding in found] == codes


# --- place and clock ----------------------------------------------------------------------------------------------
AT = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
GOOD = PlaceFacts(
    readable=True,
    started_at=AT,
    duration_ms=3_600_000,
    received_at=AT + 3 * HOUR,
    recorder_clock=AT,
    session=(AT, AT + HOUR),
)
Change = Callable[[PlaceFacts], PlaceFacts]


def but(**columns: object) -> PlaceFacts:
    return replace(GOOD, **columns)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (GOOD, []),
        (but(recorder_clock=None, session=None), []),
        (but(recorder_clock=AT + HOUR), []),  # a recorder that writes when it ended
        (but(recorder_clock=AT - timedelta(minutes=90)), [Finding(Code.CLOCK_DIFFERS, WARNING, value=-90)]),
        (but(recorder_clock=AT + 4 * HOUR), [Finding(Code.CLOCK_AHEAD, WARNING, value=60)]),
        (
            but(started_at=AT + 5 * HOUR, recorder_clock=None, session=None),
            [Finding(Code.CLOCK_FUTURE, ALARM, value=120)],
        ),
        (but(session=(AT + 4 * HOUR, AT + 5 * HOUR)), [Finding(Code.OFF_SCHEDULE, WARNING, value=180)]),
        (but(session=(AT - 4 * HOUR, AT - 2 * HOUR)), [Finding(Code.OFF_SCHEDULE, WARNING, value=120)]),
        (but(session=(AT + HOUR, AT + 2 * HOUR)), []),  # nothing apart
        (but(readable=False), [Finding(Code.UNREADABLE, ALARM)]),
        (
            but(missing=((3_600_000, 4_200_000),)),
            [Finding(Code.CUT_OFF, ALARM, None, 3_600_000, 4_200_000, 10)],
        ),
        (but(has_picture=False), []),  # a recorder of sound
        (but(has_picture=False, usual_picture=True), [Finding(Code.NO_PICTURE, ALARM)]),
    ],
)
def test_place_has_exactly_its_finding(facts: PlaceFacts, expected: list[Finding]) -> None:
    assert place_findings(facts, LIMITS) == expected


@pytest.mark.parametrize(
    ("channels", "common"),
    [
        ([], []),
        ([[(0, 5)]], [(0, 5)]),
        ([[(0, 5), (7, 20)], [(3, 8), (10, 12), (19, 30)]], [(3, 5), (7, 8), (10, 12), (19, 20)]),
        ([[(0, 5)], []], []),
    ],
)
def test_silence_of_all_is_what_the_channels_share(
    channels: list[list[tuple[int, int]]], common: list[tuple[int, int]]
) -> None:
    assert silent_everywhere(channels) == common
