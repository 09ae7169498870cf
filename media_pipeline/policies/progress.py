"""How far a stage of the work on a recording is, and how long the rest takes at the pace so far."""

from dataclasses import dataclass

TELLS_FROM_S = 5.0
"""A run so short says nothing about the rest of it: the start of a program alone may take longer."""
TELLS_FROM_PERCENT = 2


@dataclass(frozen=True, slots=True)
class StageWork:
    """The jobs of one stage together, each one unit; ``progress_sum`` counts 100 for each that is done.

    ``done_s`` is how long the finished ones ran, ``running_s`` how long those at work do so far, with
    ``running_percent`` as the sum of their progress.
    """

    total: int
    done: int = 0
    running: int = 0
    failed: int = 0
    progress_sum: int = 0
    done_s: float = 0.0
    running_s: float = 0.0
    running_percent: int = 0

    @property
    def percent(self) -> int:
        """Return 0 to 100; 100 only when nothing is left."""
        if self.done >= self.total:
            return 100
        return max(0, min(99, self.progress_sum // self.total))

    def seconds_left(self) -> int | None:
        """Return how long the rest will take at the pace so far, None when nothing runs or too little is known."""
        pace = self._seconds_per_unit()
        if not self.running or pace is None:
            return None
        units = self.total - self.done - self.failed - self.running_percent / 100
        return round(max(0.0, units) * pace / self.running)

    def _seconds_per_unit(self) -> float | None:
        if self.done and self.done_s > 0:
            return self.done_s / self.done
        tells = self.running_s >= TELLS_FROM_S * self.running
        if not tells or self.running_percent < TELLS_FROM_PERCENT * max(self.running, 1):
            return None
        return self.running_s * 100 / self.running_percent
