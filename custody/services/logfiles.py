"""The files of a log: tiles written once and durably, one writer at a time.

    auditlog/<court or portal>/<year>/tile/...   hashes and leaves (C2SP tlog-tiles)
    auditlog/<court or portal>/<year>/head       what the sequencer says: the text of a checkpoint, unsigned

A file appears by one atomic rename, so a reader sees all of it or nothing.
"""

import fcntl
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from custody.errors import OutsideLog
from custody.log.checkpoint import Checkpoint, parse
from custody.log.errors import BadCheckpoint
from custody.log.tiles import WIDTH, Tile, TileReader, edges_of

PORTAL = "portal"
COURT = re.compile(r"\A[A-Za-z0-9_-]{1,64}\Z")
YEAR = re.compile(r"\A[0-9]{4}\Z")


def place_of(court: str, year: int) -> str:
    """Return the folder of a log below the folder of all logs. Raises OutsideLog."""
    if court == PORTAL or (court and not COURT.match(court)):
        raise OutsideLog(court)
    return f"{court or PORTAL}/{year}"


def places(root: Path) -> list[str]:
    """Return the folders of all logs below a root, in order."""
    found = (path for path in root.glob("*/*") if path.is_dir())
    return sorted(
        f"{path.parent.name}/{path.name}"
        for path in found
        if COURT.match(path.parent.name) and YEAR.match(path.name)
    )


class LogFiles:
    """The files of one log; the only code that writes them."""

    def __init__(self, place: str) -> None:
        self.root = Path(settings.AUDIT_LOG_DIR) / place

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be the only writer, against those too whose connection to the database is gone but who still write."""
        self.root.mkdir(mode=0o750, parents=True, exist_ok=True)
        with (self.root / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def read(self, path: str) -> bytes:
        """Return a file. Raises OSError."""
        return (self.root / path).read_bytes()

    def reader(self, size: int) -> TileReader:
        """Return the nodes of a log of this size."""
        return TileReader(size, self.read)

    def edges(self, size: int) -> dict[Tile, bytes]:
        """Return the partial tiles at the right edge. Raises OSError."""
        return {tile: self.read(tile.path) for tile in edges_of(size)}

    def write(self, files: Mapping[Tile, bytes]) -> None:
        """Write tiles and make them durable. Raises OSError."""
        folders = {write_file(self.root / tile.path, data) for tile, data in files.items()}
        for folder in folders:
            _fsync_dirs(folder, self.root)

    def drop_partials(self, files: Mapping[Tile, bytes]) -> None:
        """Remove the partial tiles of those that are full now: nothing asks for them any more."""
        for tile in files:
            if tile.width == WIDTH:
                _drop(self.root / f"{tile.path}.p")

    def write_head(self, state: Checkpoint) -> None:
        """Say how long the log is."""
        write_file(self.root / "head", state.text().encode())

    def head(self) -> Checkpoint | None:
        """Return what the sequencer last said; None when it never did. Raises OSError, LogError."""
        try:
            return parse(self.read("head").decode())
        except FileNotFoundError:
            return None
        except UnicodeDecodeError as error:
            raise BadCheckpoint("not a checkpoint") from error


def write_file(path: Path, data: bytes, mode: int = 0o640) -> Path:
    """Write a file durably under a temporary name and move it into its place; returns its folder, not yet durable."""
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    return path.parent


def write_durably(path: Path, data: bytes, mode: int = 0o640) -> None:
    """Write one file so that it is there after a power cut."""
    _fsync_dirs(write_file(path, data, mode), path.parent)


def _fsync_dirs(folder: Path, root: Path) -> None:
    while True:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if folder in {root, folder.parent}:
            return
        folder = folder.parent


def _drop(folder: Path) -> None:
    with suppress(FileNotFoundError):
        for path in folder.iterdir():
            path.unlink(missing_ok=True)
        folder.rmdir()
