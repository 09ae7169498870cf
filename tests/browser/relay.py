"""A line to the portal that can be cut: a relay of bytes on a port of its own.

The browser's own "offline" leaves alone what is already on its way.
"""

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit

BLOCK = 65_536


class Relay:
    """Passes bytes between a browser and the portal until it is cut; `mend` lets them pass again."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._portal = (parts.hostname or "", parts.port or 80)
        self._door = socket.create_server(("127.0.0.1", 0))
        self._lines: list[socket.socket] = []
        self._whole = True
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self) -> None:
        """End every connection and let no new one through."""
        self._whole = False
        for line in self._lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        self._lines.clear()

    def mend(self) -> None:
        """Let new connections through."""
        self._whole = True

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
        for ends in ((visitor, portal), (portal, visitor)):
            threading.Thread(target=_pass_on, args=ends, daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while block := source.recv(BLOCK):
            target.sendall(block)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
