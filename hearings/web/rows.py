"""Rows of lists of hearings, made in a bounded number of queries whatever their number."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse

from accounts.policies.caller import Caller
from foundation.clock import ms_between
from hearings.models import Assignment, Hearing, Participant
from hearings.policies.named import hearings_named_to
from hearings.policy.words import ParticipantKind
from hearings.states import HearingState
from hearings.web.labels import STATE_LABELS

PARTIES = (ParticipantKind.PARTY, ParticipantKind.VICTIM)
PARTIES_SHOWN = 4


def hearing_rows(hearings: QuerySet[Hearing], caller: Caller) -> list[dict[str, Any]]:
    """Return the rows of some hearings (already filtered and cut)."""
    page = list(hearings.select_related("court", "courtroom").prefetch_related("case_links__case"))
    parties = _parties(page, caller)
    mine = _mine(page, caller)
    return [_row(hearing, parties[hearing.pk], mine) for hearing in page]


def _row(hearing: Hearing, parties: list[str], mine: set[str]) -> dict[str, Any]:
    numbers = [link.case.number for link in hearing.case_links.all()]
    return {
        "id": hearing.pk,
        "url": reverse("playback:hearing", args=[hearing.pk]),
        "numbers": ", ".join(numbers),
        "parties": ", ".join(parties[:PARTIES_SHOWN]) + (" …" if len(parties) > PARTIES_SHOWN else ""),
        "room": hearing.courtroom.name if hearing.courtroom else "",
        "scheduled_at": hearing.scheduled_at,
        "state": hearing.state,
        "state_label": STATE_LABELS[HearingState(hearing.state)],
        "duration_ms": _duration_ms(hearing),
        "recording_state": hearing.recording_state,
        "mine": hearing.pk in mine,
    }


def _duration_ms(hearing: Hearing) -> int | None:
    if hearing.opened_at is None or hearing.closed_at is None:
        return None
    return ms_between(hearing.opened_at, hearing.closed_at)


def _parties(hearings: Iterable[Hearing], caller: Caller) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    named = Hearing.objects.filter(hearings_named_to(caller), pk__in=[hearing.pk for hearing in hearings])
    rows = Participant.objects.filter(case__hearings__in=named, kind__in=PARTIES, until=None)
    for row in rows.annotate(hearing=F("case__hearings")).order_by("side", "name", "pseudonym"):
        if str(row) not in found[row.hearing]:
            found[row.hearing].append(str(row))
    return found


def _mine(hearings: Iterable[Hearing], caller: Caller) -> set[str]:
    rows = Assignment.objects.filter(
        hearing__in=list(hearings), user=caller.user, until=None, recused_at=None
    )
    return set(rows.values_list("hearing_id", flat=True))
