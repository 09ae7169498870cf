"""Acts of destruction: proposed by one person, approved by another. Nothing is destroyed by time alone (R2, R12)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.policies.caller import Caller
from accounts.services.epochs import let_gates_notice
from courts.models import Court
from courts.policies.profile import rules_of
from custody.services.outbox import record
from foundation.clock import utc_now
from foundation.problems import Held, Invalid
from foundation.texts import composed
from hearings.errors import ActDecided, ActStands, NumberTaken, RetentionRuns, SecondPersonNeeded
from hearings.models import ActGround, DestructionAct, DestructionItem, DestructionTransition, Hearing
from hearings.policies.retention import kept_until, today
from hearings.services.epochs import kill_media_addresses
from hearings.states import ACT_OPEN, ACT_TRANSITIONS, ActEvent, ActState, following

DESTROYED = "destroyed"
"""The state of recordings of a hearing whose content was destroyed, as lists show it."""
Condemner = Callable[[DestructionItem, Caller, str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be destroyed: all of a hearing, or one recording of it."""

    hearing: Hearing
    recording: str = ""


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why, and under which number; without one the next of the court and year is taken."""

    ground: str
    reason: str = ""
    number: str = ""


def propose(
    court: Court,
    wanted: Sequence[Wanted],
    grounds: Grounds,
    caller: Caller,
    rule: str,
    *,
    countersigns: bool,
) -> DestructionAct:
    """Propose an act; nothing is destroyed until another person has approved it.

    Raises Held, RetentionRuns, ActStands, NumberTaken, Invalid (too many, or of several courts).
    """
    if not 0 < len(wanted) <= settings.DESTRUCTION_ITEMS:
        words = _("between 1 and %(count)s hearings") % {"count": settings.DESTRUCTION_ITEMS}
        raise Invalid(words, errors=[{"field": "hearings", "message": words}])
    if any(each.hearing.court_id != court.pk for each in wanted):
        words = _("must be hearings of one court")
        raise Invalid(words, errors=[{"field": "hearings", "message": words}])
    try:
        with transaction.atomic():
            _lock([each.hearing for each in wanted])
            _check(court, wanted, grounds.ground)
            act = DestructionAct.objects.create(
                court=court,
                number=composed(grounds.number) or _next_number(court),
                ground=grounds.ground,
                reason=composed(grounds.reason),
                proposed_by=caller.id,
                proposed_countersigned=countersigns,
            )
            items = [DestructionItem(act=act, hearing=w.hearing, recording=w.recording) for w in wanted]
            DestructionItem.objects.bulk_create(items)
            _moved(act, ActEvent.APPROVE, ("", ActState.PROPOSED), caller.id, "proposed")
            _note("destruction.proposed", act, items, caller, rule)
    except IntegrityError as error:
        raise NumberTaken(number=grounds.number) from error
    return act


def _lock(hearings: Sequence[Hearing]) -> None:
    ids = sorted({hearing.pk for hearing in hearings})
    list(Hearing.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))


def _check(court: Court, wanted: Sequence[Wanted], ground: str) -> None:
    ids = [each.hearing.pk for each in wanted]
    if Hearing.objects.filter(pk__in=ids, hold=True).exists():
        raise Held
    taken = DestructionItem.objects.filter(act__state__in=sorted(ACT_OPEN), hearing__in=ids)
    for each in wanted:
        same = taken.filter(hearing=each.hearing)
        if (same.filter(recording__in=["", each.recording]) if each.recording else same).exists():
            raise ActStands(hearing=each.hearing.pk)
    if ground == ActGround.RETENTION:
        _require_ended(court, [each.hearing for each in wanted])


def _require_ended(court: Court, hearings: Sequence[Hearing]) -> None:
    rules, day = rules_of(court, today(court)), today(court)
    for hearing in hearings:
        last = kept_until(hearing, hearing.cases.all(), rules)
        if last is None or last >= day:
            until = last.isoformat() if last is not None else None
            raise RetentionRuns(hearing=hearing.pk, until=until)


def _next_number(court: Court) -> str:
    year = today(court).year
    known = DestructionAct.objects.filter(court=court, number__endswith=f"/{year}")
    taken = set(known.values_list("number", flat=True))
    count = len(taken) + 1
    while f"{count}/{year}" in taken:
        count += 1
    return f"{count}/{year}"


def approve(act: DestructionAct, caller: Caller, rule: str, *, countersigns: bool) -> DestructionAct:
    """Approve an act as the second person: from now on what it names is gone for everybody; the bytes go soon after.

    Returns when every gate knows. Raises SecondPersonNeeded, ActDecided, Held, RetentionRuns.
    """
    with transaction.atomic():
        locked = _locked(act, ActEvent.APPROVE)
        if locked.proposed_by == caller.id or not (countersigns or locked.proposed_countersigned):
            raise SecondPersonNeeded
        items = list(locked.items.select_related("hearing__court"))
        _lock([item.hearing for item in items])
        if Hearing.objects.filter(pk__in=[item.hearing_id for item in items], hold=True).exists():
            raise Held
        if locked.ground == ActGround.RETENTION:
            _require_ended(locked.court, [item.hearing for item in items])
        now = utc_now()
        columns: dict[str, Any] = {"approved_by": caller.id, "approved_at": now, "next_try_at": now}
        _move(locked, ActEvent.APPROVE, caller.id, **columns)
        _note("destruction.approved", locked, items, caller, rule)
        for item in items:
            _condemn(item, locked, caller, rule)
    let_gates_notice()
    return DestructionAct.objects.get(pk=act.pk)


def _condemn(item: DestructionItem, act: DestructionAct, caller: Caller, rule: str) -> None:
    """Take from everybody what an act names, in its transaction; rooms above end what is theirs."""
    if not item.recording:
        Hearing.objects.filter(pk=item.hearing_id).update(
            retention_expired=True,
            recording_state=DESTROYED,
            destroyed_under=act.number,
            destroyed_at=utc_now(),
        )
    for path in settings.CONDEMNERS:
        cast(Condemner, import_string(path))(item, caller, rule)
    kill_media_addresses(item.hearing_id)


@transaction.atomic
def refuse(act: DestructionAct, caller: Caller, rule: str) -> DestructionAct:
    """Refuse an act, or take the own proposal back. Raises ActDecided."""
    locked = _locked(act, ActEvent.REFUSE)
    _move(locked, ActEvent.REFUSE, caller.id)
    _note("destruction.refused", locked, list(locked.items.select_related("hearing")), caller, rule)
    return DestructionAct.objects.get(pk=act.pk)


def _locked(act: DestructionAct, event: ActEvent) -> DestructionAct:
    rows = DestructionAct.objects.select_for_update(of=("self",)).select_related("court")
    locked = rows.get(pk=act.pk)
    if following(ACT_TRANSITIONS, locked.state, event) is None:
        raise ActDecided(state=locked.state)
    return locked


def _move(act: DestructionAct, event: ActEvent, actor: str, **columns: Any) -> None:
    target = following(ACT_TRANSITIONS, act.state, event)
    if target is None or not DestructionAct.objects.filter(pk=act.pk, state=act.state).update(
        state=target, **columns
    ):
        raise ActDecided(state=act.state)
    _moved(act, event, (act.state, target), actor)


def _moved(act: DestructionAct, event: ActEvent, states: tuple[str, str], actor: str, word: str = "") -> None:
    before, after = states
    DestructionTransition.objects.create(
        act=act, event=word or event, from_state=before, to_state=after, actor=actor
    )


def _note(
    action: str, act: DestructionAct, items: Sequence[DestructionItem], caller: Caller, rule: str
) -> None:
    for item in items:
        private = {
            "act": act.pk,
            "number": act.number,
            "ground": act.ground,
            "reason": act.reason,
            "recording": item.recording,
        }
        hearing = item.hearing
        record(
            action,
            actor=caller.actor(),
            object_id=hearing.pk,
            court=hearing.court_id,
            rule=rule,
            private=private,
        )
