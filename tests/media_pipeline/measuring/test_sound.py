"""Peaks, levels, silence and loudness against numpy on sound that numpy made."""

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from media_pipeline.ffmpeg.errors import LimitExceeded, MediaRefused
from media_pipeline.ffmpeg.grid import CLIPPED, LEVELS, PEAK, PEAKS, RMS, ZERO_DB, Int8s, read_grid
from media_pipeline.ffmpeg.limits import Limits
from media_pipeline.ffmpeg.sound import Parameters, SoundFacts, limits_for, measure_sound
from tests.media_pipeline.measuring.makers import (
    RATE,
    Samples,
    ffmpeg,
    nothing,
    sound,
    speech,
    tone,
    wav,
)

CODER_DB = 1
"""What rounding to whole decibels and a lossy coder may shift a level."""


def measured(path: Path, longest_ms: int = 3_600_000, **more: Any) -> tuple[SoundFacts, Int8s, Int8s]:
    """Return facts, peaks and levels of a file."""
    parameters = Parameters(longest_ms, 2, **more)
    facts = measure_sound(path, path.parent, parameters, deny_network=False)
    peaks = read_grid(path.parent / "peaks", PEAKS, facts.channels)
    return facts, peaks, read_grid(path.parent / "levels", LEVELS, facts.channels)


def plain(
    path: Path, channels: list[Samples], rate: int = RATE, **more: Any
) -> tuple[SoundFacts, Int8s, Int8s]:
    """The same of samples as they are, without a coder between."""
    return measured(wav(path, channels, rate), demuxer="wav", **more)


