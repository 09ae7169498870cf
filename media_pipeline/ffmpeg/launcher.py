"""Runs as a program of its own (`python -I -S launcher.py ...`): limits itself, then becomes ffmpeg.

Why not `preexec_fn`: it runs Python between fork and exec and can deadlock when other threads hold locks,
which is every request of a threaded web server. Why not `prlimit()` from outside: the child would run
unlimited until then.

Arguments: STATUS_FD PARENT_PID DENY_NETWORK NICENESS NAME=VALUE,... PROGRAM ARG...
STATUS_FD closes silently when PROGRAM has started; else it says what failed, and the exit code is 126.
Nothing of the project may be imported here: -I -S keeps the start under 20 ms and free of site packages.
"""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable

SETUP_FAILED = 126
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38

LIBC = ctypes.CDLL(None, use_errno=True)


def _succeed(returned: int) -> None:
    if returned != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _die_with_parent(parent_pid: int) -> None:
    # A killed worker must not leave an encoder behind that nobody watches any more.
    _succeed(LIBC.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0))
    if os.getppid() != parent_pid:
        raise ProcessLookupError(0, "the parent died before the child was set up")


def _deny_network() -> None:
    # A fresh network namespace has no interface that is up. The user namespace makes this possible without
    # root, and, left unmapped, it also takes root's rights over other people's files away.
    try:
        _succeed(LIBC.unshare(CLONE_NEWUSER | CLONE_NEWNET))
    except OSError:
        _succeed(LIBC.unshare(CLONE_NEWNET))


def _restore_signals() -> None:
    # Python ignores these two, and exec hands that on: a closed pipe or a full file would not stop the child.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)


def _limit(pairs: str) -> None:
    for pair in pairs.split(","):
        name, _, value = pair.partition("=")
        which = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(which)[1]
        wanted = int(value) if hard == resource.RLIM_INFINITY else min(int(value), hard)
        # Soft = hard: the kernel ends the child at once, it cannot raise or handle the limit itself.
        resource.setrlimit(which, (wanted, wanted))


def main(arguments: list[str]) -> int:
    """Set everything up and replace this process by PROGRAM; return only when that was not possible."""
    status_fd, parent_pid, deny_network, niceness = (int(value) for value in arguments[:4])
    program = arguments[5:]
    os.set_inheritable(status_fd, False)
    steps: list[tuple[str, Callable[[], object]]] = [
        ("parent", lambda: _die_with_parent(parent_pid)),
        ("privileges", lambda: _succeed(LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))),
        ("nice", lambda: os.nice(niceness)),
        ("signals", _restore_signals),
        ("network", _deny_network if deny_network else lambda: None),
        ("limits", lambda: _limit(arguments[4])),
        ("exec", lambda: os.execv(program[0], program)),
    ]
    for name, step in steps:
        try:
            step()
        except (OSError, ValueError) as error:
            os.write(status_fd, f"{name}: {error}".encode())
            return SETUP_FAILED
    return SETUP_FAILED


if __name__ == "__main__":
    # Not sys.exit(): nothing may be flushed or cleaned up between a failed set-up and the end.
    os._exit(main(sys.argv[1:]))
