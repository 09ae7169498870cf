"""A load generator of a few lines: keep-alive connections that ask for one range again and again."""

import socket
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

HEADERS_END = b"\r\n\r\n"
BUFFER_BYTES = 1024**2


@dataclass(slots=True)
class Load:
    """What came in: whole answers, their bodies' bytes, and the first answer that was not a 206."""

    answers: int = 0
    body_bytes: int = 0
    wrong: str = ""
    guard: threading.Lock = field(default_factory=threading.Lock)

    def add(self, answers: int, body_bytes: int, wrong: str) -> None:
        """Add what one connection got."""
        with self.guard:
            self.answers += answers
            self.body_bytes += body_bytes
            self.wrong = self.wrong or wrong


@dataclass(frozen=True, slots=True)
class Rate:
    """Per second."""

    answers: float
    megabytes: float


def rate(url: str, last_byte: int, seconds: float, connections: int, cookie: str = "") -> Rate:
    """Ask for bytes 0 to ``last_byte`` over some connections for a while. Raises RuntimeError on any other answer."""
    total, began = Load(), time.monotonic()
    arguments = (url, last_byte, began + seconds, cookie, total)
    threads = [threading.Thread(target=_connection, args=arguments) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if total.wrong:
        raise RuntimeError(f"{url}: {total.wrong}")
    took = time.monotonic() - began
    return Rate(total.answers / took, total.body_bytes / took / 1000**2)


def _connection(url: str, last_byte: int, until: float, cookie: str, total: Load) -> None:
    place = urlsplit(url)
    request = (
        f"GET {place.path} HTTP/1.1\r\nHost: {place.netloc}\r\nRange: bytes=0-{last_byte}\r\nCookie: {cookie}\r\n\r\n"
    ).encode()
    buffer = bytearray(BUFFER_BYTES)
    answers = got = 0
    wrong = ""
    with socket.create_connection((place.hostname or "", place.port or 80)) as connection:
        while time.monotonic() < until and not wrong:
            connection.sendall(request)
            length, wrong = _one(connection, buffer)
            answers, got = answers + 1, got + length
    total.add(answers, got, wrong)


def _one(connection: socket.socket, buffer: bytearray) -> tuple[int, str]:
    """Read one answer; returns the length of its body and, if it is no 206, its first line."""
    head = b""
    while HEADERS_END not in head:
        piece = connection.recv(65536)
        if not piece:
            return 0, "the connection was closed"
        head += piece
    headers, _, body = head.partition(HEADERS_END)
    status, *lines = headers.decode("latin-1").split("\r\n")
    fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    length = int(fields.get("content-length", 0))
    left = length - len(body)
    while left > 0:
        count = connection.recv_into(buffer, min(left, BUFFER_BYTES))
        if not count:
            return 0, "the body was cut"
        left -= count
    return length, "" if status.split(" ")[1] == "206" else status
