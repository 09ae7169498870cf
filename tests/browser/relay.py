"""A line to the portal that can be slowed and cut: a relay of bytes on a port of its own.

The browser's own "offline" and its slow lines leave alone what is already on its way: a file that the page calls half
sent may lie whole on the server.
"""

import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

BLOCK = 65_536
LOOK_S = 0.02
GONE_AT_ONCE = struct.pack("ii", 1, 0)
"""Linger for no time: what is not sent yet is lost, and the other end is told so."""


class Relay:
    """Passes bytes between a browser and the portal until it is cut; `mend` lets them pass again, and at once."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._portal = (parts.hostname or "", parts.port or 80)
        self._door = socket.socket()
        # Small, so that what the browser has handed over is not much more than what was let through.
        self._door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BLOCK)
        self._door.bind(("127.0.0.1", 0))
        self._door.listen()
        self._bytes_per_s = 0
        self._lines: list[socket.socket] = []
        self._whole = True
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def slow(self, bytes_per_s: int) -> None:
        """Carry so much towards the portal."""
        self._bytes_per_s = bytes_per_s

    def cut(self) -> None:
        """End every connection and let no new one through."""
        self._whole = False
        for line in self._lines:
            with suppress(OSError):
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, GONE_AT_ONCE)
                line.shutdown(socket.SHUT_RDWR)
                line.close()
        self._lines.clear()

    def mend(self) -> None:
        """Let everything through."""
        self._whole = True
        self._bytes_per_s = 0

    def close(self) -> None:
        """End for good."""
        self.cut()
        self._door.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                visitor, _address = self._door.accept()
                if self._whole:
                    self._join(visitor, socket.create_connection(self._portal))
                else:
                    visitor.close()

    def _join(self, visitor: socket.socket, portal: socket.socket) -> None:
        self._lines += [visitor, portal]
        for source, target, wait in ((visitor, portal, self._wait), (portal, visitor, _at_once)):
            threading.Thread(target=_pass_on, args=(source, target, wait), daemon=True).start()

    def _wait(self, count: int) -> None:
        """Hold a block for as long as the line takes to carry it."""
        carried_at = time.monotonic() + count / (self._bytes_per_s or float("inf"))
        while self._whole and self._bytes_per_s and (left := carried_at - time.monotonic()) > 0:
            time.sleep(min(left, LOOK_S))


def _at_once(_count: int) -> None:
    return


def _pass_on(source: socket.socket, target: socket.socket, wait: Callable[[int], None]) -> None:
    with suppress(OSError):
        while block := source.recv(BLOCK):
            wait(len(block))
            target.sendall(block)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
