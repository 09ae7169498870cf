"""Reading an object of a bucket: ranges for who plays it, from first to last for who checks it."""

import io
from collections.abc import Callable
from typing import BinaryIO, Self, cast

from custody.store.bucket import Bucket
from custody.store.interface import Opened
from custody.store.reading import Truncated

FIXITY_READ_BYTES = 4 * 1024**2


class BucketBytes:
    """An object of a bucket; ``local`` opens a copy that this machine happens to have, or returns None."""

    def __init__(self, bucket: Bucket, name: str, local: Callable[[], Opened | None]) -> None:
        self._bucket = bucket
        self._name = name
        self._local = local

    def open(self) -> Opened:
        """Open it; nothing is asked before the first read."""
        return self._local() or ReadAhead(self._bucket, self._name)


class ReadAhead:
    """Asks for more than it was asked for: samples of one track lie scattered among those of others."""

    def __init__(self, bucket: Bucket, name: str) -> None:
        self._bucket = bucket
        self._name = name
        self._start = 0
        self._held = memoryview(b"")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._held = memoryview(b"")

    def read_at(self, offset: int, size: int) -> bytes:
        """Exactly `size` bytes from `offset` on. Raises Truncated, FileNotFoundError, StoreSilent."""
        if not self._start <= offset or offset + size > self._start + len(self._held):
            wanted = max(size, self._bucket.config.read_bytes)
            self._start = offset
            self._held = memoryview(self._bucket.get_range(self._name, offset, wanted))
        at = offset - self._start
        data = self._held[at : at + size]
        if len(data) < size:
            raise Truncated(f"{len(data)} of {size} bytes at {offset}")
        return bytes(data)


class _Sequential(io.RawIOBase):
    def __init__(self, bucket: Bucket, name: str) -> None:
        super().__init__()
        self._bucket = bucket
        self._name = name
        self._at = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        data = self._bucket.get_range(self._name, self._at, len(buffer))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def readall(self) -> bytes:
        # The inherited one asks for 8 KiB at a time.
        blocks = []
        while data := self._bucket.get_range(self._name, self._at, FIXITY_READ_BYTES):
            blocks.append(data)
            self._at += len(data)
        return b"".join(blocks)


def sequential(bucket: Bucket, name: str) -> BinaryIO:
    """Open an object to be read from first to last, in ranges that are each asked for twice at most."""
    bucket.head(name)
    return cast(BinaryIO, io.BufferedReader(_Sequential(bucket, name), FIXITY_READ_BYTES))
