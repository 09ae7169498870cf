"""Ordering, deciding on and lifting restrictions. Each change withholds from the moment in which it is committed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from accounts.policies.caller import Caller
from accounts.services.epochs import let_gates_notice
from custody.services.outbox import record
from foundation.clock import utc_now
from foundation.problems import Conflict, Forbidden
from hearings.errors import NarrowingNeedsLift, RestrictionStands, SecondPersonNeeded, UndoOver
from hearings.models import Hearing, Restriction, RestrictionExclusion, RestrictionKind, RestrictionTransition
from hearings.policies.orders import Order, begins_now, check, order_of, require_named, withholds_less
from hearings.services.announcing import order_disguises
from hearings.services.covering import RESTRICTION_TEXTS, cover_rows
from hearings.services.epochs import raise_hearing
from hearings.services.giveaways import forget_lifted
from hearings.services.identities import heard_with, settle, veil_over
from hearings.states import (
    RESTRICTION_TRANSITIONS,
    WITHHOLDING,
    RestrictionEvent,
    RestrictionState,
    following,
)


def order_restriction(
    hearing: Hearing, order: Order, caller: Caller, rule: str, *, decides: bool
) -> Restriction:
    """Withhold a part at once: by ruling of a judge of the case (``decides``), else proposed until a judge decides.

    Returns when every gate knows. Raises RestrictionInvalid, NotFound, Conflict (too many).
    """
    if (now := begins_now(order, hearing)) is not None:
        order = replace(order, started_at=now)
    check(order, hearing)
    require_named(order)
    confirmed = decides and order.kind != RestrictionKind.PROVISIONAL
    with transaction.atomic():
        Hearing.objects.select_for_update(no_key=True).get(pk=hearing.pk)
        if _in_force(hearing) >= settings.RESTRICTIONS_PER_HEARING:
            raise Conflict
        made = Restriction(hearing=hearing, proposed_by=caller.id, **order.columns())
        made.state = RestrictionState.CONFIRMED if confirmed else RestrictionState.PROPOSED
        if confirmed:
            made.decided_by, made.decided_at = caller.id, utc_now()
        made.save(force_insert=True)
        _leave_out(made, order)
        if confirmed:
            log_restriction(made, "restriction.ordered", ("", made.state), caller, rule)
        else:
            log_restriction(made, "restriction.proposed", ("", made.state), caller, rule)
        _consequences(made, [made.participant_id], caller, rule)
    return _again(made)


def confirm(row: Restriction, order: Order | None, caller: Caller, rule: str) -> Restriction:
    """Decide that a proposed restriction stands, as it is or as ``order`` says; or that one is not lifted.

    The caller is a judge of the case. Raises RestrictionStands, RestrictionInvalid, NotFound.
    """
    if row.state == RestrictionState.LIFT_PROPOSED:
        return _moved(
            row, "restriction.kept", RestrictionEvent.KEEP, caller, rule, columns={"lift_proposed_by": ""}
        )
    wanted = order or order_of(row)
    if wanted.kind == RestrictionKind.PROVISIONAL:
        wanted = replace(wanted, kind=RestrictionKind.CLOSED)
    check(wanted, row.hearing)
    decided = _decided(caller) | wanted.columns()
    return _moved(
        row, "restriction.confirmed", RestrictionEvent.CONFIRM, caller, rule, order=wanted, columns=decided
    )


def change(row: Restriction, order: Order, caller: Caller, rule: str) -> Restriction:
    """Let a confirmed restriction withhold more. Raises NarrowingNeedsLift, RestrictionStands, RestrictionInvalid."""
    check(order, row.hearing)
    with transaction.atomic():
        locked = _locked(row)
        if locked.state != RestrictionState.CONFIRMED:
            raise RestrictionStands(state=locked.state)
        if withholds_less(order, order_of(locked)):
            raise NarrowingNeedsLift
        Restriction.objects.filter(pk=row.pk).update(version=F("version") + 1, **order.columns())
        _leave_out(locked, order)
        log_restriction(locked, "restriction.changed", (locked.state, locked.state), caller, rule)
        _consequences(locked, _people(locked, order), caller, rule)
    return _again(row)


def undo(row: Restriction, caller: Caller, rule: str) -> Restriction:
    """Take back what the caller proposed a moment ago. Raises UndoOver, RestrictionStands."""
    if not may_undo(row, caller):
        raise UndoOver
    return _moved(row, "restriction.undone", RestrictionEvent.UNDO, caller, rule)


def may_undo(row: Restriction, caller: Caller) -> bool:
    """Tell whether the caller may still take a proposal back: the same person, within RESTRICTION_UNDO_S."""
    fresh = utc_now() - row.created_at <= timedelta(seconds=settings.RESTRICTION_UNDO_S)
    return row.state == RestrictionState.PROPOSED and row.proposed_by == caller.id and fresh


def lift(row: Restriction, caller: Caller, rule: str, *, decides: bool) -> Restriction:
    """End a restriction, as far as the caller may: a judge refuses a proposal at once; a confirmed restriction is
    lifted by two persons, of whom the second is a judge of the case (R12).

    Raises SecondPersonNeeded, Forbidden, UndoOver, RestrictionStands.
    """
    if row.state == RestrictionState.PROPOSED:
        if not decides:
            return undo(row, caller, rule)
        event = RestrictionEvent.REFUSE
        return _moved(row, "restriction.refused", event, caller, rule, columns=_decided(caller))
    if row.state != RestrictionState.LIFT_PROPOSED:
        event = RestrictionEvent.PROPOSE_LIFT
        return _moved(
            row, "restriction.lift_proposed", event, caller, rule, columns={"lift_proposed_by": caller.id}
        )
    if row.lift_proposed_by == caller.id:
        raise SecondPersonNeeded
    if not decides:
        raise Forbidden
    lifted: dict[str, Any] = {"lifted_by": caller.id, "lifted_at": utc_now()}
    return _moved(row, "restriction.lifted", RestrictionEvent.LIFT, caller, rule, columns=lifted)


def _decided(caller: Caller) -> dict[str, Any]:
    return {"decided_by": caller.id, "decided_at": utc_now()}


def _in_force(hearing: Hearing) -> int:
    return Restriction.objects.filter(hearing=hearing, state__in=sorted(WITHHOLDING)).count()


def _moved(
    row: Restriction,
    action: str,
    event: RestrictionEvent,
    caller: Caller,
    rule: str,
    order: Order | None = None,
    *,
    columns: dict[str, Any] | None = None,
) -> Restriction:
    """Move a restriction by an event, compare-and-set; returns when every gate knows."""
    with transaction.atomic():
        locked = _locked(row)
        target = following(RESTRICTION_TRANSITIONS, locked.state, event)
        if target is None or locked.version != row.version:
            raise RestrictionStands(state=locked.state)
        Restriction.objects.filter(pk=row.pk).update(
            state=target, version=F("version") + 1, **(columns or {})
        )
        if order is not None:
            _leave_out(locked, order)
        log_restriction(locked, action, (locked.state, target), caller, rule)
        _consequences(locked, _people(locked, order), caller, rule)
    return _again(row)


def _people(row: Restriction, order: Order | None) -> list[str | None]:
    """Return on whom a restriction was and is."""
    named = order.participant if order is not None else None
    return [row.participant_id, named.pk if named is not None else None]


def _consequences(row: Restriction, people: list[str | None], caller: Caller, rule: str) -> None:
    """Protect, or name again, the people concerned, and keep what tells of protected ones out of what was written."""
    settle(people, caller, rule)
    forget_lifted(row)
    _have_disguised(row)
    cases = row.hearing.cases.values_list("pk", flat=True)
    if veil := veil_over(heard_with(cases)):
        cover_rows([Restriction.objects.get(pk=row.pk)], RESTRICTION_TEXTS, veil)


def _have_disguised(row: Restriction) -> None:
    """Let the disguises follow: of its hearing, and of each in which a protected person is heard."""
    now = Restriction.objects.get(pk=row.pk)
    if RestrictionKind.PROTECTED in {row.kind, now.kind}:
        person = (
            Q(pk=row.hearing_id) if now.participant_id is None else Q(cases__participants=now.participant_id)
        )
        for hearing in Hearing.objects.filter(Q(pk=row.hearing_id) | person).distinct():
            order_disguises(hearing, f"{now.pk}:{now.version}")


def _locked(row: Restriction) -> Restriction:
    return Restriction.objects.select_for_update(of=("self",)).select_related("hearing").get(pk=row.pk)


def _again(row: Restriction) -> Restriction:
    let_gates_notice()
    return Restriction.objects.select_related("hearing", "participant").get(pk=row.pk)


def _leave_out(row: Restriction, order: Order) -> None:
    row.exclusions.all().delete()
    words = (RestrictionExclusion(restriction=row, word=word) for word in sorted(order.excludes))
    RestrictionExclusion.objects.bulk_create(words)


def log_restriction(
    row: Restriction, action: str, states: tuple[str, str], caller: Caller, rule: str
) -> None:
    """Write what happened to a restriction, and make every gate look again; the caller is in a transaction."""
    before, after = states
    RestrictionTransition.objects.create(
        restriction=row,
        event=action.partition(".")[2],
        from_state=before,
        to_state=after,
        actor=caller.id,
    )
    private = {"restriction": row.pk, "kind": row.kind}
    hearing = row.hearing
    record(
        action, actor=caller.actor(), object_id=hearing.pk, court=hearing.court_id, rule=rule, private=private
    )
    raise_hearing(hearing.pk)
