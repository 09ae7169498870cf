"""Media with known defects: samples that numpy made, pictures that ffmpeg made."""

import subprocess
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from media_pipeline.ffmpeg.binary import find_ffmpeg

Samples = NDArray[np.float64]
RATE = 48_000
AAC = ("-c:a", "aac", "-b:a", "128k")


def tone(seconds: float, hz: float = 440, level: float = 0.25, rate: int = RATE) -> Samples:
    """A sine; ``level`` 1 is full scale."""
    return level * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate)


def nothing(seconds: float, rate: int = RATE) -> Samples:
    return np.zeros(round(seconds * rate))


def speech(seconds: float, level: float = 0.25, seed: int = 1) -> Samples:
    """Noise that swells and ebbs like talk."""
    count = round(seconds * RATE)
    swell = 0.6 + 0.4 * np.sin(2 * np.pi * 3 * np.arange(count) / RATE)
    noise: Samples = np.random.default_rng(seed).normal(size=count) * level / 3 * swell
    return np.clip(noise, -level, level)


def wav(path: Path, channels: Sequence[Samples], rate: int = RATE) -> Path:
    """Write 16-bit PCM, one row of samples a channel."""
    data = np.rint(np.clip(np.stack(channels, axis=1), -1, 1) * 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(data.tobytes())
    return path


def sound(path: Path, channels: Sequence[Samples], rate: int = RATE) -> Path:
    """Write an MP4 whose one track has these channels."""
    source = wav(path.with_suffix(".wav"), channels, rate)
    ffmpeg("-i", str(source), *AAC, str(path))
    return path


def film(path: Path, *parts: str, key_s: int = 1, more: Sequence[str] = ()) -> Path:
    """Write an MP4 of pictures made by lavfi, one part after the other, a key frame every so many seconds."""
    inputs = [word for part in parts for word in ("-f", "lavfi", "-i", part)]
    joined = "".join(f"[{number}:v]" for number in range(len(parts)))
    graph = f"{joined}concat=n={len(parts)}:v=1:a=0,format=yuv420p[v]"
    codec = ("-c:v", "libx264", "-preset", "ultrafast", "-g", str(10 * key_s), "-bf", "2")
    ffmpeg(
        *inputs,
        *more,
        "-filter_complex",
        graph,
        "-map",
        "[v]",
        *codec,
        *(("-map", f"{len(parts)}:a", *AAC) if more else ()),
        str(path),
    )
    return path


def moving(seconds: int) -> str:
    return f"testsrc2=size=160x120:rate=10:duration={seconds}"


def black(seconds: int) -> str:
    return f"color=black:size=160x120:rate=10:duration={seconds}"


def still(seconds: int) -> str:
    """A picture with the noise of a camera, of which nothing moves."""
    return f"smptebars=size=160x120:rate=10:duration={seconds},noise=alls=2:allf=t"


def ffmpeg(*arguments: str) -> None:
    command = [str(find_ffmpeg("").path), "-nostdin", "-v", "error", "-y", *arguments]
    subprocess.run(command, check=True, timeout=120)
