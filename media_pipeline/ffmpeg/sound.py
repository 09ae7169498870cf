"""What the sound of a media file is like, measured in the sandbox by a program that may crash without harm."""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from media_pipeline.ffmpeg.errors import MediaRefused
from media_pipeline.ffmpeg.formats import CODEC_WHITELIST
from media_pipeline.ffmpeg.grid import LEVELS, PEAKS, GridDamaged, Shape, read_grid
from media_pipeline.ffmpeg.limits import MEBIBYTE, Limits
from media_pipeline.ffmpeg.outcome import require_success
from media_pipeline.ffmpeg.runner import run

CHILD: Final = Path(__file__).with_name("sound_child.py")
BASE_LIMITS: Final = Limits(
    wall_s=60,
    cpu_s=30,
    memory_bytes=1024 * MEBIBYTE,
    file_bytes=MEBIBYTE,
    stdout_bytes=16 * MEBIBYTE,
    niceness=10,
)
MAX_CHANNELS: Final = 64
CPU_PER_CHANNEL_AND_S: Final = 0.04
"""CPU seconds that a second of one channel may cost; several times what it does."""

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Parameters:
    """What to measure in a file of about so many ``channels``, which scale the limits.

    Silence is what stays below ``silence_db`` (RMS of 10 ms, of full scale) for ``silence_ms``.

    Nothing behind ``longest_ms`` is believed. With ``windows`` (places in ms) only ``window_s`` seconds at each are
    measured, neither silence nor loudness.
    """

    longest_ms: int
    channels: int
    silence_db: float = -50.0
    silence_ms: int = 2000
    loudness: bool = True
    windows: tuple[int, ...] | None = None
    window_s: int = 5
    demuxer: str = "mov"


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """Of all tracks in order, channel by channel: silent ranges (ms) and loudness (LUFS; None: nothing heard).

    ``places`` are the times (ms) of the rows of levels where only windows were measured, else None. The rows themselves
    are in the files ``peaks`` and ``levels`` of the folder.
    """

    channels: int
    duration_ms: int
    silence: tuple[tuple[Range, ...], ...]
    loudness: tuple[float | None, ...]
    places: tuple[int, ...] | None


def measure_sound(path: Path, folder: Path, parameters: Parameters, *, deny_network: bool) -> SoundFacts:
    """Measure a file and write ``peaks`` and ``levels`` into a folder. Raises FfmpegError, OSError."""
    written = json.dumps(asdict(parameters) | {"codecs": CODEC_WHITELIST})
    # -I: no environment and no user site; the environment's own packages (PyAV) stay.
    argv = [sys.executable, "-I", "-B", str(CHILD), str(path.resolve()), str(folder.resolve()), written]
    result = require_success(run(argv, limits_for(parameters), deny_network=deny_network))
    found: dict[str, Any] = json.loads(result.stdout)
    if "problem" in found:
        raise MediaRefused(found["problem"])
    return _verified(found, folder)


def limits_for(parameters: Parameters) -> Limits:
    """Return limits for a file of at most this length, whatever it holds."""
    if parameters.windows is not None:
        return BASE_LIMITS
    channels = min(max(2, parameters.channels), MAX_CHANNELS)
    return BASE_LIMITS.scaled_to_media(
        parameters.longest_ms,
        cpu_per_media_s=CPU_PER_CHANNEL_AND_S * channels,
        bytes_per_media_s=channels * PEAKS.per_s * PEAKS.planes,
    )


def _verified(found: dict[str, Any], folder: Path) -> SoundFacts:
    """Return the facts if they fit the files; what a broken child says is not believed."""
    tracks = found["tracks"]
    channels = sum(track["channels"] for track in tracks)
    facts = SoundFacts(
        channels,
        max((track["duration_ms"] for track in tracks), default=0),
        tuple(
            tuple((start, end) for start, end in ranges) for track in tracks for ranges in track["silence"]
        ),
        tuple(value for track in tracks for value in track["loudness"]),
        None if found["places"] is None else tuple(found["places"]),
    )
    if channels > MAX_CHANNELS:
        raise MediaRefused(f"{channels} channels")
    if channels:
        _require(folder / "peaks", PEAKS, channels, found["peak_rows"])
        _require(folder / "levels", LEVELS, channels, found["level_rows"])
    return facts


def _require(path: Path, shape: Shape, channels: int, rows: int) -> None:
    try:
        there = read_grid(path, shape, channels).shape[0]
    except GridDamaged as error:
        raise MediaRefused(str(error)) from error
    if there != rows:
        raise MediaRefused(f"{path.name} has {there} rows, not {rows}")
