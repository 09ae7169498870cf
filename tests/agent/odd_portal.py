"""A portal that answers as it is told: for answers that the real one gives once in a year."""

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

TUS = {"Tus-Resumable": "1.0.0"}


@dataclass
class Told:
    """One answer to the next request of a method."""

    method: str
    status: int
    headers: dict[str, str] = field(default_factory=lambda: dict(TUS))
    title: str = ""


@dataclass
class OddPortal:
    """Takes uploads like a tus server, except for the answers that it was told."""

    told: deque[Told] = field(default_factory=deque)
    seen: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    parts: list[bytearray] = field(default_factory=list)
    length: int = 0

    def __enter__(self) -> Self:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def answer(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body."""
        if path.endswith("/oauth/token/"):
            self.seen.append("token")
            return 200, {}, b'{"access_token": "t"}'
        self.seen.append(method)
        self.headers.append(dict(headers))
        if self.told and self.told[0].method == method:
            told = self.told.popleft()
            return told.status, told.headers, json.dumps({"title": told.title}).encode()
        return self._served(method, headers, body)

    def _served(self, method: str, headers: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        if method == "POST":
            self.length = int(headers["Upload-Length"])
            self.parts.append(bytearray())
            # Another host on purpose: whoever follows it is caught.
            place = f"http://elsewhere.example/api/v1/uploads/{len(self.parts)}"
            return 201, {**TUS, "Location": place}, b""
        self.parts[-1] += body
        done = {"Courtrec-Recording": "r"} if len(self.parts[-1]) == self.length else {}
        offset = {"Upload-Offset": str(len(self.parts[-1]))}
        return (200 if method == "HEAD" else 204), {**TUS, **offset, **done}, b""


def handler_of(portal: OddPortal) -> type[BaseHTTPRequestHandler]:
    """Return a request handler that asks this portal."""

    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, content = portal.answer(self.command, self.path, self.headers, body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_POST = do_PATCH = do_HEAD = _handle  # noqa: N815  names of the standard library

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  its name there
            pass

    return Handler
