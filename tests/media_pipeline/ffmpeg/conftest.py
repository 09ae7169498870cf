"""The ffmpegs that this machine has, and short ways to run a Python child inside the sandbox."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from media_pipeline.ffmpeg import binary
from media_pipeline.ffmpeg.limits import MEBIBYTE, Limits
from media_pipeline.ffmpeg.runner import RunResult, run

RunPython = Callable[..., RunResult]


def _ffmpegs() -> dict[str, Path]:
    # The first of each source is what a user would get from it.
    found = reversed(list(binary._candidates(os.environ.get("FFMPEG_BINARY", ""))))
    return dict(found)


@pytest.fixture(params=["path", "wheel"])
def ffmpeg_path(request: pytest.FixtureRequest) -> Path:
    """Each ffmpeg that `find_ffmpeg` could choose here, one after the other."""
    path = _ffmpegs().get(request.param)
    if path is None:
        pytest.skip(f"this machine has no ffmpeg from: {request.param}")
    return path


@pytest.fixture
def run_python() -> RunPython:
    """Run a few lines of Python in the sandbox; further keyword arguments are limits."""

    def runner(code: str, *, stdin: bytes = b"", deny_network: bool = False, **limits: float) -> RunResult:
        bounds = {"wall_s": 20, "cpu_s": 10, "memory_bytes": 512 * MEBIBYTE, **limits}
        argv = [sys.executable, "-I", "-S", "-c", code]
        return run(argv, Limits(**bounds), stdin=stdin, deny_network=deny_network)  # type: ignore[arg-type]

    return runner
