"""One mono encoding in every layout: each channel decodes to the same sound, and every frame is of one size."""

from pathlib import Path

import numpy as np
import pytest

from media_pipeline.ffmpeg.adts import adts_frame
from media_pipeline.ffmpeg.dub import DubSpec
from media_pipeline.hls.errors import SlateProblem
from media_pipeline.hls.spread import laid_out
from tests.media_pipeline.hls.dubs import encoded, lossless, noise
from tests.media_pipeline.mp4.recordings import run

CHANNELS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 8}


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, ...]:
    """Half a second of noise that swells, so that sizes differ."""
    folder = tmp_path_factory.mktemp("spread")
    sound = noise(0.5) * np.linspace(0.01, 1, 24_000, dtype=np.float32)
    return encoded(DubSpec(48_000, 23, 0), lossless(sound, folder / "noise.flac"), folder)


def decoded(frames: tuple[bytes, ...], channels: int, path: Path) -> np.ndarray:
    path.write_bytes(b"".join(adts_frame(frame, 48_000, channels) for frame in frames))
    raw = run("-i", str(path), "-f", "f32le", "-")
    return np.frombuffer(raw, "<f4").reshape(-1, channels)


@pytest.mark.parametrize("config", CHANNELS)
def test_every_channel_of_a_layout_is_the_mono_sound(
    frames: tuple[bytes, ...], config: int, tmp_path: Path
) -> None:
    mono = decoded(frames, 1, tmp_path / "mono.aac")[:, 0]
    assert len({len(frame) for frame in frames}) > 10
    made = laid_out(frames, config)
    assert len({len(frame) for frame in made}) == 1
    spread = decoded(made, CHANNELS[config], tmp_path / "spread.aac")
    assert np.sqrt(np.mean(mono**2)) > 0.01
    for channel in spread.T:
        assert np.array_equal(channel, mono)


@pytest.mark.parametrize("config", [0, 8, 11])
def test_layout_without_a_number_is_refused(frames: tuple[bytes, ...], config: int) -> None:
    with pytest.raises(SlateProblem):
        laid_out(frames, config)


def test_frames_of_more_channels_are_refused(frames: tuple[bytes, ...]) -> None:
    with pytest.raises(SlateProblem):
        laid_out(laid_out(frames, 2), 2)


def test_nothing_is_laid_out_as_nothing() -> None:
    assert laid_out((), 2) == ()
