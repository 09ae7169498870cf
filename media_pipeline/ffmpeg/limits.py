"""How much one child process may use. A frozen value, so that a profile is a named constant or a setting."""

from dataclasses import dataclass, replace
from typing import Self

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one run; callers that know settings fill them from there.

    `wall_s`, `term_grace_s`: seconds; `cpu_s`: whole CPU seconds over all threads (the kernel counts no
    finer); `*_bytes`: bytes. `memory_bytes` is address space, so mapped files and thread stacks count too.
    """

    wall_s: float = 60.0
    cpu_s: int = 60
    memory_bytes: int = 4096 * MEBIBYTE
    file_bytes: int = 4096 * MEBIBYTE  # of each file that the child writes
    stdout_bytes: int = 64 * MEBIBYTE
    stderr_bytes: int = 8192  # only the tail is kept, a hostile file can produce endless warnings
    open_files: int = 64
    term_grace_s: float = 2.0  # between TERM and KILL: time to close an output properly
    niceness: int = 0  # added to ours; batch work takes 10 so that pages stay quick

    def __post_init__(self) -> None:
        """Refuse limits that would mean "none": zero or less, in any field but the niceness."""
        for name in self.__slots__:
            if name != "niceness" and getattr(self, name) <= 0:
                raise ValueError(f"limit {name} must be positive")

    def scaled_to_media(self, media_ms: int, *, cpu_per_media_s: float, bytes_per_media_s: int) -> Self:
        """Return these limits with CPU, wall time and file size raised by what so much media may cost.

        A one-hour camera may work for minutes, a five-second file may not: the base covers the start, the
        rest is proportional. Wall time grows by twice the CPU time, since the machine is shared.
        """
        media_s = max(media_ms, 0) / 1000
        extra_cpu_s = media_s * cpu_per_media_s
        return replace(
            self,
            cpu_s=self.cpu_s + int(extra_cpu_s),
            wall_s=self.wall_s + 2 * extra_cpu_s,
            file_bytes=self.file_bytes + int(media_s * bytes_per_media_s),
        )
