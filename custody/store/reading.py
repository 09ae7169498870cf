"""Reading ranges of bytes: from a file of this machine, or from memory."""

import os
from pathlib import Path
from typing import Self


class Truncated(OSError):
    """A stored file is shorter than it must be."""


class LocalBytes:
    """A file of this machine."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def open(self) -> "Descriptor":
        """Open it. Raises OSError."""
        return Descriptor(os.open(self.path, os.O_RDONLY | os.O_CLOEXEC))


class Descriptor:
    """An open file of this machine; it stays readable when its name goes."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        os.close(self._number)

    def read_at(self, offset: int, size: int) -> bytes:
        """Exactly `size` bytes from `offset` on. Raises Truncated, OSError."""
        data = os.pread(self._number, size, offset)
        while len(data) < size:  # pread may give less than asked for without being at the end
            more = os.pread(self._number, size - len(data), offset + len(data))
            if not more:
                raise Truncated(f"{len(data)} of {size} bytes at {offset}")
            data += more
        return data


class HeldBytes:
    """Bytes in memory."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def open(self) -> "HeldBytes":
        """They are open already."""
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def read_at(self, offset: int, size: int) -> bytes:
        """Exactly `size` bytes from `offset` on. Raises Truncated."""
        data = self._data[offset : offset + size]
        if len(data) < size:
            raise Truncated(f"{len(data)} of {size} bytes at {offset}")
        return data
