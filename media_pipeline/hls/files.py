"""Files that segments are read from: one on this machine, or several that one index counts through."""

from bisect import bisect_right
from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Protocol, Self

from custody.store.reading import LocalBytes
from media_pipeline.hls.errors import SourceTruncated


class Opened(Protocol):
    """A file that is being read; closes itself as a context manager."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def read_at(self, offset: int, size: int) -> bytes:
        """Exactly `size` bytes from `offset` on. Raises SourceTruncated when there are fewer, OSError."""


class Stored(Protocol):
    """Where a file lies. Cheap to hold: nothing is open before `open()`."""

    def open(self) -> Opened:
        """Open it for reading. Raises OSError."""


LocalFile = LocalBytes
"""A file on this machine."""


class JoinedFiles:
    """Several files in a row, read as if they were one: `sizes` in bytes, in the same order."""

    def __init__(self, parts: Sequence[Stored], sizes: Sequence[int]) -> None:
        self._parts = tuple(parts)
        self._starts = [sum(sizes[:number]) for number in range(len(sizes) + 1)]

    def open(self) -> Opened:
        return _Joined(self._parts, self._starts)


class _Joined:
    """Opens a part when its first byte is wanted."""

    def __init__(self, parts: Sequence[Stored], starts: Sequence[int]) -> None:
        self._parts = parts
        self._starts = starts
        self._opened: dict[int, Opened] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def read_at(self, offset: int, size: int) -> bytes:
        if offset < 0 or offset + size > self._starts[-1]:
            raise SourceTruncated(f"{size} bytes at {offset} of {self._starts[-1]}")
        found = []
        while size:
            number = bisect_right(self._starts, offset) - 1
            count = min(size, self._starts[number + 1] - offset)
            found.append(self._part(number).read_at(offset - self._starts[number], count))
            offset, size = offset + count, size - count
        return b"".join(found)

    def _part(self, number: int) -> Opened:
        if number not in self._opened:
            self._opened[number] = self._stack.enter_context(self._parts[number].open())
        return self._opened[number]
