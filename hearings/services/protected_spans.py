"""When protected people spoke or were named. An edit of the protocol makes these longer; it opens nothing again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from foundation.clock import utc_now
from hearings.models import Hearing, Participant, ParticipantSpan, ProtectedSpan

Key = tuple[str, str | None, bool]


@dataclass(frozen=True, slots=True)
class Guarded:
    """What one entry says now: ``participant`` (a leader) speaks in it, or is ``named``.

    ``of_range``: who it is stays open; words are said in it that were chosen for this restriction.
    """

    source: str
    participant: str | None
    named: bool
    started_at: datetime
    ended_at: datetime | None
    of_range: str | None = None

    @property
    def key(self) -> Key:
        """What it is known by."""
        return self.source, self.participant or self.of_range, self.named


def guard(hearing: Hearing, sources: Collection[str], found: Iterable[Guarded], *, named: bool) -> None:
    """Let the spans of entries follow: ``found`` are all those that the entries ``sources`` say now, of one kind."""
    rows = ProtectedSpan.objects.filter(hearing=hearing, source__in=sources, named=named)
    known = {(row.source, row.participant_id or row.restriction_id, row.named): row for row in rows}
    wanted = {each.key: each for each in found}
    for key, span in wanted.items():
        row = known.get(key)
        if row is None:
            _add(hearing, span)
        else:
            _grow(row, span)
    gone = [row.pk for key, row in known.items() if key not in wanted and _is_fresh(row)]
    ProtectedSpan.objects.filter(pk__in=gone).delete()


def finish(hearing: Hearing, starts: Sequence[datetime]) -> None:
    """End the moments at which a name was said without an end where the next entry begins; ``starts`` are in order."""
    for row in ProtectedSpan.objects.filter(hearing=hearing, named=True, ended_at=None):
        end = next((moment for moment in starts if moment > row.started_at), None)
        if end is not None:
            ProtectedSpan.objects.filter(pk=row.pk).update(ended_at=end)


def adopt_turns(participants: Iterable[str]) -> None:
    """Guard what people spoke before they were protected."""
    leaders = leaders_of(participants)
    for span in ParticipantSpan.objects.filter(participant__in=leaders).select_related("hearing"):
        turn = Guarded(span.source, leaders[span.participant_id], False, span.started_at, span.ended_at)
        _add(span.hearing, turn, span.created_at)


def forget_spans(leaders: Iterable[str]) -> None:
    """Guard nothing of these people any more."""
    ProtectedSpan.objects.filter(participant__in=list(leaders)).delete()


def loosen_told(owners: Collection[str], sources: Collection[str]) -> dict[str, datetime]:
    """Let what these entries say of people, or ranges, be forgotten where they do not say it any more.

    Until ``hold_told`` gets what is returned, the spans count as fresh; who spoke stays guarded.
    """
    of_them = Q(participant__in=owners) | Q(restriction__in=owners)
    rows = ProtectedSpan.objects.filter(of_them, source__in=sources, named=True)
    ages = dict(rows.values_list("pk", "created_at"))
    rows.update(created_at=utc_now())
    return ages


def hold_told(ages: Mapping[str, datetime]) -> None:
    """Let spans that were loosened and are still there be as old as they were: no edit opens them."""
    for pk, created_at in ages.items():
        ProtectedSpan.objects.filter(pk=pk).update(created_at=created_at)


def forget_range(restriction: str) -> None:
    """Guard nothing of a range any more."""
    ProtectedSpan.objects.filter(restriction=restriction).delete()


def leaders_of(participants: Iterable[str | None]) -> dict[str, str]:
    """Return those among participants who are protected, each with the participant on whom the order is."""
    rows = Participant.objects.filter(pk__in={each for each in participants if each}, pseudonym__isnull=False)
    return {pk: leader or pk for pk, leader in rows.values_list("pk", "protected_with")}


def _add(hearing: Hearing, span: Guarded, since: datetime | None = None) -> None:
    ProtectedSpan.objects.create(
        hearing=hearing,
        participant_id=span.participant,
        restriction_id=span.of_range,
        source=span.source,
        named=span.named,
        started_at=span.started_at,
        ended_at=span.ended_at,
        created_at=since or utc_now(),
    )


def _grow(row: ProtectedSpan, span: Guarded) -> None:
    start, end = span.started_at, span.ended_at
    if not _is_fresh(row):
        start = min(start, row.started_at)
        # An end where there was none finishes a turn; it takes nothing away that was known to be one.
        end = end if row.ended_at is None or end is None else max(end, row.ended_at)
    if (start, end) != (row.started_at, row.ended_at):
        ProtectedSpan.objects.filter(pk=row.pk).update(started_at=start, ended_at=end)


def _is_fresh(row: ProtectedSpan) -> bool:
    return utc_now() - row.created_at <= timedelta(seconds=settings.RESTRICTION_UNDO_S)
