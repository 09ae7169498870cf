"""The originals store on local files: OCFL-like object directories, written once, then read-only.

    originals/ab/cd/<id>/inventory.json     what, how large, SHA-512 and SHA-256, received when
    originals/ab/cd/<id>/content/original   the bytes as they came

An object appears by one atomic rename of its whole directory, so a reader sees all of it or nothing.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import BinaryIO, cast

from custody.store.durable import fsync_dir
from custody.store.interface import Place
from custody.store.inventory import CONTENT, INVENTORY, Inventory, place_of, read, written
from custody.store.reading import LocalBytes

STAGING = "staging"


class _Unremembered(FileIO):
    """Reads past the page cache: what counts is what the disk holds."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "rb")
        self._forget()

    def close(self) -> None:
        if not self.closed:
            self._forget()
        super().close()

    def _forget(self) -> None:
        os.posix_fadvise(self.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


class LocalOriginals:
    """The only code that touches the originals directory."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def require(self) -> None:
        """See the interface; a disk that fails is told by each of its files."""

    def directory(self, original_id: str) -> Path:
        """Return where an object lives, whether or not it exists."""
        return self.root / place_of(original_id)

    def path(self, original_id: str) -> Path:
        """Return the path of the bytes of an object."""
        return self.directory(original_id) / CONTENT

    def staging(self, original_id: str) -> Path:
        """Return where an object is put together before it appears."""
        return self.root / STAGING / original_id

    def seal(self, part: Path, inventory: Inventory) -> None:
        """Move the part (same file system) into the store and make it read-only."""
        target = self.directory(inventory.id)
        if target.exists():
            return
        staging = self.staging(inventory.id)
        (staging / "content").mkdir(parents=True, exist_ok=True)
        if part.exists() or not (staging / CONTENT).exists():
            part.rename(staging / CONTENT)  # what an attempt before left there is older than the part
        self._write_inventory(staging, inventory)
        self._publish(staging, target)

    def inventory(self, original_id: str) -> Inventory:
        """See the interface."""
        return read((self.directory(original_id) / INVENTORY).read_bytes())

    def inventories(self) -> Iterator[Inventory]:
        """See the interface."""
        for path in sorted(self.root.glob(f"??/??/*/{INVENTORY}")):
            yield read(path.read_bytes())

    def size(self, original_id: str) -> int:
        """See the interface."""
        return self.path(original_id).stat().st_size

    def open(self, original_id: str) -> BinaryIO:
        """See the interface."""
        return cast(BinaryIO, _Unremembered(self.path(original_id)))

    def head(self, original_id: str, size: int) -> bytes:
        """See the interface."""
        with self.path(original_id).open("rb") as file:
            return file.read(size)

    def stored(self, original_id: str) -> LocalBytes:
        """See the interface."""
        return LocalBytes(self.path(original_id))

    @contextmanager
    def on_disk(self, original_id: str) -> Iterator[Path]:
        """See the interface."""
        path = self.path(original_id)
        if not path.exists():
            raise FileNotFoundError(path)
        yield path

    @contextmanager
    def taken(self, original_id: str) -> Iterator[Path | None]:
        """See the interface."""
        places = (self.path(original_id), self.staging(original_id) / CONTENT)
        yield next((path for path in places if path.exists()), None)

    def discard_duplicate(self, original_id: str, kept_id: str) -> None:
        """See the interface."""
        if original_id == kept_id or not self.path(kept_id).exists():
            return
        for place in (self.staging(original_id), self.directory(original_id)):
            shutil.rmtree(place, ignore_errors=True)

    def unfinished(self, before: float) -> list[str]:
        """See the interface."""
        return sorted(path.name for path in (self.root / STAGING).glob("*") if _changed_at(path) < before)

    def discard_unfinished(self, original_id: str) -> None:
        """See the interface."""
        shutil.rmtree(self.staging(original_id), ignore_errors=True)

    def destroy(self, original_id: str) -> None:
        """See the interface."""
        for place in (self.directory(original_id), self.staging(original_id)):
            if place.exists():
                shutil.rmtree(place)
                fsync_dir(place.parent)

    def place(self, original_id: str) -> Place | None:
        """See the interface."""
        return Place("local", f"originals/{place_of(original_id)}/{CONTENT}")

    def _write_inventory(self, staging: Path, inventory: Inventory) -> None:
        # An interrupted attempt may have left it read-only, which open() would refuse to anybody but root.
        (staging / INVENTORY).unlink(missing_ok=True)
        with (staging / INVENTORY).open("wb") as file:
            file.write(written(inventory))
            file.flush()
            os.fsync(file.fileno())

    def _publish(self, staging: Path, target: Path) -> None:
        for path in (staging / CONTENT, staging / INVENTORY):
            path.chmod(0o440)
        fsync_dir(staging / "content")
        fsync_dir(staging)
        target.parent.mkdir(parents=True, exist_ok=True)
        staging.rename(target)
        fsync_dir(target.parent)
        fsync_dir(target.parent.parent)
        fsync_dir(self.root)


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # just published or removed by its own process
        return float("inf")
