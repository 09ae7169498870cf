"""Making an index in a limited child, from any thread of a web or worker process.

One small server process (a fresh interpreter with the parser and numpy loaded, no threads, nothing of
Django, no database sockets) is started on the first call and forks a grandchild for each file, so a call
costs milliseconds and a hostile file can only kill its own grandchild. See child_server for the limits.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from media_pipeline.mp4.errors import PROBLEMS, IndexCrashed, IndexTimeout
from media_pipeline.mp4.limits import IndexLimits

ROOT: Final = Path(__file__).resolve().parents[2]
MAX_MESSAGE: Final = 64 << 10
GRACE_S: Final = (
    5.0  # how much longer than the child's own limit the caller waits for the server to report it
)
STARTS: Final = 2  # a server that was killed is started anew once for each call


class IndexServerLost(OSError):
    """The server died twice during one call: a fault of the machine, not of the file. Worth a retry."""


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """What one grandchild may use. `memory_bytes` is address space, the interpreter (about 0.2 GB)
    included.
    """

    memory_bytes: int = 1 << 30
    cpu_s: int = 20
    wall_s: float = 30.0
    index_bytes: int = 512 << 20
    open_files: int = 32
    nice: int = 5


@dataclass(frozen=True, slots=True)
class IndexReport:
    """`elapsed_ms` in the grandchild; `peak_bytes` its resident memory."""

    duration_ms: int
    samples: int
    tracks: int
    index_bytes: int
    elapsed_ms: float
    peak_bytes: int


class IndexServer:
    """Thread-safe and lazy; an instance inherited over a fork starts its own server."""

    def __init__(self, limits: ChildLimits | None = None) -> None:
        self._limits = limits or ChildLimits()
        self._lock = threading.Lock()
        self._owner = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def start(self) -> None:
        """Starts the server now, so that the first file does not wait for an interpreter and numpy."""
        with self._lock:
            self._ensure()

    def index(self, path: Path, out_path: Path, limits: IndexLimits) -> IndexReport:
        """Reads the tables of `path` and writes the index to `out_path` (atomically).

        Raises Mp4Problem (permanent; IndexTimeout, IndexCrashed and IndexLimitHit among them) or OSError.
        """
        for _ in range(STARTS):
            answer = self._ask(path, out_path, limits)
            if answer is not None:
                return _report(answer)
        raise IndexServerLost("the index server died twice")

    def close(self) -> None:
        """Ends the server (and with it running grandchildren)."""
        with self._lock:
            self._drop()

    @property
    def pid(self) -> int | None:
        """Process id of this process's server, when one runs."""
        return self._process.pid if self._process and self._owner == os.getpid() else None

    def _ask(self, path: Path, out_path: Path, limits: IndexLimits) -> dict[str, Any] | None:
        """The server's answer, or None when it died meanwhile."""
        request = {
            "path": str(path.resolve()),
            "out": str(out_path.resolve()),
            "limits": asdict(limits),
            "child": asdict(self._limits),
        }
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours:
            try:
                with theirs:
                    self._send(json.dumps(request).encode(), theirs.fileno())
                ours.settimeout(self._limits.wall_s + GRACE_S)
                answer = ours.recv(MAX_MESSAGE)
            except TimeoutError:
                self.close()
                raise IndexTimeout("index-timeout", "the server did not answer") from None
            except OSError:
                answer = b""
        if not answer:
            self.close()
            return None
        message: dict[str, Any] = json.loads(answer)
        return message

    def _send(self, request: bytes, reply_fd: int) -> None:
        with self._lock:
            self._ensure()
            if self._control is None:
                raise ConnectionError("no server")
            socket.send_fds(self._control, [request], [reply_fd])

    def _ensure(self) -> None:
        if self._owner != os.getpid():
            # Inherited over a fork: that server belongs to the parent, only our copy of its socket goes.
            self._process = None
            self._drop()
        if self._process is None or self._process.poll() is not None:
            self._drop()
            self._start()

    def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # One thread each in numpy's libraries: a process with threads must not fork.
        threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **threads}
        with theirs:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "media_pipeline.mp4.child_server",
                    str(theirs.fileno()),
                    str(os.getpid()),
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=environment,
                cwd="/",
                # a Ctrl-C of the terminal is for our parent, who then closes our socket
                start_new_session=True,
            )
        self._control, self._owner = ours, os.getpid()

    def _drop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._process.kill()
            self._process.wait()
            self._process = None


def _report(answer: dict[str, Any]) -> IndexReport:
    if "report" in answer:
        return IndexReport(**answer["report"])
    if "errno" in answer:
        raise OSError(answer["errno"], os.strerror(answer["errno"]), answer["path"])
    kind = PROBLEMS.get(answer["problem"], IndexCrashed)
    raise kind(answer["code"], answer.get("detail", ""))
