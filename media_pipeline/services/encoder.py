"""How ffmpeg is run for renditions: limits by the length of the media; what came out is checked before it counts."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from django.conf import settings

from custody.models import Original
from jobs.services.handlers import Progress
from media_pipeline.ffmpeg.errors import MediaRefused
from media_pipeline.ffmpeg.limits import MEBIBYTE, Limits
from media_pipeline.ffmpeg.outcome import require_success
from media_pipeline.ffmpeg.probe import SourceFacts
from media_pipeline.ffmpeg.progress import Progress as Encoded
from media_pipeline.mp4.index import SampleIndex
from media_pipeline.mp4.storage import open_index
from media_pipeline.services.artefacts import artefact_path, digest, make_durable
from media_pipeline.services.indexing import index_file
from media_pipeline.services.runners import media_runner

BASE_LIMITS = Limits(
    wall_s=180, cpu_s=120, memory_bytes=6144 * MEBIBYTE, file_bytes=64 * MEBIBYTE, niceness=10, open_files=64
)
MS_PER_HOUR = 3_600_000
MISSED_AT_MOST_MS = 1_000
"""A rendition that is shorter than its source says by more than this lacks something."""
SHORTEST_MS = 50
"""Less than a frame of sound is nothing that could be played."""
SLOWEST_BYTES_PER_MS = 1
"""8 kbit/s, less than any recorder writes; for files whose container does not say how long they are."""
NO_DAMAGE = ("not on whitelist", "non-existing SPS", "non-existing PPS", "Last message repeated")
"""What ffmpeg says of subtitles and the like that it may not decode, and of what comes before a key."""


def media_ms(facts: SourceFacts, size: int) -> int:
    """Return the length that limits are scaled to: as the container says, else what so many bytes can be at most."""
    longest_ms: int = settings.RECORDING_MAX_HOURS * MS_PER_HOUR
    return min(facts.duration_ms or size // SLOWEST_BYTES_PER_MS, longest_ms)


def encode(arguments: Sequence[str], length_ms: int, progress: Progress, stage: str) -> bool:
    """Run ffmpeg on so much media; returns whether it complained of damage. Raises FfmpegError."""

    def report(encoded: Encoded) -> None:
        progress(min(95, 5 + 90 * encoded.media_ms // max(length_ms, 1)), stage)

    run = require_success(media_runner(BASE_LIMITS, length_ms)(arguments, on_progress=report))
    lines = run.stderr_tail.splitlines()
    return any(not any(words in line for words in NO_DAMAGE) for line in lines)


def checked(target: Path, original: Original) -> tuple[str, SampleIndex]:
    """Make a file that came out durable, and read it: its SHA-256 and its index.

    An exit code proves nothing: what the index cannot read, or what is empty, is no rendition. Raises MediaRefused,
    Mp4Problem, OSError.
    """
    make_durable(target)
    sha256 = digest(target)
    index = open_index(artefact_path(index_file(sha256, nullcontext(target), original)))
    if index.duration_ms < SHORTEST_MS:
        raise MediaRefused("nothing came out")
    return sha256, index


class Targets:
    """New files that are gone again unless the work on them ends well."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = list(paths)

    def __enter__(self) -> list[Path]:
        return self.paths

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        if kind is not None:
            for path in self.paths:
                path.unlink(missing_ok=True)
