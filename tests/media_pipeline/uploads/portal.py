"""A whole portal of its own for tests that kill it: a home, gunicorn, a worker, and clients over HTTP."""

import base64
import contextlib
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import httpx
import psycopg

from tools.empty_databases import POSTGRESQL as EMPTY_POSTGRESQL, SQLITE as EMPTY_SQLITE

ROOT = Path(__file__).resolve().parents[3]
READY_S = 60.0
PR_SET_PDEATHSIG = 1
TUS = {"Tus-Resumable": "1.0.0"}
BYTES = {**TUS, "Content-Type": "application/offset+octet-stream"}
CSRF = "a" * 32


def eventually(check: Callable[[], Any], within_s: float, every_s: float = 0.05) -> Any:
    """Return the first true value of ``check``, or fail."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if value := check():
            return value
        time.sleep(every_s)
    raise AssertionError(f"not within {within_s} s")


def encoded(**fields: str) -> str:
    """Return fields as Upload-Metadata."""
    pairs = (f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in fields.items())
    return ",".join(pairs)


class Portal:
    """Use as a context manager: whatever it started has ended afterwards, its database included."""

    def __init__(self, **settings: str) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="courtrec-portal-"))
        self.name = f"portal_{uuid.uuid4().hex[:12]}"
        self.port = _free_port()
        self.extra = settings
        self.web: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        if self._server:
            empty = os.environ.get(EMPTY_POSTGRESQL)
            self._on_server(f'CREATE DATABASE "{self.name}"' + (f' TEMPLATE "{empty}"' if empty else ""))
        elif EMPTY_SQLITE in os.environ:
            shutil.copy(os.environ[EMPTY_SQLITE], self.home)
        return self

    def __exit__(self, *_exc: object) -> None:
        self.kill_web()
        self.kill_workers()
        if self._server:
            self._on_server(f'DROP DATABASE "{self.name}" WITH (FORCE)')
        shutil.rmtree(self.home, ignore_errors=True)

    @property
    def _server(self) -> str:
        url = os.environ.get("DATABASE_URL", "")
        return url.rpartition("/")[0] if url.startswith("postgres") else ""

    def _on_server(self, statement: str) -> None:
        with psycopg.connect(f"{self._server}/postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    @property
    def environment(self) -> dict[str, str]:
        """What each of its processes gets."""
        own = {
            "COURTREC_HOME": str(self.home),
            "COURTREC_KEY_PREFIX": self.name,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PYTHONPATH": str(ROOT),
        }
        if self._server:
            own["DATABASE_URL"] = f"{self._server}/{self.name}"
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
        return {**inherited, **own, **self.extra}

    @cached_property
    def seeded(self) -> dict[str, Any]:
        """Courts, people and hearings, made on first use; see seed.py for the shape."""
        return dict(json.loads(self.run("-m", "tests.media_pipeline.uploads.seed")))

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run Python in the portal's environment; returns its standard output, fails on another exit code."""
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == code, f"exit {done.returncode}: {done.stderr[-3000:]}"
        return done.stdout

    def start_web(self, **settings: str) -> None:
        """Start gunicorn and wait until it answers."""
        _ = self.seeded
        self.web = self._start_gunicorn(self.port, settings)
        eventually(lambda: self._answers(self.web, self.port), READY_S)

    @contextlib.contextmanager
    def another_web(self) -> Iterator[str]:
        """Run a second gunicorn on the same home and database; yields its address."""
        port = _free_port()
        web = self._start_gunicorn(port, {})
        try:
            eventually(lambda: self._answers(web, port), READY_S)
            yield f"http://127.0.0.1:{port}"
        finally:
            _kill(web)

    def _start_gunicorn(self, port: int, settings: dict[str, str]) -> subprocess.Popen[bytes]:
        config = str(ROOT / "courtrec" / "gunicorn_conf.py")
        where = ("-b", f"127.0.0.1:{port}", "courtrec.wsgi:application")
        return self._start("gunicorn", "-c", config, *where, extra=settings)

    def start_worker(self, **settings: str) -> subprocess.Popen[bytes]:
        """Start a Celery worker with its keeper; there may be several."""
        _ = self.seeded
        options = ("--pool", "threads", "--concurrency", "2", "--without-mingle", "--without-gossip")
        name = ("-n", f"{uuid.uuid4().hex}@%h")
        worker = self._start("celery", "-A", "courtrec", "worker", *options, *name, extra=settings)
        self.workers.append(worker)
        return worker

    def _start(self, module: str, *arguments: str, extra: dict[str, str]) -> subprocess.Popen[bytes]:
        with (self.home / f"{module}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                env={**self.environment, **extra},
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509  one call into the C library
            )

    def _answers(self, web: subprocess.Popen[bytes] | None, port: int) -> bool:
        assert web is not None
        assert web.poll() is None, (self.home / "gunicorn.log").read_text()[-3000:]
        try:
            return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def kill_web(self) -> None:
        """kill -9 of gunicorn and all of its processes."""
        _kill(self.web)
        self.web = None

    def kill_workers(self) -> None:
        """kill -9 of every worker."""
        while self.workers:
            self.kill_worker(self.workers[0])

    def kill_worker(self, worker: subprocess.Popen[bytes]) -> None:
        """kill -9 of one worker."""
        self.workers.remove(worker)
        _kill(worker)

    @property
    def url(self) -> str:
        """Where gunicorn listens."""
        return f"http://127.0.0.1:{self.port}"

    def client(self, user: str = "clerk") -> httpx.Client:
        """Return a browser-like client that is signed in."""
        cookies = {"sessionid": self.seeded["sessions"][user], "csrftoken": CSRF}
        return httpx.Client(
            base_url=self.url,
            cookies=cookies,
            headers={"X-CSRFToken": CSRF, "Referer": self.url},
            timeout=120,
        )

    def declare(self, client: httpx.Client, length: int, **fields: str) -> str:
        """Start an upload to the first hearing (or where ``fields`` say); returns its path."""
        place = {} if "courtroom" in fields else {"hearing": self.seeded["hearings"][0]}
        answer = client.post(
            "/api/v1/uploads/",
            headers={**TUS, "Upload-Length": str(length), "Upload-Metadata": encoded(**{**place, **fields})},
        )
        assert answer.status_code == 201, answer.text
        return httpx.URL(answer.headers["Location"]).path

    def part(self, upload: str) -> Path:
        """Return where the part file of an upload lies."""
        return self.home / "originals" / "parts" / f"{upload.rsplit('/', 1)[-1]}.part"

    def originals(self) -> list[Path]:
        """Return the bytes of every stored original."""
        return sorted((self.home / "originals").glob("??/??/*/content/original"))


def _die_with_parent() -> None:
    """A run of tests that is itself killed must leave no server behind; gunicorn's workers follow their master."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _kill(process: subprocess.Popen[bytes] | None) -> None:
    if process is None:
        return
    # The group that start_new_session made is ours alone.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
