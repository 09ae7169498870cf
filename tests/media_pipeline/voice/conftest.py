"""Speech to disguise: the voices of the demonstration, each microphone of which is one person."""

import os
from pathlib import Path

import pytest

from media_pipeline.ffmpeg import binary as finding
from media_pipeline.ffmpeg.binary import Binary, find_ffmpeg
from media_pipeline.ffmpeg.limits import Limits
from media_pipeline.ffmpeg.runner import Runner
from media_pipeline.voice.graph import OUTPUT_RATE
from media_pipeline.voice.leaks import Samples
from media_pipeline.voice.mixing import Interval, Sound, Track, channel_arguments, mix_arguments
from media_pipeline.voice.render import Studio, bare
from tests.media_pipeline.voice.sounds import DEMO, FIRST_S, LONG_S, MICROPHONES, Speech, studio_with


@pytest.fixture(params=["path", "wheel"])
def binary(request: pytest.FixtureRequest) -> Binary:
    """Each ffmpeg that could be found here, one after the other."""
    found = dict(reversed(list(finding._candidates(os.environ.get("FFMPEG_BINARY", "")))))
    if request.param not in found:
        pytest.skip(f"this machine has no ffmpeg from: {request.param}")
    return find_ffmpeg(str(found[request.param]))


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """A private folder and the ffmpeg of this machine."""
    return studio_with(find_ffmpeg(), tmp_path)


@pytest.fixture(scope="session")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Speech:
    """Return some seconds of the demonstration: of one microphone, or of all mixed (None)."""
    folder = tmp_path_factory.mktemp("speech")
    run = Runner(find_ffmpeg().path, Limits())
    sound = Sound(DEMO, "mov", 0, (Track(1, MICROPHONES),))

    def read(channel: int | None = None, first_s: float = FIRST_S, long_s: float = LONG_S) -> Samples:
        target = folder / f"{channel}-{first_s}-{long_s}.bare"
        interval = Interval(round(first_s * OUTPUT_RATE), round((first_s + long_s) * OUTPUT_RATE))
        if target.exists():
            return bare(target)
        if channel is None:
            run(mix_arguments(sound, interval, target))
        else:
            run(channel_arguments(sound, sound.tracks[0], channel, interval, target))
        return bare(target)

    return read
