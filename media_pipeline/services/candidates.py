"""Hearings that a recording of the inbox may belong to, the nearest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.policies.caller import Caller
from hearings.models import Hearing
from hearings.policies.visible import visible_to
from hearings.policy.classes import ContentClass
from media_pipeline.models import Recording
from media_pipeline.policies.inbox_words import distance
from media_pipeline.services.matching import NOT_HELD

REACH = timedelta(hours=36)
"""A clock that is a day off is still worth a suggestion."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hearing that the viewer may know of, and when it was held or should have been."""

    hearing: Hearing
    begins: datetime
    ends: datetime
    mine: bool


def candidates(recordings: Sequence[Recording], caller: Caller) -> dict[str, list[Candidate]]:
    """Return for each recording's id what may be meant, in two queries whatever their number."""
    if not recordings:
        return {}
    first = min(row.started_at for row in recordings) - REACH
    last = max(row.ended_at or row.started_at for row in recordings) + REACH
    near = Q(scheduled_at__gt=first, scheduled_at__lt=last) | Q(opened_at__gt=first, opened_at__lt=last)
    rooms = {row.courtroom_id for row in recordings if row.courtroom_id}
    rows = visible_to(caller, ContentClass.CARD).filter(near, courtroom__in=rooms).distinct()
    hearings = rows.exclude(state__in=NOT_HELD, opened_at=None).select_related("court", "courtroom")
    own = set(_seats(caller).values_list("pk", flat=True)) if rooms else set()
    found = [_candidate(row, row.pk in own) for row in hearings.prefetch_related("case_links__case")]
    return {row.pk: _nearest(row, found) for row in recordings}


def _seats(caller: Caller) -> QuerySet[Hearing]:
    mine = {"assignments__user": caller.user, "assignments__until": None, "assignments__recused_at": None}
    return visible_to(caller).filter(**mine).distinct()


def _candidate(hearing: Hearing, mine: bool) -> Candidate:
    begins = hearing.opened_at or hearing.scheduled_at
    planned = begins + timedelta(minutes=hearing.scheduled_minutes)
    return Candidate(hearing, begins, hearing.closed_at or planned, mine)


def _nearest(recording: Recording, found: Sequence[Candidate]) -> list[Candidate]:
    here = [each for each in found if each.hearing.courtroom_id == recording.courtroom_id]
    apart = [(_apart(recording, each), each.begins, each) for each in here]
    near = sorted((row for row in apart if row[0] <= REACH), key=lambda row: row[:2])
    return [each for _distance, _begins, each in near[: settings.INBOX_CANDIDATES]]


def _apart(recording: Recording, candidate: Candidate) -> timedelta:
    return distance(recording.started_at, recording.ended_at, candidate.begins, candidate.ends)


def other_hearings(caller: Caller, most: int) -> list[Hearing]:
    """Return the hearings in which the caller sits, the latest first; what may be done there the door decides."""
    rows = _seats(caller).order_by("-scheduled_at")
    return list(rows.select_related("courtroom", "court").prefetch_related("case_links__case")[:most])
