"""Turns how a run ended into "go on" or into an error that says whether trying again may help."""

from typing import Final

from media_pipeline.ffmpeg.errors import (
    DiskFull,
    FfmpegError,
    LimitExceeded,
    MediaRefused,
    OutOfMemory,
    WallTimeExceeded,
)
from media_pipeline.ffmpeg.runner import KilledBy, RunResult

BY_LIMIT: Final[dict[KilledBy, type[FfmpegError]]] = {
    "wall": WallTimeExceeded,
    "cpu": LimitExceeded,
    "file_size": LimitExceeded,
    "stdout": LimitExceeded,
    "memory": OutOfMemory,
}
# The C library's words for conditions of the machine (stable under LC_ALL=C); the exit code does not tell.
BY_WORDS: Final[dict[str, type[FfmpegError]]] = {
    "No space left on device": DiskFull,
    "Disk quota exceeded": DiskFull,
    "Cannot allocate memory": OutOfMemory,
}
LAST_WORDS = 400


def failure_of(result: RunResult) -> FfmpegError | None:
    """Return the typed error of a run, or None if it succeeded.

    Exit code 0 does not prove a whole output: what was written must still be checked by who asked for it.
    """
    words = result.stderr_tail.strip()[-LAST_WORDS:]
    if result.killed_by is not None:
        kind = BY_LIMIT[result.killed_by]
        return kind(f"ended by the limit {result.killed_by} after {result.wall_s:.1f} s: {words}")
    if result.returncode == 0:
        return None
    kind = next((error for text, error in BY_WORDS.items() if text in words), MediaRefused)
    return kind(f"exit code {result.returncode}: {words}")


def require_success(result: RunResult) -> RunResult:
    """Return `result` unchanged; raises the FfmpegError of `failure_of` if the run failed."""
    failure = failure_of(result)
    if failure is not None:
        raise failure
    return result
