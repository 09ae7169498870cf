"""The one place that runs ffmpeg: in a private folder, under limits, without network where possible."""

import os
import re
import signal
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, Protocol

from media_pipeline.ffmpeg.child import EXIT_POLL_S, Child, Ended
from media_pipeline.ffmpeg.errors import SandboxUnavailable
from media_pipeline.ffmpeg.limits import Limits
from media_pipeline.ffmpeg.progress import ProgressCallback, ProgressReader
from media_pipeline.ffmpeg.pump import Collector, Pump, Tail

KilledBy = Literal["wall", "cpu", "memory", "file_size", "stdout"]
MAX_WAIT_S = 1.0
WORKDIR = re.compile(r"\Affmpeg-(\d+)-")
"""Name of a private folder: whose it is."""
STATUS_BYTES = 1024


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended. `returncode` is negative for a signal; `stderr_tail` is for people, not for parsing.

    `killed_by` names the limit that ended it, None if it ended by itself; `wall_s` and `cpu_s` are seconds.
    """

    returncode: int
    stdout: bytes
    stderr_tail: str
    wall_s: float
    cpu_s: float
    killed_by: KilledBy | None


class Run(Protocol):
    """A runner that already knows its binary and limits: arguments (without the binary) in, result out."""

    def __call__(
        self, arguments: Sequence[str], *, stdin: bytes = b"", on_progress: ProgressCallback | None = None
    ) -> RunResult:
        """Run once and return the result, whatever the exit code; raises SandboxUnavailable."""


@dataclass(frozen=True, slots=True)
class Runner:
    """Binds an ffmpeg to limits, so that builders below need not know either; is a `Run`."""

    binary: Path
    limits: Limits = field(default_factory=Limits)
    deny_network: bool = False

    def __call__(
        self, arguments: Sequence[str], *, stdin: bytes = b"", on_progress: ProgressCallback | None = None
    ) -> RunResult:
        """Run the bound ffmpeg with these arguments; see `run`."""
        argv = [str(self.binary), *arguments]
        return run(argv, self.limits, stdin=stdin, on_progress=on_progress, deny_network=self.deny_network)


def run(
    argv: Sequence[str],
    limits: Limits,
    *,
    stdin: bytes = b"",
    on_progress: ProgressCallback | None = None,
    deny_network: bool = False,
) -> RunResult:
    """Run `argv` (all paths in it absolute) in an empty private folder; return how it ended.

    `stdin` is fed to the child, whose standard input is else closed. `on_progress` makes it an ffmpeg run
    with progress reports; what it raises ends the child and comes through. `deny_network` should be the
    answer of `isolation.network_can_be_denied()`; if the kernel refuses after all, nothing is run.
    Raises SandboxUnavailable when the child could not be started inside its limits; a bad exit code is a
    result, `outcome.require_success` turns it into an error.
    """
    wants = {"stdin": bool(stdin), "progress": on_progress is not None}
    wanted = frozenset(name for name, needed in wants.items() if needed)
    with private_folder() as workdir:
        child = Child(argv, limits, Path(workdir), wants=wanted, deny_network=deny_network)
        watch = _Watch(child, limits)
        try:
            watch.connect(stdin, on_progress)
            return watch.until_end()
        finally:
            child.destroy()
            watch.pump.close()


def private_folder() -> TemporaryDirectory[str]:
    """Return a folder for who holds it; one whose process was killed is found by `abandoned_workdirs` and removed."""
    return TemporaryDirectory(prefix=f"ffmpeg-{os.getpid()}-")


def abandoned_workdirs() -> list[Path]:
    """Return the private folders on this machine whose process was killed before it could remove them."""
    found = Path(tempfile.gettempdir()).glob("ffmpeg-*")
    return [path for path in found if (name := WORKDIR.match(path.name)) and not _lives(int(name[1]))]


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's
        return True
    return True


class _Watch:
    """Moves a child's bytes, keeps its time, and ends it when a limit of ours is reached."""

    def __init__(self, child: Child, limits: Limits) -> None:
        self.pump = Pump()
        self._child = child
        self._limits = limits
        self._started = time.monotonic()
        self._deadline = self._started + limits.wall_s
        self._stdout = Collector(limits.stdout_bytes)
        self._stderr = Tail(limits.stderr_bytes)
        self._status = Tail(STATUS_BYTES)
        self._killed_by: KilledBy | None = None
        self._was_asked = False

    def connect(self, stdin: bytes, on_progress: ProgressCallback | None) -> None:
        stdout, stderr = self._child.outputs
        self.pump.read(stdout, self._stdout.feed)
        self.pump.read(stderr, self._stderr.feed)
        self.pump.read(self._child.status, self._status.feed)
        reader = ProgressReader(on_progress) if on_progress else None
        self.pump.read(self._child.progress, reader.feed if reader else Tail(1).feed)
        if self._child.stdin is not None:
            self.pump.write(self._child.stdin, stdin)

    def until_end(self) -> RunResult:
        ended = None
        while ended is None:
            self._move()
            self._enforce()
            ended = self._child.collect() if self.pump.is_idle else None
        if self._status.data:
            raise SandboxUnavailable(self._status.data.decode("utf-8", "replace"))
        return self._result(ended)

    def _move(self) -> None:
        if self.pump.is_idle:
            # Its pipes are closed and it still runs: rare and short, so looking again soon is enough.
            time.sleep(EXIT_POLL_S)
        else:
            self.pump.step(min(MAX_WAIT_S, max(self._deadline - time.monotonic(), 0)))

    def _enforce(self) -> None:
        if self._stdout.overflowed and self._killed_by is None:
            self._killed_by = "stdout"
            self._deadline = time.monotonic()
        if time.monotonic() < self._deadline:
            return
        # First deadline: asks it to stop; each later one, a grace period apart, insists.
        self._child.signal_group(signal.SIGKILL if self._was_asked else signal.SIGTERM)
        self._killed_by = self._killed_by or "wall"
        self._was_asked = True
        self._deadline = time.monotonic() + self._limits.term_grace_s

    def _result(self, ended: Ended) -> RunResult:
        return RunResult(
            returncode=ended.returncode,
            stdout=bytes(self._stdout.data),
            stderr_tail=self._stderr.data.decode("utf-8", "replace"),
            wall_s=time.monotonic() - self._started,
            cpu_s=ended.cpu_s,
            killed_by=self._killed_by or _kernel_limit(ended, self._limits),
        )


def _kernel_limit(ended: Ended, limits: Limits) -> KilledBy | None:
    if ended.returncode == -signal.SIGXFSZ:
        return "file_size"
    if ended.returncode not in {-signal.SIGKILL, -signal.SIGXCPU}:
        return None
    # A KILL that is not ours: the CPU limit sends it (the kernel counts it in ticks, so it may seem a bit early), and
    # so does the kernel when memory runs out.
    return "cpu" if ended.cpu_s >= limits.cpu_s * 0.8 else "memory"
