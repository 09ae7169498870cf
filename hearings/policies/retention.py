"""When the retention period of a hearing ends, by the profile of its court."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from courts.models import Court
from courts.policies.profile import Rules, rules_of
from foundation.clock import utc_now
from hearings.models import Case, Hearing


def retention_until(heard_on: date, kinds: Iterable[str], rules: Rules) -> date | None:
    """Return the last day on which a hearing is kept: that of the longest period among its cases.

    None: for ever, because the profile names no period for one of them. The day is that of the hearing, years later; of
    29 February the last of that month.
    """
    ends = [_later(heard_on, rules.retention_years.get(kind)) for kind in kinds]
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def _later(day: date, years: int | None) -> date | None:
    if years is None or day.year + years > date.max.year:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


def heard_on(hearing: Hearing) -> date:
    """Return the day, in its court, on which a hearing ended, or was to be."""
    ended: datetime = hearing.closed_at or hearing.opened_at or hearing.scheduled_at
    return ended.astimezone(hearing.court.zone).date()


def kept_until(hearing: Hearing, cases: Iterable[Case], rules: Rules | None = None) -> date | None:
    """Return the last day on which this hearing is kept by the rules in force today; None: for ever."""
    known = rules_of(hearing.court, today(hearing.court)) if rules is None else rules
    return retention_until(heard_on(hearing), [case.kind for case in cases], known)


def today(court: Court) -> date:
    """Return the day of a court."""
    return utc_now().astimezone(court.zone).date()


def due(hearings: QuerySet[Hearing], court: Court) -> QuerySet[Hearing]:
    """Return those of a court's hearings whose period has ended and that nothing else keeps."""
    day, years = today(court), rules_of(court, today(court)).retention_years
    rows = hearings.filter(court=court, retention_expired=False, hold=False, cases__isnull=False)
    ended = Coalesce("closed_at", "opened_at", "scheduled_at")
    rows = rows.annotate(heard_on=TruncDate(ended, tzinfo=court.zone))
    return rows.exclude(_kept(years, day)).distinct()


def _kept(years: Mapping[str, int], day: date) -> Q:
    """Return the hearings of which a case has no period, or one that has not ended: as ``retention_until`` reckons."""
    own = Case.objects.filter(hearings=OuterRef("pk"))
    found = Q(Exists(own.exclude(kind__in=list(years))))
    for kind, count in years.items():
        found |= Q(Exists(own.filter(kind=kind))) & Q(heard_on__gte=_earlier(day, count))
    return found


def _earlier(day: date, years: int) -> date:
    """Return the first day whose period has not ended on ``day``; where 29 February is missing, the day after it."""
    year = max(day.year - years, 1)
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
