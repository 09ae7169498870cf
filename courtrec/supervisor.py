"""Starts child processes, waits, and ends exactly those that it started."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from types import FrameType

GRACE_S = 10.0
LOOK_EVERY_S = 0.2
RESTART_PAUSE_S = 1.0


@dataclass
class Child:
    """A process that shall run; restarted when it ends by itself (its leases and part files survive it)."""

    name: str
    argv: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0

    def start(self) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches it only through us."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(self.argv, start_new_session=True)

    def revive(self) -> None:
        """Start it again if it has ended."""
        ended = self.process is not None and self.process.poll() is not None
        if ended and time.monotonic() - self.started_at > RESTART_PAUSE_S:
            self.start()

    def send(self, number: int) -> None:
        """Send a signal to its group while it runs."""
        if self.process is not None and self.process.poll() is None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return


class Stop(Exception):
    """A signal asked us to end."""


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stop


def supervise(children: list[Child]) -> None:
    """Run the children until TERM or Ctrl-C, then end them: TERM, and KILL for those that stay."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        for child in children:
            child.start()
        while True:
            time.sleep(LOOK_EVERY_S)
            for child in children:
                child.revive()
    except Stop:
        _end(children)


def _end(children: list[Child]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        child.send(signal.SIGTERM)
    deadline = time.monotonic() + GRACE_S
    while time.monotonic() < deadline and any(
        c.process is not None and c.process.poll() is None for c in children
    ):
        time.sleep(0.05)
    for child in children:
        child.send(signal.SIGKILL)
