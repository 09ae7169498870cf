"""Which columns of the table apply to a part of a hearing for one subject: the restrictions that touch it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from hearings.policy.classes import MEDIA, Column, ContentClass
from hearings.policy.facts import Facts, Interval, Restriction, Span, Subject
from hearings.policy.table import EXCLUDED_KEEPS
from hearings.policy.words import RestrictionKind

END_OF_TIME_MS: Final = 2**62
WHOLE_TIMELINE: Final[Span] = (-END_OF_TIME_MS, END_OF_TIME_MS)
STRICTEST_FIRST: Final = tuple(reversed(Column))
NOTHING: Final[frozenset[ContentClass]] = frozenset()

# By kind and whether a judge confirmed it: the unconfirmed is besides withheld like a clerk's "close now".
_COLUMNS: Final[Mapping[tuple[str, bool], frozenset[Column]]] = MappingProxyType(
    {
        (RestrictionKind.CLOSED, True): frozenset({Column.CLOSED}),
        (RestrictionKind.CLOSED, False): frozenset({Column.CLOSED, Column.PROVISIONAL}),
        (RestrictionKind.PROVISIONAL, True): frozenset({Column.CLOSED}),
        (RestrictionKind.PROVISIONAL, False): frozenset({Column.PROVISIONAL}),
        (RestrictionKind.PROTECTED, True): frozenset({Column.PROTECTED}),
        (RestrictionKind.PROTECTED, False): frozenset({Column.PROTECTED, Column.PROVISIONAL}),
        (RestrictionKind.EX_PARTE, True): frozenset({Column.EX_PARTE}),
        (RestrictionKind.EX_PARTE, False): frozenset({Column.EX_PARTE, Column.PROVISIONAL}),
        (RestrictionKind.OFF_RECORD, True): frozenset({Column.OFF_RECORD}),
        (RestrictionKind.OFF_RECORD, False): frozenset({Column.OFF_RECORD_PROPOSED}),
    }
)
_UNKNOWN_KIND: Final = frozenset({Column.UNKNOWN})
# Stands for any place in the case; no id or side is spelled like it.
_PARTICIPANT: Final = "*participant"
# An original is one file: whoever reads it reads all of the session, not one part.
WHOLE_SESSION: Final = frozenset({ContentClass.ORIGINAL, ContentClass.COPY_ORIGINAL})


@dataclass(frozen=True, slots=True)
class Scene:
    """Columns, strictest first, whose cells must all give a class; `keeps` caps an excluded person."""

    columns: tuple[Column, ...]
    keeps: frozenset[ContentClass] | None = None
    touching: tuple[Restriction, ...] = ()


def columns_of(kind: str, *, confirmed: bool) -> frozenset[Column]:
    """Return the columns that a restriction brings; of a kind that nobody knows, the one that gives nothing."""
    return _COLUMNS.get((kind, confirmed), _UNKNOWN_KIND)


def kinds_in(column: Column) -> tuple[tuple[str, bool], ...]:
    """Return the kinds of restriction, each with whether it is confirmed, that bring a column."""
    return tuple(word for word, columns in _COLUMNS.items() if column in columns)


def scene_of(
    subject: Subject,
    facts: Facts,
    wanted: ContentClass,
    interval: Interval | None,
    tracks: frozenset[str] | None,
    now: datetime,
) -> Scene:
    """Return the scene of `wanted` in `interval` (None = the hearing as such: only what covers all of it)."""
    span, columns = _reach(facts, wanted, interval)
    if wanted is ContentClass.IDENTITY:
        # Whatever part it is asked from: there is no identity to read but behind a protection.
        columns.add(Column.PROTECTED)
    ears = tracks if wanted in MEDIA else None
    touching = tuple(each for each in facts.restrictions if _touches(each, span, ears, now))
    for restriction in touching:
        columns |= columns_of(restriction.kind, confirmed=restriction.confirmed)
    if facts.sealed:
        columns.add(Column.SEALED)
    return Scene(_strictest_first(columns), _kept(subject, facts, touching), touching)


def columns_over(facts: Facts, span: Span, now: datetime) -> frozenset[Column]:
    """Return the columns that restrictions bring to any channel of [start, end)."""
    touching = (each for each in facts.restrictions if _touches(each, span, None, now))
    found = (columns_of(each.kind, confirmed=each.confirmed) for each in touching)
    return frozenset[Column]().union(*found)


def open_scene(facts: Facts) -> Scene:
    """Return the scene of the open column, for what is judged there whatever is restricted: asking a copy."""
    return Scene((Column.SEALED, Column.OPEN) if facts.sealed else (Column.OPEN,))


def span_of(start_ms: int, end_ms: int | None) -> Span:
    """Return [start, end) with an open end spelled out and a moment widened to its millisecond."""
    if end_ms is None:
        return start_ms, END_OF_TIME_MS
    return start_ms, max(end_ms, start_ms + 1)


def _reach(facts: Facts, wanted: ContentClass, interval: Interval | None) -> tuple[Span | None, set[Column]]:
    """Return the span that restrictions are compared with, and `off_record` where it leaves the session."""
    bounds = facts.session
    session = WHOLE_TIMELINE if bounds is None else _session(bounds.opened_ms, bounds.closed_ms)
    if interval is None:
        if wanted not in WHOLE_SESSION:
            return None, set()
        return (session, set()) if session[0] < session[1] else (WHOLE_TIMELINE, {Column.OFF_RECORD})
    if interval.end_ms is not None and interval.end_ms < interval.start_ms:
        return WHOLE_TIMELINE, {Column.UNKNOWN}
    start, end = span_of(interval.start_ms, interval.end_ms)
    inside = max(start, session[0]), min(end, session[1])
    if inside == (start, end):
        return inside, set()
    if wanted in WHOLE_SESSION and inside[0] < inside[1]:
        return inside, set()
    return (start, end), {Column.OFF_RECORD}


def _strictest_first(columns: set[Column]) -> tuple[Column, ...]:
    if not columns:
        return (Column.OPEN,)
    return tuple(column for column in STRICTEST_FIRST if column in columns)


def _session(opened_ms: int, closed_ms: int | None) -> Span:
    return opened_ms, END_OF_TIME_MS if closed_ms is None else closed_ms


def _touches(
    restriction: Restriction, span: Span | None, tracks: frozenset[str] | None, now: datetime
) -> bool:
    if restriction.lifted_at is not None and restriction.lifted_at <= now:
        return False
    if tracks is not None and restriction.tracks and tracks.isdisjoint(restriction.tracks):
        return False
    end = restriction.end_ms
    # A range that ends before it starts is an error, and an error is never milder than the whole.
    if restriction.whole or (end is not None and end < restriction.start_ms):
        return True
    if span is None:
        return False
    return restriction.start_ms < span[1] and (end is None or span[0] < max(end, restriction.start_ms + 1))


def _kept(
    subject: Subject, facts: Facts, touching: tuple[Restriction, ...]
) -> frozenset[ContentClass] | None:
    """Return what an exclusion leaves: nothing of a part held ex parte, existence and card of any other."""
    keeps: frozenset[ContentClass] | None = None
    known_as: frozenset[str] | None = None
    for restriction in touching:
        ex_parte = restriction.kind == RestrictionKind.EX_PARTE
        if not restriction.excludes and not ex_parte:
            continue
        if known_as is None:
            known_as = names_of(subject, facts)
        if is_excluded(restriction, known_as):
            if ex_parte:
                return NOTHING
            keeps = EXCLUDED_KEEPS
    return keeps


def is_excluded(restriction: Restriction, known_as: frozenset[str]) -> bool:
    """Whether a ruling leaves this person out; ex parte without a named side leaves every participant out."""
    if restriction.kind == RestrictionKind.EX_PARTE and not restriction.excludes:
        return _PARTICIPANT in known_as
    return not known_as.isdisjoint(restriction.excludes)


def names_of(subject: Subject, facts: Facts) -> frozenset[str]:
    """Return the words by which a ruling can exclude this person; ended mandates count, they never help."""
    user_id = subject.user_id
    if user_id is None:
        return frozenset()
    names = {user_id}
    for assignment in facts.assignments:
        if assignment.user_id == user_id:
            names.add(assignment.role)
    for each in facts.participations:
        if each.user_id == user_id:
            names.update((each.participant_id, each.side, _PARTICIPANT))
    return frozenset(names)
