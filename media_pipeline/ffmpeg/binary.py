"""Finds the ffmpeg to use: the configured path, else PATH, else the one in the imageio-ffmpeg wheel."""

import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from media_pipeline.ffmpeg.errors import FfmpegMissing
from media_pipeline.ffmpeg.limits import MEBIBYTE, Limits
from media_pipeline.ffmpeg.runner import run

WHEEL = "imageio_ffmpeg"
# ffmpeg 5.1, the oldest that refuses renamed playlists; builds without a release number carry this one too.
OLDEST_LIBAVCODEC = (59, 37)
# ffmpeg 7.0 reads any option from a file, and later ones only so.
READS_OPTIONS_FROM = (61, 0)
VERSION_LIMITS = Limits(wall_s=20, cpu_s=5, memory_bytes=1024 * MEBIBYTE, file_bytes=1, stdout_bytes=MEBIBYTE)
WHAT_TO_DO = (
    "Install ffmpeg 5.1 or newer (Debian: apt install ffmpeg), or the Python package imageio-ffmpeg, "
    "or set FFMPEG_BINARY to the full path of one."
)


@dataclass(frozen=True, slots=True)
class Binary:
    """A usable ffmpeg: absolute path, release as it says, `source`: configured, path or wheel."""

    path: Path
    release: str
    source: str

    @property
    def graph_option(self) -> str:
        """The option whose value names a file, or a pipe, with the filter graph."""
        newer = _look(self.path).libavcodec >= READS_OPTIONS_FROM
        return "-/filter_complex" if newer else "-filter_complex_script"


def find_ffmpeg(configured: str = "") -> Binary:
    """Return the first usable ffmpeg; only `configured` is tried if given (a setting, never from a request).

    Raises FfmpegMissing naming every place that was looked at and what to do.
    """
    refusals = []
    for source, path in _candidates(configured):
        try:
            return Binary(path, version(path), source)
        except FfmpegMissing as refusal:
            refusals.append(f"{source}: {refusal}")
    raise FfmpegMissing(f"{'; '.join(refusals) or 'no ffmpeg on PATH and no wheel'}. {WHAT_TO_DO}")


def version(path: Path) -> str:
    """Return the release of the ffmpeg at `path` ("5.1.9-0+deb12u1"); raises FfmpegMissing if unusable."""
    return _look(path).release


@dataclass(frozen=True, slots=True)
class _Version:
    release: str
    libavcodec: tuple[int, int]


def _look(path: Path) -> _Version:
    if not os.access(path, os.X_OK) or path.is_dir():
        raise FfmpegMissing(f"{path} is not an executable file")
    # An upgrade in place must be noticed, so the file's time is part of the key.
    return _version_of(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _version_of(path: Path, _modified_ns: int) -> _Version:
    result = run([str(path), "-hide_banner", "-version"], VERSION_LIMITS)
    banner = result.stdout.decode("utf-8", "replace")
    release = re.match(r"ffmpeg version (\S+)", banner)
    library = re.search(r"libavcodec\s+(\d+)\.\s*(\d+)", banner)
    if result.returncode != 0 or release is None or library is None:
        raise FfmpegMissing(f"{path} does not answer like ffmpeg")
    found = _Version(release[1], (int(library[1]), int(library[2])))
    if found.libavcodec < OLDEST_LIBAVCODEC:
        raise FfmpegMissing(f"{path} is {release[1]}, older than 5.1")
    return found


def _candidates(configured: str) -> Iterator[tuple[str, Path]]:
    if configured:
        # A wrong setting must be seen, not papered over by another ffmpeg.
        yield "configured", Path(shutil.which(configured) or configured).absolute()
        return
    on_path = shutil.which("ffmpeg")
    if on_path:
        yield "path", Path(on_path).absolute()
    yield from (("wheel", path) for path in _in_wheel())


def _in_wheel() -> list[Path]:
    # Looked up without importing it: its own search would start processes outside our runner.
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return []
    return sorted(Path(spec.origin).parent.joinpath("binaries").glob("ffmpeg-*"), reverse=True)
