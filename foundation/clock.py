"""Wall clock (aware UTC datetimes) and media time (integer milliseconds), and the way between them."""

from datetime import UTC, date, datetime, timedelta

YEARS = (1900, 2200)
"""A clock may be decades off; beyond these years, arithmetic and the zones of readers would overflow."""
_MILLISECOND = timedelta(milliseconds=1)


def utc_now() -> datetime:
    """Return the current instant as an aware UTC datetime."""
    return datetime.now(UTC)


def is_plausible(moment: datetime | date) -> bool:
    """Tell whether a moment or day that somebody named lies within YEARS."""
    return YEARS[0] <= moment.year <= YEARS[1]


def ms_between(start: datetime, end: datetime) -> int:
    """Return ``end - start`` in whole milliseconds, rounded towards minus infinity; may be negative."""
    return (end - start) // _MILLISECOND


def plus_ms(start: datetime, offset_ms: int) -> datetime:
    """Return the instant ``offset_ms`` milliseconds after ``start``."""
    return start + offset_ms * _MILLISECOND


def rfc3339(moment: datetime | None) -> str | None:
    """Format an instant as RFC 3339 in UTC with milliseconds, or pass None through."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
