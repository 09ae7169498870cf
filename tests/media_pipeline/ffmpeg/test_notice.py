"""Spoken words, made by each ffmpeg of this machine and heard by a decoder between frames of silence."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from media_pipeline.ffmpeg.adts import adts_frame
from media_pipeline.ffmpeg.errors import MediaRefused, UnsupportedSlate
from media_pipeline.ffmpeg.isolation import network_can_be_denied
from media_pipeline.ffmpeg.notice import make_notice
from media_pipeline.ffmpeg.runner import Runner, RunResult
from media_pipeline.ffmpeg.slate import QUIET, SLATE_LIMITS, AudioSlateSpec
from media_pipeline.ffmpeg.words import SPOKEN, Said, languages
from media_pipeline.hls.silence import silent_frame
from media_pipeline.hls.slate import notice_from_adts

FRAME = 1024
QUIET_FRAMES = 4
LOUD = 1000
"""Of 32767: what nobody takes for silence."""


@pytest.fixture
def runner(ffmpeg_path: Path) -> Runner:
    return Runner(ffmpeg_path, SLATE_LIMITS, deny_network=network_can_be_denied())


def heard(runner: Runner, frames: tuple[bytes, ...], rate: int, channels: int) -> NDArray[np.int16]:
    """The words with silence before and behind, as a player decodes them: (samples, channels)."""
    silent = silent_frame(channels)
    assert silent is not None
    stream = [*[silent] * QUIET_FRAMES, *frames, *[silent] * QUIET_FRAMES]
    data = b"".join(adts_frame(frame, rate, channels) for frame in stream)
    done = runner([*QUIET, "-f", "aac", "-i", "pipe:0", "-f", "s16le", "pipe:1"], stdin=data)
    assert (done.returncode, done.stderr_tail) == (0, "")
    return np.frombuffer(done.stdout, np.int16).reshape(-1, channels)


@pytest.mark.parametrize(("rate", "channels"), [(48000, 2), (44100, 4), (8000, 1), (24000, 6)])
def test_make_notice_speaks_on_every_channel_and_begins_and_ends_in_silence(
    runner: Runner, rate: int, channels: int
) -> None:
    frames = notice_from_adts(make_notice(AudioSlateSpec(rate, channels), Said.CLOSED, "kk", runner))
    samples = heard(runner, frames, rate, channels)
    assert len(samples) == (len(frames) + 2 * QUIET_FRAMES) * FRAME
    edge = (QUIET_FRAMES + 1) * FRAME
    assert not samples[:edge].any()
    assert not samples[-edge:].any()
    full = samples[:, : 3 if channels == 6 else channels]  # the channel for low frequencies has no voice
    assert (np.abs(full.astype(int)).max(axis=0) > LOUD).all()
    assert 1 < len(frames) * FRAME / rate < 4


@pytest.mark.parametrize("language", languages())
def test_make_notice_says_another_thing_of_each_kind(runner: Runner, language: str) -> None:
    made = {make_notice(AudioSlateSpec(16000, 1), said, language, runner) for said in SPOKEN}
    assert len(made) == len(SPOKEN)
    assert not any(b"Lavc" in each for each in made)


def test_make_notice_for_eight_channels_is_refused(runner: Runner) -> None:
    with pytest.raises(UnsupportedSlate):
        make_notice(AudioSlateSpec(48000, 8), Said.CLOSED, "en", runner)


def test_make_notice_of_silent_encoder_raises() -> None:
    def nothing(*_arguments: object, **_options: object) -> RunResult:
        return RunResult(0, b"", "", wall_s=0.0, cpu_s=0.0, killed_by=None)

    with pytest.raises(MediaRefused):
        make_notice(AudioSlateSpec(48000, 2), Said.CLOSED, "en", nothing)
