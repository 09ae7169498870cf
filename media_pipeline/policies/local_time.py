"""Local times of recorders on the way to UTC, where clocks are set forward or back. Pure.

A time that exists twice is the one nearer to when it was expected (without that, the first). A time that does not
exist was shown by a clock that had not been set forward yet: it is that instant, an hour later in the new time.
"""

from datetime import UTC, datetime, tzinfo


def to_utc(local: datetime, zone: tzinfo, expected: datetime | None = None) -> datetime | None:
    """Return the instant (UTC) of a naive local time; None where arithmetic with it would overflow."""
    try:
        first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        if first == second or not _shows(first, local, zone):
            return first
    except (ValueError, OverflowError):
        return None
    if expected is None:
        return first
    return min((first, second), key=lambda instant: abs(instant - expected))


def _shows(instant: datetime, local: datetime, zone: tzinfo) -> bool:
    return instant.astimezone(zone).replace(tzinfo=None, fold=0) == local.replace(fold=0)
