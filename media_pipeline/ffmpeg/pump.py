"""Moves bytes between us and a child's pipes in one thread, so that no full pipe can block the other."""

import os
import selectors
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO

READ_BYTES = 1 << 16

Sink = Callable[[bytes], None]


@dataclass(slots=True)
class Collector:
    """Keeps everything up to `limit` bytes; `overflowed` tells that there was more."""

    limit: int
    data: bytearray = field(default_factory=bytearray)
    overflowed: bool = False

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes; beyond the limit they are dropped."""
        room = self.limit - len(self.data)
        self.data += chunk[:room]
        self.overflowed = self.overflowed or len(chunk) > room


@dataclass(slots=True)
class Tail:
    """Keeps the last `limit` bytes."""

    limit: int
    data: bytes = b""

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes; the oldest make room."""
        self.data = (self.data + chunk)[-self.limit :]


class Pump:
    """Serves any number of pipes; it owns the streams it is given and closes each at its end."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()

    @property
    def is_idle(self) -> bool:
        """True when every pipe has ended."""
        return not self._selector.get_map()

    def read(self, stream: IO[bytes], sink: Sink) -> None:
        """Hand everything that arrives on `stream` to `sink`."""
        os.set_blocking(stream.fileno(), False)
        self._selector.register(stream, selectors.EVENT_READ, lambda: self._read_some(stream, sink))

    def write(self, stream: IO[bytes], payload: bytes) -> None:
        """Write `payload`, then close; a reader that leaves early is not an error."""
        os.set_blocking(stream.fileno(), False)
        rest = [memoryview(payload)]
        self._selector.register(stream, selectors.EVENT_WRITE, lambda: self._write_some(stream, rest))

    def step(self, timeout_s: float) -> None:
        """Wait at most `timeout_s` for something to move, and move it."""
        for key, _ in self._selector.select(timeout_s):
            key.data()

    def close(self) -> None:
        """Close whatever is still open."""
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]  # we registered streams, never bare numbers
        self._selector.close()

    def _finish(self, stream: IO[bytes]) -> None:
        self._selector.unregister(stream)
        stream.close()

    def _read_some(self, stream: IO[bytes], sink: Sink) -> None:
        chunk = os.read(stream.fileno(), READ_BYTES)
        if chunk:
            sink(chunk)
        else:
            self._finish(stream)

    def _write_some(self, stream: IO[bytes], rest: list[memoryview]) -> None:
        try:
            written = os.write(stream.fileno(), rest[0][:READ_BYTES])
        except BrokenPipeError:
            self._finish(stream)
            return
        rest[0] = rest[0][written:]
        if not rest[0]:
            self._finish(stream)
