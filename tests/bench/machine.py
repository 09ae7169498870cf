"""On what and how a run was made, for whoever reads the figures later."""

import os
import platform
from pathlib import Path


def describe() -> str:
    """Return processor, cores, memory, system and present load in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB; {system}; load {load}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    return next(
        (line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine()
    )


def number(name: str, default: float) -> float:
    """Return a size from the environment (``BENCH_...``), for quicker runs than the goals ask for."""
    return float(os.environ.get(f"BENCH_{name}", default))
