"""How fast and when: a limit in bytes a second and the hours of the day, by the clocks that it is given."""

from __future__ import annotations

import time
from typing import Callable, Iterator

from agent.config import Hour

BLOCK = 16 * 1024
SLACK_S = 0.2
"""How much of a late wake-up is caught up; more would be a burst after a computer has slept."""


def rate_at(hours: list[Hour], minute: int) -> float | None:
    """Return the rate of the first span that holds this minute of the day (0: no limit), or None: not now."""
    for hour in hours:
        if _holds(hour, minute):
            return hour.rate
    return None


def _holds(hour: Hour, minute: int) -> bool:
    if hour.start < hour.end:
        return hour.start <= minute < hour.end
    return not hour.end <= minute < hour.start  # across midnight; equal ends are the whole day


class Pace:
    """Holds the rate exactly over time: each block moves the moment at which the next one may go."""

    def __init__(
        self,
        hours: list[Hour],
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        local: Callable[[], time.struct_time] = time.localtime,
    ) -> None:
        self.hours, self.clock, self.sleep, self.local = hours, clock, sleep, local
        self.free_at = clock()
        self.last = 0.0

    def rate(self) -> float | None:
        """Return the rate of now by the wall clock, summer time and set clocks included; None: not now."""
        now = self.local()
        return rate_at(self.hours, now.tm_hour * 60 + now.tm_min)

    def take(self, count: int) -> None:
        """Wait until ``count`` bytes may go; a chunk that was begun in time ends at its rate."""
        rate = self.rate()
        self.last = self.last if rate is None else rate
        if not self.last:
            return
        now = self.clock()
        self.free_at = max(self.free_at, now - SLACK_S) + count / self.last
        if self.free_at > now:
            self.sleep(self.free_at - now)

    def blocks(self, data: bytes) -> Iterator[bytes]:
        """Yield the data in small pieces, each when it may go."""
        for at in range(0, len(data), BLOCK):
            piece = data[at : at + BLOCK]
            self.take(len(piece))
            yield piece
