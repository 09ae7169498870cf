"""Recesses and deliberations of the protocol: each proposes that its time is off the record until a judge decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.policies.caller import Caller
from accounts.services.epochs import let_gates_notice
from hearings.models import Hearing, Restriction, RestrictionKind
from hearings.services.restrictions import log_restriction, may_undo
from hearings.states import RestrictionState

Span = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class Pause:
    """When the session paused; ``source`` is the entry, an end of None is open."""

    source: str
    started_at: datetime
    ended_at: datetime | None


def follow_pauses(hearing: Hearing, pauses: Sequence[Pause], caller: Caller, rule: str) -> None:
    """Let the proposals of a hearing follow its pauses, which are all that there are; one query where nothing changes.

    What a judge has decided on stays. A proposal grows with its entry; it gets shorter, or goes, only where it was
    open-ended or where the caller could undo it (RESTRICTION_UNDO_S): an edit of the protocol opens nothing later.
    """
    known = {row.source: row for row in hearing.restrictions.exclude(source="")}
    wanted = {pause.source: pause for pause in pauses}
    changed = False
    for source, pause in wanted.items():
        row = known.get(source)
        if row is None:
            _propose(hearing, pause, caller, rule)
            changed = True
        elif row.state == RestrictionState.PROPOSED:
            changed |= _move(row, pause, caller, rule)
    for source, row in known.items():
        if source not in wanted and may_undo(row, caller):
            _take_back(row, caller, rule)
            changed = True
    if changed:
        transaction.on_commit(let_gates_notice)


def _propose(hearing: Hearing, pause: Pause, caller: Caller, rule: str) -> None:
    made = Restriction.objects.create(
        hearing=hearing,
        kind=RestrictionKind.OFF_RECORD,
        state=RestrictionState.PROPOSED,
        started_at=pause.started_at,
        ended_at=pause.ended_at,
        proposed_by=caller.id,
        source=pause.source,
    )
    log_restriction(made, "restriction.proposed", ("", made.state), caller, rule)


def _move(row: Restriction, pause: Pause, caller: Caller, rule: str) -> bool:
    """Give a proposal the time of its pause as far as that may be; returns whether it has changed."""
    before = (row.started_at, row.ended_at)
    after = _time(row, pause, shorter=may_undo(row, caller))
    if after == before:
        return False
    row.started_at, row.ended_at = after
    Restriction.objects.filter(pk=row.pk).update(
        started_at=after[0], ended_at=after[1], version=F("version") + 1
    )
    log_restriction(row, "restriction.changed", (row.state, row.state), caller, rule)
    return True


def _time(row: Restriction, pause: Pause, *, shorter: bool) -> Span:
    if shorter or row.started_at is None:
        return pause.started_at, pause.ended_at
    start = min(row.started_at, pause.started_at)
    if row.ended_at is None or pause.ended_at is None:
        return start, pause.ended_at
    return start, max(row.ended_at, pause.ended_at)


def _take_back(row: Restriction, caller: Caller, rule: str) -> None:
    """The entry may come back: its place is free for another proposal."""
    Restriction.objects.filter(pk=row.pk).update(
        state=RestrictionState.UNDONE, source="", version=F("version") + 1
    )
    log_restriction(row, "restriction.undone", (row.state, RestrictionState.UNDONE), caller, rule)
