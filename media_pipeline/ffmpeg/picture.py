"""What the picture of a media file shows at wanted key frames, looked at in the sandbox."""

import itertools
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from media_pipeline.ffmpeg.errors import MediaRefused
from media_pipeline.ffmpeg.formats import CODEC_WHITELIST
from media_pipeline.ffmpeg.limits import MEBIBYTE, Limits
from media_pipeline.ffmpeg.outcome import require_success
from media_pipeline.ffmpeg.runner import run

CHILD: Final = Path(__file__).with_name("picture_child.py")
BASE_LIMITS: Final = Limits(
    wall_s=60,
    cpu_s=30,
    memory_bytes=1024 * MEBIBYTE,
    file_bytes=MEBIBYTE,
    stdout_bytes=16 * MEBIBYTE,
    niceness=10,
)
CPU_PER_FRAME_S: Final = 1
"""Several times what the largest picture costs."""
BYTES_PER_TILE: Final = 64 * 1024
JPEG_START: Final = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class Parameters:
    """``times_ms``, ascending: at or before each a key frame is wanted; ``width`` of a tile in pixels."""

    times_ms: tuple[int, ...]
    width: int = 160
    demuxer: str = "mov"


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """A key frame: its time, where its tile lies in the file ``tiles``, brightness (0 to 255) and change.

    ``change`` is the largest difference between a block of this picture and of the one before (255 for the first).
    """

    time_ms: int
    offset: int
    size: int
    mean: float
    deviation: float
    change: float


def every(interval_ms: int, duration_ms: int, most: int) -> tuple[int, ...]:
    """Return times over a duration, so far apart that they are not too many."""
    step = max(interval_ms, -(-duration_ms // most), 1)
    return tuple(range(0, duration_ms, step))


def look_at(path: Path, folder: Path, parameters: Parameters, *, deny_network: bool) -> tuple[KeyFrame, ...]:
    """Decode the wanted key frames and write ``tiles`` into a folder. Raises FfmpegError, OSError."""
    written = json.dumps(asdict(parameters) | {"codecs": CODEC_WHITELIST})
    argv = [sys.executable, "-I", "-B", str(CHILD), str(path.resolve()), str(folder.resolve()), written]
    result = require_success(run(argv, limits_for(len(parameters.times_ms)), deny_network=deny_network))
    found: dict[str, Any] = json.loads(result.stdout)
    if "problem" in found:
        raise MediaRefused(found["problem"])
    return _verified(found["rows"], folder / "tiles", len(parameters.times_ms))


def limits_for(frames: int) -> Limits:
    """Return limits for so many frames, however long the file says that it is."""
    return BASE_LIMITS.scaled_to_media(
        frames * 1000, cpu_per_media_s=CPU_PER_FRAME_S, bytes_per_media_s=BYTES_PER_TILE
    )


def _verified(rows: Sequence[Sequence[float]], tiles: Path, most: int) -> tuple[KeyFrame, ...]:
    frames: list[KeyFrame] = []
    offset = 0
    for time_ms, size, mean, deviation, change in rows:
        frames.append(KeyFrame(int(time_ms), offset, int(size), mean, deviation, change))
        offset += int(size)
    ascending = all(a.time_ms < b.time_ms for a, b in itertools.pairwise(frames))
    if len(frames) > most or not ascending or any(frame.size <= len(JPEG_START) for frame in frames):
        raise MediaRefused("the tiles are not what was asked for")
    if frames and tiles.stat().st_size != offset:
        raise MediaRefused(f"{tiles.stat().st_size} bytes of tiles, not {offset}")
    return tuple(frames)
