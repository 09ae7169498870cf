"""One child process under limits: how it is started, ended and counted. Only `runner` uses this."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from media_pipeline.ffmpeg.errors import SandboxUnavailable
from media_pipeline.ffmpeg.limits import Limits

LAUNCHER = Path(__file__).with_name("launcher.py")
EXIT_POLL_S = 0.005
PROGRESS_PERIOD_S = "0.5"


@dataclass(frozen=True, slots=True)
class Ended:
    """Exit code (negative: the signal) and CPU seconds of a child that is gone."""

    returncode: int
    cpu_s: float


class Child:
    """A started launcher; `argv[0]` is an absolute path. The process leads a session of its own."""

    def __init__(
        self, argv: Sequence[str], limits: Limits, workdir: Path, *, wants: frozenset[str], deny_network: bool
    ) -> None:
        """Start it. `wants` holds "stdin" and "progress" if these pipes are needed.

        Raises SandboxUnavailable when the machine cannot start one more process.
        """
        status_read, status_write = os.pipe()
        progress_read, progress_write = os.pipe()
        self.status: IO[bytes] = os.fdopen(status_read, "rb", buffering=0)
        self.progress: IO[bytes] = os.fdopen(progress_read, "rb", buffering=0)
        reports = "progress" in wants
        program = _with_progress(argv, progress_write) if reports else list(argv)
        try:
            self._process = subprocess.Popen(
                [*_launcher(limits, status_write, deny_network=deny_network), *program],
                stdin=subprocess.PIPE if "stdin" in wants else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                cwd=workdir,
                env=_environment(workdir),
                pass_fds=(status_write, progress_write) if reports else (status_write,),
                # Its own group: TERM and KILL reach whatever it started, and never us; Ctrl-C at a terminal
                # reaches us alone, and we decide what becomes of the child.
                start_new_session=True,
            )
        except OSError as error:
            self.status.close()
            self.progress.close()
            raise SandboxUnavailable(f"could not start {argv[0]}: {error}") from error
        finally:
            os.close(status_write)
            os.close(progress_write)

    @property
    def stdin(self) -> IO[bytes] | None:
        """The child's standard input, None unless it was wanted."""
        return self._process.stdin

    @property
    def outputs(self) -> tuple[IO[bytes], IO[bytes]]:
        """Standard output and standard error."""
        process = self._process
        if process.stdout is None or process.stderr is None:
            raise SandboxUnavailable("the child was started without pipes")
        return process.stdout, process.stderr

    def signal_group(self, number: signal.Signals) -> None:
        """Signal the child's own group, unless it was collected: its id may be another's by then."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)

    def collect(self) -> Ended | None:
        """Return how it ended, or None while it runs. Returns a value once."""
        # Not Popen.poll(): wait4 also tells the CPU time, which names the limit that ended it.
        try:
            pid, status, usage = os.wait4(self._process.pid, os.WNOHANG)
        except ChildProcessError as error:
            self._process.returncode = -1
            raise SandboxUnavailable("somebody else collected our child's exit code") from error
        if pid == 0:
            return None
        # Popen must know too, or it would later wait for an id that may be somebody else's by then.
        self._process.returncode = os.waitstatus_to_exitcode(status)
        return Ended(self._process.returncode, usage.ru_utime + usage.ru_stime)

    def destroy(self) -> None:
        """Kill what still runs and wait for it; nothing happens to a child that was collected."""
        while self._process.returncode is None:
            self.signal_group(signal.SIGKILL)
            self.collect()
            time.sleep(EXIT_POLL_S)


def _launcher(limits: Limits, status_write: int, *, deny_network: bool) -> list[str]:
    kernel = {
        "CPU": limits.cpu_s,
        "FSIZE": limits.file_bytes,
        "NOFILE": limits.open_files,
        "CORE": 0,
        # Last: the launcher itself must still be able to set the others.
        "AS": limits.memory_bytes,
    }
    pairs = ",".join(f"{name}={value}" for name, value in kernel.items())
    facts = (status_write, os.getpid(), int(deny_network), limits.niceness, pairs)
    # -I: no environment, no user site, no script folder on the path; -S: no site packages; -B: no cache.
    return [sys.executable, "-I", "-S", "-B", str(LAUNCHER), *(str(fact) for fact in facts)]


def _with_progress(argv: Sequence[str], progress_write: int) -> list[str]:
    return [
        argv[0],
        *("-progress", f"pipe:{progress_write}"),  # machine-readable, on a pipe of its own
        *("-stats_period", PROGRESS_PERIOD_S),  # seconds between blocks
        "-nostats",  # the human-readable line would only fill stderr
        *argv[1:],
    ]


def _environment(workdir: Path) -> dict[str, str]:
    # Nothing of ours: our environment holds secrets, and LD_PRELOAD or FFREPORT would steer ffmpeg.
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": str(workdir), "TMPDIR": str(workdir)}
