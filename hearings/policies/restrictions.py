"""Restrictions as facts: those that withhold now, with the time of the hearing that each of them covers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from foundation.clock import ms_between
from hearings.models import Case, Disguise, Hearing, Restriction, RestrictionKind
from hearings.policies.examinations import NOT_EXAMINED, Examined, Time, examinations, told_moments
from hearings.policy import Protection, facts as f
from hearings.policy.boxes import Box, Boxes
from hearings.policy.protection import released
from hearings.policy.scene import WHOLE_TIMELINE
from hearings.policy.words import Face, RestrictionKind as Word, Voice
from hearings.states import WITHHOLDING, DisguiseState

RESTRICTED = "is_restricted"
"""What a door notes on the hearing that it has read, so that nobody asks for restrictions that never were."""


def withholding() -> QuerySet[Restriction]:
    """Return the restrictions that withhold."""
    return Restriction.objects.filter(state__in=sorted(WITHHOLDING))


def of_the_whole() -> QuerySet[Restriction]:
    """Return the restrictions on all of a hearing."""
    return withholding().filter(whole=True)


@cache
def any_on_listed() -> Q:
    """Return, of a queryset of hearings, that there ever was a restriction on them: most have none to be read."""
    own = Restriction.objects.filter(hearing=OuterRef("pk"))
    return Q(Exists(own)) | Q(Exists(_protecting("case__hearings", OuterRef("pk"))))


def _protecting(path: str, key: Any) -> QuerySet[Restriction]:
    """Return protections of people who take part in a case, themselves or as who they are in a case heard with it."""
    leads, follows = Q(**{f"participant__{path}": key}), Q(**{f"participant__twins__{path}": key})
    return Restriction.objects.filter(leads | follows, kind=RestrictionKind.PROTECTED)


def restrictions_on(hearing: Hearing, cases: Sequence[Case]) -> tuple[f.Restriction, ...]:
    """Return the restrictions on a hearing; none but the door's own query where there never was one, five at most.

    The protection of a participant goes with the case (R13): it holds in each hearing of it in which the person speaks
    or is named.
    """
    if not getattr(hearing, RESTRICTED, True):
        return ()
    with_case = _protecting("case__in", [case.pk for case in cases]).values("pk")
    rows = withholding().filter(Q(hearing=hearing) | Q(pk__in=with_case))
    found = list(rows.prefetch_related("exclusions"))
    known = _known(hearing, found)
    return released_of(hearing, tuple(fact for row in found for fact in _facts(row, hearing, known)))


def protecting(hearing: Hearing, part: Protection) -> list[Restriction]:
    """Return the protections in force that a protected part of a hearing is made of."""
    return next(rows for _, rows in protecting_each(hearing, [part]))


def protecting_each(
    hearing: Hearing, parts: Iterable[Protection]
) -> list[tuple[Protection, list[Restriction]]]:
    """Return the same for each of the parts; four queries, however many there are."""
    with_case = _protecting("case__hearings", hearing.pk).values("pk")
    rows = withholding().filter(Q(hearing=hearing) | Q(pk__in=with_case), kind=RestrictionKind.PROTECTED)
    found = list(rows.prefetch_related("exclusions"))
    known = _known(hearing, found)
    facts = [(row, list(_facts(row, hearing, known))) for row in found]
    return [(part, [row for row, own in facts if any(_meet(fact, part) for fact in own)]) for part in parts]


def _meet(fact: f.Restriction, part: Protection) -> bool:
    begins_before = part.end_ms is None or fact.start_ms < part.end_ms
    return fact.whole or (begins_before and (fact.end_ms is None or part.start_ms < fact.end_ms))


@dataclass(frozen=True, slots=True)
class _Known:
    """When people were examined and named, and when words were said that were chosen for a range."""

    examined: Mapping[str, Examined]
    told: Mapping[str, list[Time]]


def _known(hearing: Hearing, rows: Sequence[Restriction]) -> _Known:
    people = {row.participant_id for row in rows if row.participant_id is not None}
    ranges = [row.pk for row in rows if row.participant_id is None and row.kind == RestrictionKind.PROTECTED]
    return _Known(
        examinations(hearing, people) if people else {}, told_moments(hearing, ranges) if ranges else {}
    )


def _facts(row: Restriction, hearing: Hearing, known: _Known) -> Iterator[f.Restriction]:
    if row.participant_id is None:
        yield _fact(row, hearing, (row.started_at, row.ended_at))
        for moment in known.told.get(row.pk, ()):
            told = _fact(row, hearing, moment, timedelta(seconds=settings.NAME_MARGIN_S))
            # Of these moments whoever speaks keeps the name, and every microphone heard them.
            yield replace(told, is_name=True, of_person=True, whole=False, tracks=frozenset())
        return
    of_person = known.examined.get(row.participant_id, NOT_EXAMINED)
    margin = timedelta(seconds=settings.EXAMINATION_MARGIN_S)
    if of_person.turns is not None:
        yield _fact(row, hearing, of_person.turns, margin)
    elif row.hearing_id == hearing.pk:
        # Without any turn yet, the examination may be in any part.
        yield _fact(row, hearing, (None, None))
    if row.kind == RestrictionKind.PROTECTED:
        for moment in of_person.named:
            named = _fact(row, hearing, moment, timedelta(seconds=settings.NAME_MARGIN_S))
            yield replace(named, is_name=True)


def _fact(
    row: Restriction,
    hearing: Hearing,
    time: tuple[datetime | None, datetime | None],
    margin: timedelta = timedelta(0),
) -> f.Restriction:
    zero, (start, end) = hearing.started_at, time
    return f.Restriction(
        kind=row.kind,
        start_ms=WHOLE_TIMELINE[0] if start is None else ms_between(zero, start - margin),
        # Rounded up: what is withheld is never a part of a millisecond too short.
        end_ms=None if end is None else -ms_between(end + margin, zero),
        whole=row.whole,
        excludes=frozenset(each.word for each in row.exclusions.all()),
        confirmed=row.confirmed,
        tracks=frozenset(row.channels),
        publish_disguised=row.publish_disguised,
        of_person=row.participant_id is not None,
        voice=row.voice,
        face=row.face,
        boxes=boxes_from(row.boxes),
    )


def released_of(hearing: Hearing, found: tuple[f.Restriction, ...]) -> tuple[f.Restriction, ...]:
    """Return the facts, those marked whose part a person has released in disguise; a query where any is protected."""
    if not any(each.kind == Word.PROTECTED for each in found):
        return found
    rows = Disguise.objects.filter(hearing=hearing, state=DisguiseState.RELEASED)
    return released(found, [disguised(row, hearing) for row in rows], closed_ms(hearing))


def disguised(row: Disguise, hearing: Hearing) -> Protection:
    """Return what a row disguises, on the hearing's time."""
    zero = hearing.started_at
    span = ms_between(zero, row.started_at), ms_between(zero, row.ended_at)
    return Protection(*span, Voice(row.voice), Face(row.face), boxes_from(row.boxes))


def boxes_from(rows: Sequence[Sequence[int]]) -> Boxes:
    """Return rectangles as they are stored."""
    return frozenset(Box(*row) for row in rows)


def closed_ms(hearing: Hearing) -> int | None:
    """Return when the session was closed, on the hearing's time; None while it goes on."""
    return None if hearing.closed_at is None else ms_between(hearing.started_at, hearing.closed_at)


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
