"""Derived files in a bucket: made on this machine, put there before they are registered, read through copies.

A copy exists only of what the bucket has. Media are played from a copy where there is one, else by ranges.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from custody.store.bucket import Bucket
from custody.store.bucket_originals import fetch_into
from custody.store.cache import FileCache
from custody.store.multipart import give_up_before, put_file
from custody.store.ranges import BucketBytes
from media_pipeline.store.local import LocalDerived

ROOT = "derived/"


class BucketDerived(LocalDerived):
    """See the interface."""

    def __init__(self, root: Path, bucket: Bucket, cache: FileCache) -> None:
        super().__init__(root)
        self.bucket = bucket
        self.cache = cache

    def keep(self, path: Path) -> str:
        """See the interface."""
        name = str(path.relative_to(self.root))
        put_file(self.bucket, ROOT + name, path)
        return name

    def settle(self, name: str) -> None:
        """See the interface; what is fresh becomes a copy."""
        self._adopt(name)
        (self.root / name).unlink(missing_ok=True)

    def _adopt(self, name: str) -> None:
        """Make a copy of a fresh file without moving it: whoever was given its path may be about to open it."""
        copy = self.cache.path(name)
        copy.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError, FileNotFoundError):
            os.link(self.root / name, copy)

    def seems_there(self, name: str) -> bool:
        """See the interface; a row stands for its object."""
        return True

    def is_there(self, name: str) -> bool:
        """See the interface."""
        try:
            self.bucket.head(ROOT + name)
        except FileNotFoundError:
            return False
        return True

    def at_hand(self, name: str, size: int) -> Path:
        """See the interface; a copy that was just used is not removed."""
        with self.on_disk(name, size) as path:
            return path

    @contextmanager
    def on_disk(self, name: str, size: int) -> Iterator[Path]:
        """See the interface."""
        self._adopt(name)
        with self.cache.hold(
            name, lambda: size, lambda path: fetch_into(self.bucket, ROOT + name, path)
        ) as path:
            yield path

    def stored(self, name: str) -> BucketBytes:  # type: ignore[override]
        """See the interface."""
        return BucketBytes(self.bucket, ROOT + name, lambda: self.cache.opened(name))

    def remove(self, name: str) -> None:
        """See the interface."""
        self.bucket.remove(ROOT + name)
        super().remove(name)
        self.cache.path(name).unlink(missing_ok=True)

    def kept_before(self, before: float) -> Iterator[str]:
        """See the interface; ends multipart uploads of that time, too."""
        give_up_before(self.bucket, ROOT, before)
        for found in self.bucket.names(ROOT):
            if found.changed_at < before:
                yield found.key.removeprefix(ROOT)
