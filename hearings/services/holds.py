"""Setting and lifting legal holds. While one stands nothing of the hearing is deleted, moved or destroyed (R1)."""

from typing import Any

from django.db import IntegrityError, transaction

from accounts.policies.caller import Caller
from custody.services.outbox import record
from foundation.clock import utc_now
from foundation.problems import Conflict
from foundation.texts import composed
from hearings.errors import HoldStands, SecondPersonNeeded
from hearings.models import Hearing, LegalHold, LegalHoldTransition
from hearings.services.epochs import raise_hearing
from hearings.states import HOLD_TRANSITIONS, HOLDING, HoldEvent, HoldState, following


def hold_of(hearing: Hearing) -> LegalHold | None:
    """Return the hold that stands on a hearing."""
    return LegalHold.objects.filter(hearing=hearing, state__in=sorted(HOLDING)).first()


def set_hold(hearing: Hearing, reason: str, number: str, caller: Caller, rule: str) -> LegalHold:
    """Keep a hearing whatever its period from now on. Raises HoldStands."""
    try:
        with transaction.atomic():
            Hearing.objects.select_for_update(no_key=True).get(pk=hearing.pk)
            row = LegalHold.objects.create(
                hearing=hearing, reason=composed(reason), number=composed(number), set_by=caller.id
            )
            Hearing.objects.filter(pk=hearing.pk).update(hold=True)
            _note(row, "hold.set", ("", HoldState.IN_FORCE), caller, rule, reason)
    except IntegrityError as error:
        raise HoldStands from error
    return row


def release(hearing: Hearing, reason: str, caller: Caller, rule: str, *, countersigns: bool) -> LegalHold:
    """Propose to lift the hold, or, as another person, lift it; one of the two must be a judge (``countersigns``).

    Raises Conflict (there is none), SecondPersonNeeded.
    """
    with transaction.atomic():
        row = _locked(hearing)
        if row.state == HoldState.IN_FORCE:
            columns: dict[str, Any] = {
                "release_reason": composed(reason),
                "release_proposed_by": caller.id,
                "release_countersigned": countersigns,
            }
            return _moved(row, "hold.release_proposed", HoldEvent.PROPOSE_RELEASE, caller, rule, columns)
        if row.release_proposed_by == caller.id or not (countersigns or row.release_countersigned):
            raise SecondPersonNeeded
        columns = {"released_by": caller.id, "released_at": utc_now()}
        Hearing.objects.filter(pk=hearing.pk).update(hold=False)
        return _moved(row, "hold.released", HoldEvent.RELEASE, caller, rule, columns)


@transaction.atomic
def keep(hearing: Hearing, caller: Caller, rule: str) -> LegalHold:
    """Keep a hold whose end was proposed. Raises Conflict."""
    columns = {"release_reason": "", "release_proposed_by": "", "release_countersigned": False}
    return _moved(_locked(hearing), "hold.kept", HoldEvent.KEEP, caller, rule, columns)


def _locked(hearing: Hearing) -> LegalHold:
    Hearing.objects.select_for_update(no_key=True).get(pk=hearing.pk)
    rows = LegalHold.objects.select_for_update(of=("self",)).select_related("hearing")
    row = rows.filter(hearing=hearing, state__in=sorted(HOLDING)).first()
    if row is None:
        raise Conflict
    return row


def _moved(
    row: LegalHold, action: str, event: HoldEvent, caller: Caller, rule: str, columns: dict[str, Any]
) -> LegalHold:
    target = following(HOLD_TRANSITIONS, row.state, event)
    if target is None or not LegalHold.objects.filter(pk=row.pk, state=row.state).update(
        state=target, **columns
    ):
        raise Conflict
    _note(row, action, (row.state, target), caller, rule, columns.get("release_reason", row.reason))
    return LegalHold.objects.get(pk=row.pk)


def _note(
    row: LegalHold, action: str, states: tuple[str, str], caller: Caller, rule: str, reason: str
) -> None:
    before, after = states
    LegalHoldTransition.objects.create(
        hold=row, event=action.partition(".")[2], from_state=before, to_state=after, actor=caller.id
    )
    hearing, private = row.hearing, {"hold": row.pk, "reason": reason, "number": row.number}
    record(
        action, actor=caller.actor(), object_id=hearing.pk, court=hearing.court_id, rule=rule, private=private
    )
    raise_hearing(hearing.pk)
