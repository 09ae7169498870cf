"""The originals store in a bucket, under the same names as on local files.

The content goes first and is compared; the inventory is written last, under a free name only, and makes the object
seen. The part stays on this machine until then, so that an attempt which dies at any step is simply made again.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import structlog

from custody.errors import StoreSilent
from custody.store.bucket import Bucket, Found
from custody.store.cache import FileCache
from custody.store.interface import Place
from custody.store.inventory import CONTENT, INVENTORY, Inventory, place_of, read, written
from custody.store.multipart import give_up_before, put_file
from custody.store.ranges import BucketBytes, sequential

log = structlog.get_logger(__name__)
ROOT = "originals/"
ADDRESS_S = 60
"""How long the proxy has to begin with an answer."""
FETCH_BYTES = 8 * 1024**2


def fetch_into(bucket: Bucket, name: str, target: Path) -> None:
    """Write an object to a file of this machine. Raises OSError."""
    at = 0
    with target.open("wb") as out:
        while data := bucket.get_range(name, at, FETCH_BYTES):
            out.write(data)
            at += len(data)


class BucketOriginals:
    """See the interface; ``cache`` holds copies for programs that need a file."""

    def __init__(self, bucket: Bucket, cache: FileCache) -> None:
        self.bucket = bucket
        self.cache = cache

    def require(self) -> None:
        """See the interface."""
        self.bucket.require()

    def seal(self, part: Path, inventory: Inventory) -> None:
        """See the interface. Raises FileExistsError when another object is seen under this name."""
        if self._is_seen(inventory):
            return
        content = _content(inventory.id)
        try:
            put_file(self.bucket, content, part)
        except FileExistsError:  # what an attempt with another part left: nobody was ever told of it
            log.warning("bucket.leftover_replaced", name=content)
            self.bucket.remove(content)
            put_file(self.bucket, content, part)
        self.bucket.lock(content)
        try:
            self.bucket.put_new(_inventory(inventory.id), written(inventory), locked=True)
        except FileExistsError:
            if not self._is_seen(inventory):
                raise
        with suppress(OSError):  # a convenience: what was just uploaded is what is read next
            self.cache.take(inventory.id, part)

    def _is_seen(self, inventory: Inventory) -> bool:
        try:
            seen = self.inventory(inventory.id)
        except FileNotFoundError:
            return False
        if not seen.is_of(inventory):
            raise FileExistsError(inventory.id)
        return True

    def inventory(self, original_id: str) -> Inventory:
        """See the interface."""
        return read(self.bucket.get(_inventory(original_id)))

    def inventories(self) -> Iterator[Inventory]:
        """See the interface."""
        for found in self.bucket.names(ROOT):
            if found.key.endswith(f"/{INVENTORY}"):
                yield read(self.bucket.get(found.key))

    def size(self, original_id: str) -> int:
        """See the interface."""
        return self.bucket.head(_content(original_id)).size

    def open(self, original_id: str) -> BinaryIO:
        """See the interface."""
        return sequential(self.bucket, _content(original_id))

    def head(self, original_id: str, size: int) -> bytes:
        """See the interface."""
        with suppress(FileNotFoundError), self.cache.path(original_id).open("rb") as file:
            return file.read(size)
        return self.bucket.get_range(_content(original_id), 0, size)

    def stored(self, original_id: str) -> BucketBytes:
        """See the interface."""
        return BucketBytes(self.bucket, _content(original_id), lambda: self.cache.opened(original_id))

    @contextmanager
    def on_disk(self, original_id: str) -> Iterator[Path]:
        """See the interface."""
        name = _content(original_id)
        with self.cache.hold(
            original_id, lambda: self.size(original_id), lambda path: fetch_into(self.bucket, name, path)
        ) as path:
            yield path

    @contextmanager
    def taken(self, original_id: str) -> Iterator[Path | None]:
        """See the interface; the part goes away only when the object is seen."""
        try:
            self.inventory(original_id)
        except FileNotFoundError:
            yield None
            return
        with self.on_disk(original_id) as path:
            yield path

    def discard_duplicate(self, original_id: str, kept_id: str) -> None:
        """See the interface; what the bucket does not let us remove stays."""
        if original_id == kept_id:
            return
        try:
            self.inventory(kept_id)
            self.bucket.remove(_inventory(original_id))  # first: what is seen must have its bytes
            self.bucket.remove(_content(original_id))
        except FileNotFoundError:
            return
        except StoreSilent as error:
            log.warning("original.double_not_removed", original=original_id, error=str(error))

    def unfinished(self, before: float) -> list[str]:
        """See the interface; ends multipart uploads of that time, too."""
        give_up_before(self.bucket, ROOT, before)
        found: dict[str, dict[str, Found]] = {}
        for each in self.bucket.names(ROOT):
            _root, _a, _b, original_id, name = each.key.split("/", 4)
            found.setdefault(original_id, {})[name] = each
        return sorted(
            original_id
            for original_id, names in found.items()
            if INVENTORY not in names and CONTENT in names and names[CONTENT].changed_at < before
        )

    def discard_unfinished(self, original_id: str) -> None:
        """See the interface."""
        try:
            self.inventory(original_id)
        except FileNotFoundError:
            self.bucket.remove(_content(original_id))

    def destroy(self, original_id: str) -> None:
        """See the interface."""
        for name in (_inventory(original_id), _content(original_id)):  # what is seen must have its bytes
            self.bucket.remove_for_ever(name)
        self.cache.forget(original_id)

    def place(self, original_id: str) -> Place | None:
        """See the interface."""
        url = urlsplit(self.bucket.presigned(_content(original_id), ADDRESS_S))
        return Place("bucket", f"{url.path.lstrip('/')}?{url.query}")


def _content(original_id: str) -> str:
    return f"{ROOT}{place_of(original_id)}/{CONTENT}"


def _inventory(original_id: str) -> str:
    return f"{ROOT}{place_of(original_id)}/{INVENTORY}"
