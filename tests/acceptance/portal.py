"""The product as ``make run`` starts it, in a fresh home on a free loopback port, ended by its own process id."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 120.0
STOPS_WITHIN_S = 20.0
OURS = ("COURTREC_", "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "DEBUG")


class DidNotStart(Exception):
    """The portal ended, or was not ready in time; the message ends with what it printed."""


@dataclass(frozen=True, slots=True)
class Portal:
    """A running portal; ``home`` holds everything that it writes."""

    url: str
    home: Path
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        """What it printed so far."""
        return _log_of(self.home).read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    """Return a loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def embedded_environment(home: Path) -> dict[str, str]:
    """Return this environment as `make run` sets it: the demo on the embedded defaults, nothing of the caller's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return kept | {"COURTREC_HOME": str(home), "COURTREC_DEMO": "1"}


@contextmanager
def running_portal(
    home: Path | None = None, root: Path = ROOT, settings: Mapping[str, str] | None = None
) -> Iterator[Portal]:
    """Start the portal with these settings in its environment, yield it when ``/readyz`` says so, stop it.

    Raises DidNotStart.
    """
    with ExitStack() as stack:
        if home is None:
            folder = tempfile.TemporaryDirectory(prefix="courtrec-outside-", ignore_cleanup_errors=True)
            home = Path(stack.enter_context(folder))
        yield stack.enter_context(_started(home, root, settings or {}))


@contextmanager
def _started(home: Path, root: Path, settings: Mapping[str, str]) -> Iterator[Portal]:
    port = free_port()
    argv = [sys.executable, "manage.py", "runportal", "--port", str(port)]
    with _log_of(home).open("wb") as log:
        process = subprocess.Popen(
            argv,
            cwd=root,
            env=embedded_environment(home) | dict(settings),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    portal = Portal(f"http://127.0.0.1:{port}", home, process)
    try:
        wait_until_ready(portal)
        yield portal
    finally:
        stop(process)


def wait_until_ready(portal: Portal) -> None:
    """Return when every dependency, the worker included, is ready. Raises DidNotStart."""
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        if portal.process.poll() is not None:
            raise DidNotStart(portal.log[-2000:])
        if is_ready(portal.url):
            return
        time.sleep(0.1)
    raise DidNotStart(f"not ready after {READY_WITHIN_S} s: {portal.log[-2000:]}")


def is_ready(url: str) -> bool:
    """Whether ``/readyz`` answers 200."""
    try:
        return httpx.get(f"{url}/readyz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def end_on_term() -> None:
    """Let TERM end this program as Ctrl-C does, so that it stops the portal that it started."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process that we started: TERM, which ends its children too; KILL to its own session if it stays."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOPS_WITHIN_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _log_of(home: Path) -> Path:
    return home / "portal.log"
