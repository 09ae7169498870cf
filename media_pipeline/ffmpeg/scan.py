"""Where the pictures of a source can be cut, found out in the sandbox from its packets."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from media_pipeline.ffmpeg.errors import MediaRefused
from media_pipeline.ffmpeg.limits import MEBIBYTE, Limits
from media_pipeline.ffmpeg.outcome import require_success
from media_pipeline.ffmpeg.probe import SourceFacts
from media_pipeline.ffmpeg.runner import run

CHILD: Final = Path(__file__).with_name("scan_child.py")
TICKS: Final = 90_000
"""Ticks a second on which pictures are counted: every usual frame rate has whole ones."""
SEEKABLE: Final = frozenset({"mov", "matroska", "mpegts", "mpeg", "avi", "asf", "mxf", "dv"})
"""Containers in which a place is found again by its time."""
SCAN_LIMITS: Final = Limits(
    wall_s=60, cpu_s=30, memory_bytes=2048 * MEBIBYTE, file_bytes=1, stdout_bytes=MEBIBYTE, niceness=5
)
CPU_PER_MEDIA_S: Final = 0.02
"""Reading one second of packets costs about a millisecond."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Ticks [start, end) of the file's own clock, from a key frame to the next cut, and how many pictures they hold."""

    start: int
    end: int
    pictures: int
    first: bool = False


@dataclass(frozen=True, slots=True)
class Scanned:
    """`zero`: the tick of the container's first moment; `cuts` in order, without a hole between them."""

    zero: int
    cuts: tuple[Cut, ...]


def scan(path: Path, facts: SourceFacts, stream: int, every_s: int, *, deny_network: bool) -> Scanned:
    """Cut the pictures of a stream at key frames about every so many seconds. Raises FfmpegError (MediaRefused when the
    stream cannot be cut)."""
    arguments = [str(path.resolve()), facts.demuxer, str(facts.skip_bytes), str(stream), str(every_s)]
    argv = [sys.executable, "-I", "-B", str(CHILD), *arguments]
    limits = SCAN_LIMITS.scaled_to_media(
        facts.duration_ms or 0, cpu_per_media_s=CPU_PER_MEDIA_S, bytes_per_media_s=0
    )
    result = require_success(run(argv, limits, deny_network=deny_network))
    found: dict[str, Any] = json.loads(result.stdout)
    if "problem" in found:
        raise MediaRefused(found["problem"])
    starts = [start for start, _ in found["cuts"]]
    ends = [*starts[1:], max(found["end"], starts[-1] + 1)]
    rows = zip(found["cuts"], ends, strict=True)
    cuts = (Cut(start, end, count, start == starts[0]) for (start, count), end in rows)
    return Scanned(found["zero"], tuple(cuts))
