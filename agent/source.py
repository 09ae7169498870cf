"""The recorder's folders: which files are there, which are still being written, and reading them without harm."""

from __future__ import annotations

import os
import time
from typing import Callable, Iterator, NamedTuple

from agent.config import AUDIO_ENDINGS, Config, Folder
from agent.opening import is_closed

AUDIO = tuple(AUDIO_ENDINGS.split())
UNFINISHED = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".lock")
HIDDEN = 0x2 | 0x4 | 0x100
"""Attributes of Windows: hidden, system, temporary."""
LINK = 0x400
"""A junction or another reparse point: followed, it could lead in circles."""


class Found(NamedTuple):
    """A file as it was seen; ``path`` is what the system opens, whatever its length."""

    path: str
    size: int
    mtime_ns: int
    folder: Folder

    @property
    def name(self) -> str:
        """The bare name."""
        return os.path.basename(self.path)

    @property
    def stamp(self) -> tuple[int, int]:
        """What changes when the file does."""
        return self.size, self.mtime_ns

    @property
    def turn(self) -> tuple[bool, int, int]:
        """Sort by this: audio first, then the smallest, then the oldest."""
        return not self.name.lower().endswith(AUDIO), self.size, self.mtime_ns


def long_path(full: str, windows: bool = os.name == "nt") -> str:
    """Return an absolute path in the form that lifts the 260 letters of Windows."""
    if not windows or full.startswith("\\\\?\\"):
        return full
    return "\\\\?\\UNC" + full[1:] if full.startswith("\\\\") else "\\\\?\\" + full


def find(folders: list[Folder], missing: Callable[[str, OSError], object]) -> Iterator[Found]:
    """Yield each file of the folders once; what cannot be read is told to ``missing`` and passed over."""
    seen = set()
    for folder in folders:
        for path in _walk(long_path(os.path.abspath(folder.path)), folder, missing):
            if path not in seen:
                seen.add(path)
                try:
                    facts = os.stat(path)  # the folder's own entry lags behind while a file is written
                except OSError as error:
                    missing(path, error)
                    continue
                yield Found(path, facts.st_size, facts.st_mtime_ns, folder)


def _walk(path: str, folder: Folder, missing: Callable[[str, OSError], object]) -> Iterator[str]:
    try:
        with os.scandir(path) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        missing(path, error)
        return
    for entry in inside:
        if _is_hidden(entry):
            continue
        if entry.is_file(follow_symlinks=False) and folder.wants(entry.name):
            yield entry.path
        elif folder.recursive and entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, folder, missing)


def _is_hidden(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith((".", "~")) or entry.name.lower().endswith(UNFINISHED):
        return True
    try:
        marks = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
    except OSError:
        return True
    return bool(marks & HIDDEN or (marks & LINK and entry.is_dir()))


class Stillness:
    """Remembers since when each file has not changed; by the steady clock, so that a set clock deceives nobody."""

    def __init__(self, config: Config, clock: Callable[[], float] = time.monotonic) -> None:
        self.config, self.clock = config, clock
        self.since: dict[str, tuple[tuple[int, int], float]] = {}

    def pick(self, present: list[Found], wall: float) -> list[Found]:
        """Return those that may be sent, and forget the files that are not there any more."""
        now, before = self.clock(), self.since
        self.since = {}
        for found in present:
            stamp, since = before.get(found.path, (found.stamp, now))
            self.since[found.path] = (found.stamp, since if stamp == found.stamp else now)
        return [found for found in present if self._is_still(found, now, wall)]

    def forget(self, path: str) -> None:
        """Let a file rest from now on."""
        self.since.pop(path, None)

    def _is_still(self, found: Found, now: float, wall: float) -> bool:
        age = wall - found.mtime_ns / 1e9
        young = 0 <= age < self.config.age_s  # a time in the future says nothing
        rested = now - self.since[found.path][1] >= self.config.still_s
        return bool(found.size) and not young and rested and is_closed(found.path)
