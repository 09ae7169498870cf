"""Which entries say that the session paused, and until when."""

from datetime import datetime

from accounts.policies.caller import Caller
from hearings.models import Hearing
from hearings.services.pauses import Pause, follow_pauses
from protocol.models import Entry, EntryKind, EntryState

PAUSES = frozenset({EntryKind.RECESS, EntryKind.DELIBERATION})


def push_pauses(hearing: Hearing, caller: Caller, rule: str) -> None:
    """Have what is off the record follow the log (two queries; inside the transaction of its change)."""
    follow_pauses(hearing, pauses_of(hearing), caller, rule)


def pauses_of(hearing: Hearing) -> list[Pause]:
    """Return the pauses of a log; one without an end lasts until the next entry, or is open-ended."""
    rows = Entry.objects.filter(hearing=hearing).exclude(state=EntryState.WITHDRAWN)
    found = list(rows.filter(kind__in=sorted(PAUSES)).values_list("pk", "started_at", "ended_at"))
    if not found:
        return []
    starts = list(rows.order_by("started_at").values_list("started_at", flat=True))
    return [Pause(source, start, _end(start, end, starts)) for source, start, end in found]


def _end(start: datetime, end: datetime | None, starts: list[datetime]) -> datetime | None:
    if end is not None and end > start:
        return end
    return next((moment for moment in starts if moment > start), None)
