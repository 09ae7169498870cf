"""Memory of the web process, read from the kernel."""

from pathlib import Path

PROC = Path("/proc")
PEAK = "VmHWM"
NOW = "VmRSS"


def descendants(pid: int) -> list[int]:
    """Return all processes below one."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (parent := _parent(entry)) is not None:
            children.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def web_processes(portal_pid: int) -> list[int]:
    """Return the processes of the web server that a portal started."""
    return [pid for pid in descendants(portal_pid) if b"gunicorn" in _read(PROC / str(pid) / "cmdline")]


def memory_kb(pid: int, field: str) -> int:
    """Return a figure of ``/proc/PID/status`` in KiB, 0 when the process is gone."""
    for line in _read(PROC / str(pid) / "status").decode().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1])
    return 0


def reset_peak(pid: int) -> None:
    """Let the peak start again from the present size."""
    (PROC / str(pid) / "clear_refs").write_text("5")


def _parent(entry: Path) -> int | None:
    stat = _read(entry / "stat").decode(errors="replace")
    return int(stat.rpartition(")")[2].split()[1]) if ")" in stat else None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
