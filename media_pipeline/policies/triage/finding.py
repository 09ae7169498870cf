"""What triage puts out, and the thresholds that it works with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from media_pipeline.states import FindingCode, Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. ``channel`` counts from 0 over all sound tracks; None: not of one channel.

    ``from_ms`` and ``to_ms`` are media time, None for what concerns the whole. ``value`` is the number behind it:
    decibels, seconds, minutes, or the other channel, as the code says.
    """

    code: FindingCode
    severity: Severity
    channel: int | None = None
    from_ms: int | None = None
    to_ms: int | None = None
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where good ends. Decibels are of full scale (RMS of a second); brightness is 0 (black) to 255."""

    silent_db: int
    low_db: int
    clipped_per_mille: int
    clipped_s: int
    quiet_ms: int
    black_mean: float
    black_deviation: float
    black_ms: int
    frozen_change: float
    frozen_ms: int
    clock_ms: int
    schedule_ms: int


def runs(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield [first, end) of each stretch of true flags."""
    since: int | None = None
    for number, flag in enumerate([*flags, False]):
        if flag and since is None:
            since = number
        elif not flag and since is not None:
            yield since, number
            since = None
