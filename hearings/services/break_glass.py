"""Break-glass: one asks, another approves, the judge of the case is told, and it ends by itself."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies.caller import Caller
from accounts.services.epochs import let_gates_notice
from custody.services.outbox import SYSTEM, Actor, record
from foundation.clock import utc_now
from foundation.problems import Forbidden, Invalid
from foundation.texts import composed
from hearings.errors import BreakGlassDecided, BreakGlassStands, SecondPersonNeeded
from hearings.models import (
    AccessOrder,
    BreakGlass,
    BreakGlassKind,
    BreakGlassTransition,
    Case,
    Hearing,
    OrderKind,
)
from hearings.models.break_glass import REASON_MIN
from hearings.services.cases import announce_case
from hearings.services.notices import NoticeKind, judges_of, tell
from hearings.states import BREAK_GLASS_TRANSITIONS, BreakGlassEvent, BreakGlassState, following

CLASSES = {BreakGlassKind.CONTENT: "ects", BreakGlassKind.INQUIRY: "a"}
COLUMNS = {
    # Protected parts the chair hears in disguise anyway, and never otherwise.
    BreakGlassKind.CONTENT: ["open", "closed", "sealed"],
    BreakGlassKind.INQUIRY: ["open", "closed", "protected", "sealed"],
}
OPEN = (BreakGlassState.PROPOSED, BreakGlassState.APPROVED)


@transaction.atomic
def ask(case: Case, hearing: Hearing | None, kind: str, reason: str, caller: Caller, rule: str) -> BreakGlass:
    """Ask for the content of a hearing (None: of all of its case), or for who listened.

    Raises Invalid (a reason too short), BreakGlassStands (one waits or runs already).
    """
    reason = composed(reason.strip())
    if len(reason) < REASON_MIN:
        words = _("at least %(count)s characters") % {"count": REASON_MIN}
        raise Invalid(words, errors=[{"field": "reason", "message": words}])
    Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    expire_due(proposed_by=caller.id)
    same = BreakGlass.objects.filter(case=case, hearing=hearing, kind=kind, proposed_by=caller.id)
    if same.filter(state__in=OPEN).exists():
        raise BreakGlassStands
    row = BreakGlass.objects.create(
        case=case, hearing=hearing, kind=kind, reason=reason, proposed_by=caller.id
    )
    _note(row, "breakglass.asked", ("", row.state), caller.actor(), rule)
    return row


def approve(row: BreakGlass, caller: Caller, rule: str) -> BreakGlass:
    """Open what was asked for, for BREAK_GLASS_S, and tell the judges of the case. Returns when every gate knows.

    Raises SecondPersonNeeded (who asked), BreakGlassDecided.
    """
    with transaction.atomic():
        locked = _locked(row, BreakGlassEvent.APPROVE)
        if locked.proposed_by == caller.id:
            raise SecondPersonNeeded
        order = _open(locked, caller)
        _move(locked, BreakGlassEvent.APPROVE, decided_by=caller.id, decided_at=utc_now(), order=order)
        states = (BreakGlassState.PROPOSED, BreakGlassState.APPROVED)
        _note(locked, "breakglass.approved", states, caller.actor(), rule)
        judges = {judge for hearing in _hearings(locked) for judge in judges_of(hearing)}
        tell(judges, NoticeKind.BREAK_GLASS, locked.object_id, locked.pk, locked.proposed_by, locked.reason)
    return _again(row)


def _open(row: BreakGlass, caller: Caller) -> AccessOrder:
    now = utc_now()
    kind = BreakGlassKind(row.kind)
    return AccessOrder.objects.create(
        case=row.case,
        hearing=row.hearing,
        user=User.objects.get(pk=row.proposed_by),
        kind=OrderKind.BREAK_GLASS,
        classes=CLASSES[kind],
        columns=COLUMNS[kind],
        since=now,
        until=now + timedelta(seconds=settings.BREAK_GLASS_S),
        given_by=caller.id,
    )


def _hearings(row: BreakGlass) -> Iterable[Hearing]:
    return [row.hearing] if row.hearing is not None else list(row.case.hearings.all())


@transaction.atomic
def refuse(row: BreakGlass, caller: Caller, rule: str) -> BreakGlass:
    """Refuse it, as the second person. Raises SecondPersonNeeded (who asked may take it back), BreakGlassDecided."""
    locked = _locked(row, BreakGlassEvent.REFUSE)
    if locked.proposed_by == caller.id:
        raise SecondPersonNeeded
    _move(locked, BreakGlassEvent.REFUSE, decided_by=caller.id, decided_at=utc_now())
    states = (BreakGlassState.PROPOSED, BreakGlassState.REFUSED)
    _note(locked, "breakglass.refused", states, caller.actor(), rule)
    return BreakGlass.objects.get(pk=row.pk)


def end(row: BreakGlass, caller: Caller, rule: str) -> BreakGlass:
    """End it now, or take it back, which only who asked does. Returns when every gate knows.

    Raises BreakGlassDecided, Forbidden.
    """
    with transaction.atomic():
        locked = _locked(row, BreakGlassEvent.END)
        if locked.state == BreakGlassState.PROPOSED and locked.proposed_by != caller.id:
            raise Forbidden
        _close(locked, caller.id)
        before = locked.state
        _move(locked, BreakGlassEvent.END)
        _note(locked, "breakglass.ended", (before, BreakGlassState.ENDED), caller.actor(), rule)
    return _again(row)


def _close(row: BreakGlass, by: str) -> None:
    now = utc_now()
    orders = AccessOrder.objects.filter(pk=row.order_id, until__gt=now)
    orders.update(until=now, ended_by=by)


def expire_due(*, proposed_by: str = "") -> int:
    """Note that the time of requests is over; what they opened has closed by itself (a keeper's round)."""
    now = utc_now()
    unanswered = Q(
        state=BreakGlassState.PROPOSED,
        created_at__lte=now - timedelta(seconds=settings.BREAK_GLASS_WAIT_S),
    )
    due = BreakGlass.objects.filter(unanswered | Q(state=BreakGlassState.APPROVED, order__until__lte=now))
    if proposed_by:
        due = due.filter(proposed_by=proposed_by)
    return sum(_expired(row) for row in due)


@transaction.atomic
def _expired(row: BreakGlass) -> bool:
    moved = BreakGlass.objects.filter(pk=row.pk, state=row.state).update(state=BreakGlassState.EXPIRED)
    if moved:
        _note(row, "breakglass.expired", (row.state, BreakGlassState.EXPIRED), SYSTEM, "")
    return bool(moved)


def _locked(row: BreakGlass, event: BreakGlassEvent) -> BreakGlass:
    """Lock a request that may be moved by the event at this moment."""
    rows = BreakGlass.objects.select_for_update(of=("self",)).select_related("case", "hearing", "order")
    locked = rows.get(pk=row.pk)
    if following(BREAK_GLASS_TRANSITIONS, state_now(locked), event) is None:
        raise BreakGlassDecided(state=state_now(locked))
    return locked


def state_now(row: BreakGlass) -> BreakGlassState:
    """Return the state by the clock: nobody waits for the keeper to say that an hour is over."""
    now, state = utc_now(), BreakGlassState(row.state)
    waited = timedelta(seconds=settings.BREAK_GLASS_WAIT_S)
    if state is BreakGlassState.PROPOSED and row.created_at + waited <= now:
        return BreakGlassState.EXPIRED
    if state is BreakGlassState.APPROVED and row.ends_at is not None and row.ends_at <= now:
        return BreakGlassState.EXPIRED
    return state


def _move(row: BreakGlass, event: BreakGlassEvent, **columns: Any) -> None:
    target = following(BREAK_GLASS_TRANSITIONS, row.state, event)
    if not BreakGlass.objects.filter(pk=row.pk, state=row.state).update(state=target, **columns):
        raise BreakGlassDecided(state=row.state)


def _note(row: BreakGlass, action: str, states: tuple[str, str], actor: Actor, rule: str) -> None:
    before, after = states
    BreakGlassTransition.objects.create(
        break_glass=row,
        event=action.partition(".")[2],
        from_state=before,
        to_state=after,
        actor=actor.id,
    )
    private = {"break_glass": row.pk, "kind": row.kind, "asked_by": row.proposed_by, "reason": row.reason}
    court = row.case.court_id
    record(action, actor=actor, object_id=row.object_id, court=court, rule=rule, private=private)
    announce_case(row.case, User.objects.filter(pk=row.proposed_by).first())


def _again(row: BreakGlass) -> BreakGlass:
    let_gates_notice()
    return BreakGlass.objects.select_related("case__court", "hearing", "order").get(pk=row.pk)
