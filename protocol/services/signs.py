"""What the protocol tells of a session's beginning and end."""

from django.db.models import F, Max, Min, Q
from django.db.models.functions import Coalesce

from hearings.models import Hearing
from hearings.policies.proposal import Sign, Signs
from protocol.models import Entry, EntryKind, EntryState


def session_signs(hearing: Hearing) -> Signs:
    """Return the moments of the opening, first, closing and last entries, as far as there are any (one query)."""
    end = Coalesce(F("ended_at"), F("started_at"))
    rows = Entry.objects.filter(hearing=hearing).exclude(state=EntryState.WITHDRAWN).order_by()
    found = rows.aggregate(
        opening=Min("started_at", filter=Q(kind=EntryKind.OPENING)),
        first=Min("started_at"),
        closing=Max(end, filter=Q(kind=EntryKind.CLOSING)),
        last=Max(end),
    )
    named = {
        Sign.OPENING_ENTRY: found["opening"],
        Sign.FIRST_ENTRY: found["first"],
        Sign.CLOSING_ENTRY: found["closing"],
        Sign.LAST_ENTRY: found["last"],
    }
    return {sign: moment for sign, moment in named.items() if moment is not None}
