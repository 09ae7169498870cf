"""The portal behind a real socket, on the database connection of the running test: what the test writes is there, and
is taken back with it. One request at a time, so that nobody else uses the connection meanwhile.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import Thread
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from django.test import Client

from accounts.models import User

HOST = "testserver"
FORM_TOKEN = "t" * 32


class _Handler(WSGIRequestHandler):
    disable_nagle_algorithm = True

    def log_message(self, *_arguments: Any) -> None:
        """Thousands of lines would tell nobody anything."""


class _Server(ThreadedWSGIServer):
    def _close_connections(self) -> None:
        """The connection is the test's own and goes on."""


@contextmanager
def served() -> Iterator[HTTPConnection]:
    """Serve the portal; yields a client's end that stays open from request to request."""
    shared = {each.alias: each for each in connections.all(initialized_only=True)}
    for each in shared.values():
        each.inc_thread_sharing()
    # A connection in the middle of a transaction counts as forgotten, and would be closed after each request.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    server = _Server(("127.0.0.1", 0), _Handler, connections_override=shared)
    server.set_app(WSGIHandler())
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    http = HTTPConnection("127.0.0.1", server.server_port, timeout=60)
    try:
        yield http
    finally:
        http.close()
        server.shutdown()
        server.server_close()
        thread.join()
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
        for each in shared.values():
            each.dec_thread_sharing()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, all of it."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at the portal's socket, with one credential or none."""

    http: HTTPConnection
    credential: Mapping[str, str]

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """Send one request; names of headers are spelled with low lines."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Host": HOST, "Content-Length": str(len(body))} | dict(self.credential) | named
        self.http.request(method, path, body, sent)
        answer = self.http.getresponse()
        return Answer(answer.status, dict(answer.getheaders()), answer.read())


def session_of(user: User) -> dict[str, str]:
    """Return the headers of somebody who has signed in, with the token that forms carry."""
    client = Client()
    client.force_login(user)
    cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={FORM_TOKEN}"
    return {"Cookie": cookies, "X-CSRFToken": FORM_TOKEN}


def bearer_of(token: str) -> dict[str, str]:
    """Return the header of a service client."""
    return {"Authorization": f"Bearer {token}"}
