"""Finds out, once per process, whether this kernel lets us start children that have no network."""

import sys
from dataclasses import dataclass
from functools import cache

from media_pipeline.ffmpeg.errors import SandboxUnavailable
from media_pipeline.ffmpeg.limits import MEBIBYTE, Limits
from media_pipeline.ffmpeg.runner import run

PROBE_LIMITS = Limits(wall_s=10, cpu_s=2, memory_bytes=512 * MEBIBYTE, file_bytes=1, stdout_bytes=1024)


@dataclass(frozen=True, slots=True)
class Isolation:
    """What the sandbox can do on this machine; `reason`: why the network cannot be denied, "" if it can."""

    network_denied: bool
    reason: str


@cache
def probe_isolation() -> Isolation:
    """Start one harmless child in a network namespace of its own and report whether that worked.

    Containers often forbid it; then children run with every other limit, and readiness shows the reason.
    """
    try:
        result = run([sys.executable, "-I", "-S", "-c", ""], PROBE_LIMITS, deny_network=True)
    except SandboxUnavailable as error:
        return Isolation(network_denied=False, reason=str(error))
    worked = result.returncode == 0
    return Isolation(network_denied=worked, reason="" if worked else result.stderr_tail)


def network_can_be_denied() -> bool:
    """Return whether runs should ask for `deny_network`."""
    return probe_isolation().network_denied