@pytest.mark.parametrize("rate", [48_000, 44_100, 22_050, 11_025, 8000])
def test_peaks_equal_those_of_numpy(tmp_path: Path, rate: int) -> None:
    channels = [tone(7, 3.1, 0.8, rate), tone(7, 1.7, 0.3, rate)]
    facts, peaks, _levels = plain(tmp_path / "a.wav", channels, rate)
    edges = [-(-n * rate // 20) for n in range(141)]
    for channel, samples in enumerate(channels):
        parts = [samples[start:end] for start, end in itertools.pairwise(edges)]
        expected = [[round(part.min() * 127), round(part.max() * 127)] for part in parts]
        assert np.abs(peaks[:, channel] - np.array(expected)).max() <= 1
    assert (facts.channels, facts.duration_ms) == (2, 7000)


def test_levels_are_those_of_the_tone(tmp_path: Path) -> None:
    _facts, _peaks, levels = measured(sound(tmp_path / "a.mp4", [tone(4, 1000, 0.1), nothing(4)]))
    assert levels[1:3, 0, RMS] == pytest.approx(np.full(2, -23), abs=CODER_DB)
    assert levels[1:3, 0, PEAK] == pytest.approx(np.full(2, -20), abs=CODER_DB)
    assert (levels[:, 0, CLIPPED] == 0).all()
    assert (levels[:, 1, :2] == ZERO_DB).all()


def test_clipped_samples_are_counted_in_a_thousand(tmp_path: Path) -> None:
    flat = np.clip(tone(2, 100, 2.0), -1, 1)
    _facts, _peaks, levels = plain(tmp_path / "a.wav", [flat])
    share = 1000 * np.count_nonzero(np.abs(flat) >= 0.985) / len(flat)
    assert levels[:, 0, CLIPPED] == pytest.approx(np.full(2, min(share, 127)), abs=1)


@pytest.mark.parametrize("rate", [48_000, 44_100])
def test_silence_lies_within_50_ms_of_where_it_was_made(tmp_path: Path, rate: int) -> None:
    parts = [
        tone(3.0, rate=rate),
        nothing(2.73, rate),
        tone(2.0, rate=rate),
        nothing(1.5, rate),
        tone(1.0, rate=rate),
    ]
    channels = [np.concatenate(parts), tone(10.23, rate=rate)]
    facts, _peaks, _levels = measured(sound(tmp_path / "a.mp4", channels, rate), silence_ms=1000)
    found = np.array(facts.silence[0])
    assert found == pytest.approx(np.array([[3000, 5730], [7730, 9230]]), abs=50)
    assert facts.silence[1] == ()


def test_silence_shorter_than_asked_for_and_sound_above_the_threshold_are_none(tmp_path: Path) -> None:
    channels = [np.concatenate([tone(2), nothing(0.8), tone(2)]), tone(4.8, level=0.01)]
    facts, _peaks, _levels = plain(tmp_path / "a.wav", channels, silence_ms=1000)
    assert facts.silence == ((), ())
    facts, _peaks, _levels = plain(tmp_path / "b.wav", channels, silence_ms=1000, silence_db=-40.0)
    assert facts.silence == ((), ((0, 4800),))


def test_loudness_of_each_channel_is_that_of_the_standard(tmp_path: Path) -> None:
    # EBU Tech 3341, case 1, in one channel: a sine of 1 kHz at -23 dBFS peak is -26.0 LUFS; 20 dB less is 20 LU less.
    loud = 10 ** (-23 / 20)
    facts, _peaks, _levels = plain(
        tmp_path / "a.wav", [tone(6, 1000, loud), tone(6, 1000, loud / 10), nothing(6)]
    )
    assert facts.loudness[:2] == pytest.approx((-26.0, -46.0), abs=0.2)
    assert facts.loudness[2] is None or facts.loudness[2] <= -70


def test_channels_of_several_tracks_stand_side_by_side(tmp_path: Path) -> None:
    one, other = (
        wav(tmp_path / "1.wav", [tone(2), tone(2, level=0.1)]),
        wav(tmp_path / "2.wav", [tone(4, level=0.5)]),
    )
    path = tmp_path / "both.mp4"
    ffmpeg("-i", str(one), "-i", str(other), "-map", "0:a", "-map", "1:a", "-c:a", "aac", str(path))
    facts, peaks, levels = measured(path)
    assert facts.channels == 3
    assert peaks.shape[0] == pytest.approx(80, abs=1)
    assert levels[1, :, PEAK] == pytest.approx(np.array([-12, -20, -6]), abs=CODER_DB)
    assert (levels[3, :2, PEAK] == ZERO_DB).all()
    assert (peaks[50:, :2] == 0).all()


def test_sound_that_begins_late_stands_where_it_is_heard(tmp_path: Path) -> None:
    source, path = wav(tmp_path / "1.wav", [tone(2)]), tmp_path / "late.mkv"
    ffmpeg("-itsoffset", "1.5", "-i", str(source), "-c:a", "aac", str(path))
    _facts, peaks, _levels = measured(path, demuxer="matroska")
    heard = np.flatnonzero(np.abs(peaks[:, 0]).max(axis=1) > 10)
    assert heard[0] == pytest.approx(30, abs=1)
    assert heard[-1] == pytest.approx(69, abs=1)


def test_nothing_behind_the_stated_length_is_believed(tmp_path: Path) -> None:
    facts, peaks, _levels = plain(tmp_path / "a.wav", [tone(4)], longest_ms=2500)
    assert (facts.duration_ms, peaks.shape[0]) == (2500, 50)


def test_time_stamp_ten_days_ahead_costs_no_more_than_the_stated_length(tmp_path: Path) -> None:
    source, path = wav(tmp_path / "1.wav", [tone(1)]), tmp_path / "gap.mkv"
    ffmpeg(
        "-itsoffset", "864000", "-i", str(source), "-c:a", "aac", "-avoid_negative_ts", "disabled", str(path)
    )
    facts, peaks, _levels = measured(path, demuxer="matroska", longest_ms=60_000)
    assert facts.duration_ms == 60_000
    assert peaks.shape[0] == 1200
    assert not peaks.any()


def test_windows_measure_only_seconds_at_their_places(tmp_path: Path) -> None:
    channels = [np.concatenate([tone(10, level=0.5), speech(20, 0.01), nothing(10)])]
    path = sound(tmp_path / "a.mp4", channels)
    facts, peaks, levels = measured(path, windows=(1000, 20_000, 33_000), window_s=3)
    assert facts.places == (1000, 2000, 3000, 20_000, 21_000, 22_000, 33_000, 34_000, 35_000)
    assert levels[:3, 0, PEAK] == pytest.approx(np.full(3, -6), abs=CODER_DB)
    assert (levels[3:6, 0, PEAK] < -35).all()
    assert (levels[6:, 0, PEAK] == ZERO_DB).all()
    assert peaks.shape[0] == 9 * 20


@pytest.mark.parametrize(
    "head", [b"", b"\0" * 5000, b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41\0\0\0\x08free"]
)
def test_file_that_is_no_media_is_refused(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(head)
    with pytest.raises(MediaRefused):
        measured(path)


def test_limits_follow_length_and_channels() -> None:
    day = limits_for(Parameters(24 * 3_600_000, 2))
    assert day.file_bytes > 24 * 3600 * 2 * 40
    assert day.memory_bytes == limits_for(Parameters(1000, 2)).memory_bytes
    assert limits_for(Parameters(24 * 3_600_000, 2, windows=(0,))) == limits_for(
        Parameters(1000, 2, windows=(0,))
    )


def test_child_that_writes_too_much_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = Limits(wall_s=30, cpu_s=20, file_bytes=100)
    monkeypatch.setattr("media_pipeline.ffmpeg.sound.limits_for", lambda _parameters: small)
    with pytest.raises(LimitExceeded):
        plain(tmp_path / "a.wav", [tone(4)])
