"""Restrictions as facts: those that withhold now, with the time of the hearing that each of them covers."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from foundation.clock import ms_between
from hearings.models import Case, Hearing, ParticipantSpan, Restriction, RestrictionKind
from hearings.policy import facts as f
from hearings.policy.scene import WHOLE_TIMELINE
from hearings.policy.words import RestrictionKind as Word
from hearings.states import WITHHOLDING

RESTRICTED = "is_restricted"
"""What a door notes on the hearing that it has read, so that nobody asks for restrictions that never were."""
Spans = dict[str, tuple[datetime, datetime | None]]


def withholding() -> QuerySet[Restriction]:
    """Return the restrictions that withhold."""
    return Restriction.objects.filter(state__in=sorted(WITHHOLDING))


def of_the_whole() -> QuerySet[Restriction]:
    """Return the restrictions on all of a hearing."""
    return withholding().filter(whole=True)


def any_on_listed() -> Q:
    """Return, of a queryset of hearings, that there ever was a restriction on them: most have none to be read."""
    own = Restriction.objects.filter(hearing=OuterRef("pk"))
    with_case = Restriction.objects.filter(
        kind=RestrictionKind.PROTECTED, participant__case__hearings=OuterRef("pk")
    )
    return Q(Exists(own)) | Q(Exists(with_case))


def restrictions_on(hearing: Hearing, cases: Sequence[Case]) -> tuple[f.Restriction, ...]:
    """Return the restrictions on a hearing; none but the door's own query where there never was one, three at most.

    The protection of a participant goes with the case (R13): it holds in each hearing of it in which the person speaks.
    """
    if not getattr(hearing, RESTRICTED, True):
        return ()
    with_case = Q(kind=RestrictionKind.PROTECTED, participant__case__in=[case.pk for case in cases])
    rows = withholding().filter(Q(hearing=hearing) | with_case)
    found = list(rows.prefetch_related("exclusions"))
    people = {row.participant_id for row in found if row.participant_id is not None}
    spans = _examinations(hearing, people) if people else {}
    kept = [row for row in found if row.hearing_id == hearing.pk or row.participant_id in spans]
    return tuple(_fact(row, hearing.started_at, spans) for row in kept)


def _examinations(hearing: Hearing, people: Iterable[str | None]) -> Spans:
    """Return from the first to the last turn of each person; the end is None while one of them is not over."""
    found: Spans = {}
    rows = ParticipantSpan.objects.filter(hearing=hearing, participant__in=people)
    for person, start, end in rows.values_list("participant_id", "started_at", "ended_at"):
        first, last = found.get(person, (start, end))
        found[person] = min(first, start), None if last is None or end is None else max(last, end)
    return found


def _fact(row: Restriction, zero: datetime, spans: Spans) -> f.Restriction:
    start, end, margin = row.started_at, row.ended_at, 0
    if row.participant_id is not None:
        # Without any turn yet, the examination may be in any part.
        start, end = spans.get(row.participant_id, (None, None))
        margin = round(settings.EXAMINATION_MARGIN_S * 1000)
    return f.Restriction(
        kind=row.kind,
        start_ms=WHOLE_TIMELINE[0] if start is None else ms_between(zero, start) - margin,
        # Rounded up: what is withheld is never a part of a millisecond too short.
        end_ms=None if end is None else -ms_between(end, zero) + margin,
        whole=row.whole,
        excludes=frozenset(each.word for each in row.exclusions.all()),
        confirmed=row.confirmed,
        tracks=frozenset(row.channels),
        # No disguised rendition is made yet, so none is released.
        released=False,
        publish_disguised=row.publish_disguised,
    )


def restrictions_on_case(case: Case) -> tuple[f.Restriction, ...]:
    """Return what restricts a case's own card: it reads as closed when each of its hearings is withheld as a whole, and
    its names as protected when one of them is protected as a whole. Exclusions are of hearings, not of their case.
    """
    rows = Hearing.objects.filter(cases=case).annotate(
        withheld=Exists(_on_outer().exclude(kind=RestrictionKind.PROTECTED)),
        protected=Exists(_on_outer().filter(kind=RestrictionKind.PROTECTED)),
    )
    flags = list(rows.values_list("withheld", "protected"))
    found = []
    if flags and all(withheld for withheld, _ in flags):
        found.append(_whole(Word.CLOSED))
    if any(protected for _, protected in flags):
        found.append(_whole(Word.PROTECTED))
    return tuple(found)


def _on_outer() -> QuerySet[Restriction]:
    return of_the_whole().filter(hearing=OuterRef("pk"))


def _whole(kind: str) -> f.Restriction:
    return f.Restriction(kind, 0, None, whole=True, excludes=frozenset(), confirmed=True)
