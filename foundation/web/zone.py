"""The reader's time zone: that of the own court, noted at sign-in, so that no page asks the database for it."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest

from foundation.clock import utc_now

SESSION_KEY = "zone"


def zone_name(request: HttpRequest) -> str:
    """Return the name of the reader's zone."""
    session = getattr(request, "session", None)
    chosen = session.get(SESSION_KEY) if session is not None else None
    return str(chosen or settings.DEFAULT_COURT_ZONE)


def midnight(request: HttpRequest, day: date | None = None) -> datetime:
    """Return when a date (today, where none is given) begins for the reader."""
    zone = ZoneInfo(zone_name(request))
    return datetime.combine(day or utc_now().astimezone(zone).date(), time(), tzinfo=zone)
