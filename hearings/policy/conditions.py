"""Whether the condition of a cell holds: purpose, step-up, oath, own part, orders."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from hearings.policy.classes import Column, Condition, ContentClass
from hearings.policy.facts import AccessOrder, Facts, Interval, Subject, running
from hearings.policy.roles import Grant
from hearings.policy.scene import WHOLE_SESSION, Scene, span_of
from hearings.policy.verdict import Reason
from hearings.policy.words import RestrictionKind


@dataclass(frozen=True, slots=True)
class Question:
    """One wanted class in one part of one hearing."""

    subject: Subject
    facts: Facts
    wanted: ContentClass
    interval: Interval | None
    scene: Scene
    now: datetime


Test = Callable[[Question, Grant, Column], bool]

# Orders know four words; the columns that read as closed are opened by the word "closed".
_ORDER_WORD: Final[Mapping[Column, Column]] = MappingProxyType(
    {Column.EX_PARTE: Column.CLOSED, Column.PROVISIONAL: Column.CLOSED}
)


def _lists(order: AccessOrder, wanted: ContentClass, column: Column) -> bool:
    return wanted in order.classes and _ORDER_WORD.get(column, column) in order.columns


def _orders_of(question: Question) -> list[AccessOrder]:
    now, user_id = question.now, question.subject.user_id
    return [
        each
        for each in question.facts.orders
        if each.user_id == user_id and running(each.since, each.until, now)
    ]


def _purpose(question: Question, _grant: Grant, _column: Column) -> bool:
    return bool(question.subject.purpose.strip())


def _is_within(question: Question, at: datetime | None, limit: timedelta) -> bool:
    return at is not None and timedelta(0) <= question.now - at <= limit


def _step_up(question: Question, _grant: Grant, _column: Column) -> bool:
    return _is_within(question, question.subject.step_up_at, question.facts.limits.step_up_identity)


def _sitting(question: Question, grant: Grant, column: Column) -> bool:
    """A fresh second sign-in opens any hearing, and keeps open the one that it was used for."""
    limit = question.facts.limits.step_up_original
    return _step_up(question, grant, column) or any(
        hearing_id == question.facts.hearing_id and _is_within(question, at, limit)
        for hearing_id, at in question.subject.sittings
    )


def _sworn(_question: Question, grant: Grant, _column: Column) -> bool:
    return grant.sworn


def _own_part(question: Question, grant: Grant, _column: Column) -> bool:
    """Of the hearing as such: whether there is any own part; of a part: whether it lies in one."""
    interval = question.interval
    if interval is None:
        # A whole original always holds more than one person's testimony.
        return bool(grant.spans) and question.wanted not in WHOLE_SESSION
    start, end = span_of(interval.start_ms, interval.end_ms)
    return any(own_start <= start and end <= own_end for own_start, own_end in grant.spans)


def _by_order(question: Question, _grant: Grant, column: Column) -> bool:
    return any(_lists(order, question.wanted, column) for order in _orders_of(question))


def _own_by_order(question: Question, grant: Grant, column: Column) -> bool:
    return _own_part(question, grant, column) and _by_order(question, grant, column)


def _named(question: Question, _grant: Grant, _column: Column) -> bool:
    return any(Column.SEALED in order.columns for order in _orders_of(question))


def _listed(question: Question, grant: Grant, column: Column) -> bool:
    return grant.order is not None and _lists(grant.order, question.wanted, column)


def _listed_open(question: Question, grant: Grant, column: Column) -> bool:
    return _listed(question, grant, Column.OPEN) or _listed(question, grant, column)


def _listed_own(question: Question, grant: Grant, column: Column) -> bool:
    if grant.never_original or not _listed(question, grant, column):
        return False
    return not grant.own_only or _own_part(question, grant, column)


def _published(question: Question, _grant: Grant, _column: Column) -> bool:
    protected = [each for each in question.scene.touching if each.kind == RestrictionKind.PROTECTED]
    return bool(protected) and all(each.publish_disguised for each in protected)


def _same_day(question: Question, _grant: Grant, _column: Column) -> bool:
    return question.facts.held_today


_TESTS: Final[Mapping[Condition, tuple[Test, Reason]]] = MappingProxyType(
    {
        Condition.PURPOSE: (_purpose, Reason.PURPOSE),
        Condition.STEP_UP: (_step_up, Reason.STEP_UP),
        Condition.SITTING: (_sitting, Reason.STEP_UP),
        Condition.SWORN: (_sworn, Reason.SWORN),
        Condition.OWN_PART: (_own_part, Reason.OWN_PART),
        Condition.BY_ORDER: (_by_order, Reason.ORDER),
        Condition.OWN_BY_ORDER: (_own_by_order, Reason.ORDER),
        Condition.NAMED: (_named, Reason.SEALED),
        Condition.LISTED: (_listed, Reason.ORDER),
        Condition.LISTED_OPEN: (_listed_open, Reason.ORDER),
        Condition.LISTED_OWN: (_listed_own, Reason.ORDER),
        Condition.PUBLISHED: (_published, Reason.PROTECTED),
        Condition.SAME_DAY: (_same_day, Reason.SAME_DAY),
    }
)


def failing(condition: Condition, question: Question, grant: Grant, column: Column) -> Reason | None:
    """Return why the condition does not hold, or None when it does. Nobody asks it of ALWAYS."""
    if condition is Condition.ORDER_STEP_UP:
        # Who lacks the order is not led to a page that would not help.
        unordered = failing(Condition.BY_ORDER, question, grant, column)
        return unordered or failing(Condition.STEP_UP, question, grant, column)
    holds, reason = _TESTS[condition]
    return None if holds(question, grant, column) else reason
