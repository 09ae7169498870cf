"""Copies on this machine of files that lie in a bucket: whole or not there, bounded, never removed while in use.

Who uses a copy holds a shared kernel lock on it, which the kernel frees when a process dies; who removes copies takes
the exclusive lock or leaves the file. A copy is fetched under its exclusive lock and appears by a rename.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from custody.store.reading import Descriptor, Truncated

FETCHING = ".fetching"
SMALL_BYTES = 16 * 1024**2
SHRINK_EVERY_S = 30
"""Hundreds of small files are fetched at once: the folder is not walked for each of them."""
GRACE_S = 300
"""A copy used so recently stays: whoever was just given its path is about to open it."""


class FileCache:
    """Copies below one folder; ``limit`` bytes may lie there unused."""

    def __init__(self, root: Path, limit: int) -> None:
        self.root = root
        self.limit = limit
        self._shrunk_at = 0.0

    def path(self, name: str) -> Path:
        """Return where a copy is, whether or not it exists."""
        return self.root / name

    def take(self, name: str, source: Path) -> None:
        """Take over a file of the same file system as a copy. Raises OSError."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        source.rename(path)
        os.utime(path)
        self.shrink()

    def opened(self, name: str) -> Descriptor | None:
        """Open a copy if there is one; it stays readable when it is removed meanwhile."""
        try:
            number = os.open(self.path(name), os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        _used(number)
        return Descriptor(number)

    @contextmanager
    def hold(self, name: str, size: Callable[[], int], fetch: Callable[[Path], None]) -> Iterator[Path]:
        """Have a copy for as long as it is held; ``fetch`` writes the file if there is none, of ``size()`` bytes.

        Raises OSError; a file that came out shorter or longer is no copy.
        """
        path = self.path(name)
        number = _shared(path)
        if number is None:
            number = self._fetched(path, size, fetch)
        try:
            yield path
        finally:
            os.close(number)

    def _fetched(self, path: Path, size: Callable[[], int], fetch: Callable[[Path], None]) -> int:
        """Fetch a copy, one process at a time; returns a descriptor that holds the shared lock."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(path.name + FETCHING)
        while True:
            number = os.open(unfinished, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o640)
            fcntl.flock(number, fcntl.LOCK_EX)
            if _is_at(number, unfinished):
                break
            os.close(number)  # somebody else has finished, or given up, while this waited
            if (shared := _shared(path)) is not None:
                return shared
        try:
            if not path.exists():  # else somebody finished just before this came
                self._fetch(path, unfinished, size(), fetch)
                fcntl.flock(number, fcntl.LOCK_SH)
                return number
            unfinished.unlink()
        except BaseException:
            unfinished.unlink(missing_ok=True)
            os.close(number)
            raise
        os.close(number)
        shared = _shared(path)
        return self._fetched(path, size, fetch) if shared is None else shared

    def _fetch(self, path: Path, unfinished: Path, wanted: int, fetch: Callable[[Path], None]) -> None:
        self.shrink(wanted)
        fetch(unfinished)
        if unfinished.stat().st_size != wanted:
            raise Truncated(f"{path.name}: not {wanted} bytes")
        unfinished.rename(path)

    def forget(self, name: str) -> None:
        """Remove a copy, whoever uses it: what it is a copy of is gone. Who has it open reads to its end."""
        path = self.path(name)
        for each in (path, path.with_name(path.name + FETCHING)):
            each.unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        """Return the names of the copies on this machine."""
        for _used_at, _size, path in self._copies():
            if path.suffix != FETCHING:
                yield str(path.relative_to(self.root))

    def shrink(self, wanted: int = 0) -> int:
        """Remove the copies that were not used for the longest time until the bound holds; returns how many."""
        if wanted < SMALL_BYTES and time.monotonic() - self._shrunk_at < SHRINK_EVERY_S:
            return 0
        self._shrunk_at = time.monotonic()
        copies = sorted(self._copies())
        over = sum(size for _, size, _ in copies) + wanted - self.limit
        removed = 0
        for used_at, size, path in copies:
            if over <= 0 or used_at > time.time() - GRACE_S:
                break
            if _removed(path):
                over -= size
                removed += 1
        return removed

    def _copies(self) -> Iterator[tuple[float, int, Path]]:
        for path in self.root.rglob("*"):
            with suppress(FileNotFoundError):
                stat = path.stat()
                if path.is_file():
                    yield stat.st_mtime, stat.st_size, path


def _shared(path: Path) -> int | None:
    """Return a descriptor of the file with its shared lock, None when there is no such file."""
    while True:
        try:
            number = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        fcntl.flock(number, fcntl.LOCK_SH)
        if _is_at(number, path):
            _used(number)
            return number
        os.close(number)  # removed between opening and locking


def _is_at(number: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(number), path.stat())
    except FileNotFoundError:
        return False


def _used(number: int) -> None:
    with suppress(OSError):
        os.utime(number)


def _removed(path: Path) -> bool:
    try:
        number = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink(missing_ok=True)
    except BlockingIOError:
        return False
    finally:
        os.close(number)
    return True
