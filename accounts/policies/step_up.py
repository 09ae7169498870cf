"""When a person last signed in a second time, as the session on the server remembers it. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

AT = "stepped_up_at"
"""In a session: seconds since 1970 of the last second sign-in."""
SITTINGS = "sittings"
"""In a session: hearing id -> seconds since 1970 of the second sign-in by which the person sits in it."""
Sittings = tuple[tuple[str, datetime], ...]


def stepped_up_at(session: Mapping[str, Any]) -> datetime | None:
    """Return when the person confirmed the own identity, None if never in this session."""
    at = session.get(AT)
    return datetime.fromtimestamp(at, UTC) if at is not None else None


def sittings_of(session: Mapping[str, Any]) -> Sittings:
    """Return the hearings whose protected originals were opened in this session, each with its second sign-in."""
    found: Mapping[str, int] = session.get(SITTINGS) or {}
    return tuple((hearing, datetime.fromtimestamp(at, UTC)) for hearing, at in found.items())


def is_fresh(at: datetime | None, now: datetime, within_s: float) -> bool:
    """Tell whether a second sign-in is not older than ``within_s``."""
    return at is not None and timedelta(0) <= now - at <= timedelta(seconds=within_s)
