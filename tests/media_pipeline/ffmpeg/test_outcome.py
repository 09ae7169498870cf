"""Each way to end maps to one error, and each error says whether trying again may help."""

import pytest

from media_pipeline.ffmpeg.errors import (
    DiskFull,
    FfmpegError,
    LimitExceeded,
    MediaRefused,
    OutOfMemory,
    PermanentFfmpegError,
    TransientFfmpegError,
    WallTimeExceeded,
)
from media_pipeline.ffmpeg.outcome import failure_of, require_success
from media_pipeline.ffmpeg.runner import KilledBy, RunResult


def ended(returncode: int, stderr: str = "", killed_by: KilledBy | None = None) -> RunResult:
    return RunResult(returncode, b"", stderr, wall_s=1.0, cpu_s=0.5, killed_by=killed_by)


@pytest.mark.parametrize(
    ("result", "kind", "family"),
    [
        (ended(1, "moov atom not found"), MediaRefused, PermanentFfmpegError),
        (ended(-11, ""), MediaRefused, PermanentFfmpegError),  # a decoder that crashes will crash again
        (ended(-25, killed_by="file_size"), LimitExceeded, PermanentFfmpegError),
        (ended(-9, killed_by="cpu"), LimitExceeded, PermanentFfmpegError),
        (ended(-15, killed_by="stdout"), LimitExceeded, PermanentFfmpegError),
        (
            ended(0, killed_by="wall"),
            WallTimeExceeded,
            TransientFfmpegError,
        ),  # ended politely, still not whole
        (ended(-9, killed_by="memory"), OutOfMemory, TransientFfmpegError),
        (ended(1, "av_interleaved_write_frame(): No space left on device"), DiskFull, TransientFfmpegError),
        (ended(1, "Cannot allocate memory"), OutOfMemory, TransientFfmpegError),
    ],
)
def test_failure_of_run_is_typed(
    result: RunResult, kind: type[FfmpegError], family: type[FfmpegError]
) -> None:
    failure = failure_of(result)
    assert type(failure) is kind
    assert isinstance(failure, family)
    with pytest.raises(kind):
        require_success(result)


def test_require_success_of_good_run_returns_it() -> None:
    result = ended(0, "a warning")
    assert require_success(result) is result


def test_failure_of_long_stderr_keeps_the_last_words() -> None:
    failure = failure_of(ended(1, "x" * 5000 + "the reason"))
    assert str(failure).endswith("the reason")
    assert len(str(failure)) < 500
