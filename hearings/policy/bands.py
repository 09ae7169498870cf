"""The timeline of a hearing as one viewer may know it: in bands, each with what it is and whether it plays."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from hearings.policy.classes import Action, Column
from hearings.policy.decide import decide_with
from hearings.policy.facts import Facts, Interval, Span, Subject
from hearings.policy.ranges import parts_between
from hearings.policy.roles import grants
from hearings.policy.scene import columns_over
from hearings.policy.verdict import Outcome, Reason, Verdict


class BandKind(StrEnum):
    """What a viewer is told of a part. Ex parte, off the record and recess look alike to who may not know."""

    CLOSED = "closed"
    PROTECTED = "protected"
    UNDECIDED = "undecided"
    NOT_IN_SESSION = "not_in_session"


@dataclass(frozen=True, slots=True)
class Band:
    """A restricted part [start_ms, end_ms); `preparing`: it will play once its disguised version is made."""

    start_ms: int
    end_ms: int
    kind: BandKind
    plays: bool
    preparing: bool = False


_CLOSED: Final = frozenset({Column.CLOSED, Column.PROVISIONAL, Column.EX_PARTE})


def bands(subject: Subject, facts: Facts, duration_ms: int, now: datetime) -> tuple[Band, ...]:
    """Return the restricted parts of [0, duration_ms) for this viewer, in order, equal neighbours joined."""
    found: list[Band] = []
    for band in _bands(subject, facts, duration_ms, now):
        joined = _joined(found[-1], band) if found else None
        found[-1:] = [joined] if joined is not None else [*found[-1:], band]
    return tuple(found)


def _joined(one: Band, following: Band) -> Band | None:
    both = replace(one, end_ms=following.end_ms)
    is_same = one.end_ms == following.start_ms and both == replace(following, start_ms=one.start_ms)
    return both if is_same else None


def known_ranges(
    subject: Subject, facts: Facts, start_ms: int, end_ms: int, now: datetime
) -> tuple[Span, ...]:
    """Return the parts of [start_ms, end_ms) whose timeline (class c) this viewer may know, in order."""
    held = grants(subject, facts, now)
    return tuple(
        span
        for span in parts_between(facts, start_ms, end_ms)
        if decide_with(held, subject, Action.TIMELINE, facts, Interval(*span), None, now=now).allowed
    )


def _bands(subject: Subject, facts: Facts, duration_ms: int, now: datetime) -> Iterator[Band]:
    held = grants(subject, facts, now)
    for span in parts_between(facts, 0, duration_ms):
        part = Interval(*span)
        card = decide_with(held, subject, Action.TIMELINE, facts, part, None, now=now)
        stream = decide_with(held, subject, Action.SEGMENT, facts, part, None, now=now)
        kind = _kind(columns_over(facts, span, now), knows=card.allowed)
        if kind is not None:
            yield Band(*span, kind, stream.allowed, _is_preparing(stream))


def _kind(columns: frozenset[Column], *, knows: bool) -> BandKind | None:
    if not knows:
        return BandKind.NOT_IN_SESSION
    if Column.OFF_RECORD_PROPOSED in columns:
        return BandKind.UNDECIDED
    if columns & _CLOSED:
        return BandKind.CLOSED
    return BandKind.PROTECTED if Column.PROTECTED in columns else None


def _is_preparing(stream: Verdict) -> bool:
    return stream.outcome is Outcome.NOT_READY and stream.reason is Reason.PREPARING
