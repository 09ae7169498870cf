"""The server behind IndexServer: waits for requests, forks a limited grandchild for each, watches it to its
end.

Runs as `python -m media_pipeline.mp4.child_server CONTROL_FD PARENT_PID`. It has no threads (it forks), ends
when its control socket closes or its parent is gone, and a grandchild dies with it.
"""

import contextlib
import ctypes
import errno
import gc
import json
import os
import resource
import selectors
import signal
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Final, NoReturn

from media_pipeline.mp4.errors import Mp4Problem
from media_pipeline.mp4.limits import IndexLimits
from media_pipeline.mp4.reader import index_file
from media_pipeline.mp4.storage import write_index

PR_SET_PDEATHSIG: Final = 1
MAX_REQUEST: Final = 64 << 10
TERM_GRACE_S: Final = 0.5
POLL_PARENT_S: Final = 1.0
ANSWERED: Final = 0  # exit codes of a grandchild
KEPT_BY_LIMIT: Final = frozenset({errno.EFBIG, errno.ENOMEM})


@dataclass(slots=True)
class Running:
    """A grandchild: where its caller waits, when it has to be gone, whether it was told so."""

    reply: socket.socket
    deadline: float
    asked_to_end: bool = False
    timed_out: bool = False


def _die_with_parent(number: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)


def _limit(what: int, value: int) -> None:
    _, hard = resource.getrlimit(what)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(what, (value, value))


def _confine(child: dict[str, Any]) -> None:
    _limit(resource.RLIMIT_AS, int(child["memory_bytes"]))
    _limit(resource.RLIMIT_CPU, int(child["cpu_s"]))
    _limit(resource.RLIMIT_FSIZE, int(child["index_bytes"]))
    _limit(resource.RLIMIT_NOFILE, int(child["open_files"]))
    _limit(resource.RLIMIT_CORE, 0)
    os.nice(int(child["nice"]))


def _work(request: dict[str, Any]) -> dict[str, Any]:
    """The answer to one request: a report, a problem of the file, or an errno of the machine."""
    began = time.perf_counter()
    try:
        index = index_file(Path(request["path"]), IndexLimits(**request["limits"]))
        written = write_index(index, Path(request["out"]))
    except Mp4Problem as problem:
        return {"problem": type(problem).__name__, "code": problem.code, "detail": problem.detail[:500]}
    except MemoryError:
        return {"problem": "IndexLimitHit", "code": "index-memory"}
    except OSError as error:
        if error.errno in KEPT_BY_LIMIT:
            return {
                "problem": "IndexLimitHit",
                "code": "index-size" if error.errno == errno.EFBIG else "index-memory",
            }
        return {"errno": error.errno or errno.EIO, "path": str(error.filename or request["path"])}
    report = {
        "duration_ms": index.duration_ms,
        "samples": sum(len(track.size) for track in index.tracks),
        "tracks": len(index.tracks),
        "index_bytes": written,
        "elapsed_ms": round((time.perf_counter() - began) * 1000, 3),
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    return {"report": report}


def _grandchild(request: dict[str, Any], reply: socket.socket, server_pid: int) -> NoReturn:
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        _die_with_parent(signal.SIGKILL)
        if os.getppid() != server_pid:
            os._exit(1)
        _confine(request["child"])
        reply.send(json.dumps(_work(request)).encode())
        os._exit(ANSWERED)
    finally:
        # Nothing may return into the server's loop; the server reports the crash.
        os._exit(1)


class Server:
    """The loop; see the module's text."""

    def __init__(self, control: socket.socket, parent: int) -> None:
        self._control = control
        self._parent = parent
        self._running: dict[int, Running] = {}
        self._selector = selectors.DefaultSelector()

    def run(self) -> None:
        wake, alarm = socket.socketpair()
        for end in (wake, alarm):
            end.setblocking(False)
        signal.set_wakeup_fd(alarm.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, _noted)
        # The signal comes when the *thread* that started us ends, too, so it only makes us look.
        signal.signal(signal.SIGHUP, _noted)
        _die_with_parent(signal.SIGHUP)
        self._selector.register(self._control, selectors.EVENT_READ)
        self._selector.register(wake, selectors.EVENT_READ)
        while os.getppid() == self._parent:
            for key, _ in self._selector.select(self._wait()):
                if key.fileobj is wake:
                    with contextlib.suppress(BlockingIOError):
                        wake.recv(4096)
                elif not self._accept():
                    return
            self._reap()
            self._enforce()

    def _wait(self) -> float:
        soonest = min(
            (job.deadline for job in self._running.values()), default=time.monotonic() + POLL_PARENT_S
        )
        return min(POLL_PARENT_S, max(0.0, soonest - time.monotonic()))

    def _accept(self) -> bool:
        """Takes one request; False when the parent has closed its end."""
        try:
            message, fds, _, _ = socket.recv_fds(self._control, MAX_REQUEST, 1)
        except OSError:
            return False
        if not message or not fds:
            return False
        reply = socket.socket(fileno=fds[0])
        request = json.loads(message)
        server_pid = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._control.close()
            for job in self._running.values():
                job.reply.close()
            _grandchild(request, reply, server_pid)
        self._running[pid] = Running(reply, time.monotonic() + float(request["child"]["wall_s"]))
        return True

    def _reap(self) -> None:
        while self._running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            job = self._running.pop(pid, None)
            if job is not None:
                _tell_end(job, os.waitstatus_to_exitcode(status))

    def _enforce(self) -> None:
        now = time.monotonic()
        for pid, job in self._running.items():
            if now >= job.deadline:
                # Only children not yet waited for are in the table, so the id cannot be another process's.
                os.kill(pid, signal.SIGKILL if job.asked_to_end else signal.SIGTERM)
                job.asked_to_end = job.timed_out = True
                job.deadline = now + TERM_GRACE_S


def _noted(_number: int, _frame: FrameType | None) -> None:
    """Signals only wake the loop."""


def _tell_end(job: Running, code: int) -> None:
    """An answer on behalf of a grandchild that could not give one itself."""
    with contextlib.suppress(OSError), job.reply:
        if code == ANSWERED:
            return
        if job.timed_out or -code == signal.SIGXCPU:
            answer = {"problem": "IndexTimeout", "code": "index-timeout" if job.timed_out else "index-cpu"}
        else:
            answer = {"problem": "IndexCrashed", "code": "index-crashed", "detail": f"exit {code}"}
        job.reply.send(json.dumps(answer).encode())


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    # What is loaded stays shared with the grandchildren: the collector must not touch (and so copy) it.
    gc.disable()
    gc.freeze()
    Server(control, int(sys.argv[2])).run()


if __name__ == "__main__":
    main()
