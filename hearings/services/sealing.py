"""Sealing a case: from then on only the panel and those whom an order names know of it."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from accounts.models import User
from accounts.policies.caller import Caller
from accounts.services.epochs import let_gates_notice, raise_epochs, user_key
from custody.services.outbox import record
from foundation.problems import Conflict
from hearings.errors import SecondPersonNeeded
from hearings.models import AccessOrder, Case, OrderKind
from hearings.policies.apart import require_another
from hearings.policy.classes import Column
from hearings.services.epochs import raise_hearing

NAMED_CLASSES = "ects"
"""What an order that names somebody gives of a sealed case, unless it says otherwise."""


def seal(case: Case, named: Sequence[User], caller: Caller, rule: str, classes: str = NAMED_CLASSES) -> Case:
    """Seal a case at once; ``named`` are those who keep ``classes`` of it. Raises Forbidden (the caller's own account).

    Returns when every gate knows.
    """
    for user in named:
        require_another(caller, user)
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(sealed=True, unseal_proposed_by="", version=F("version") + 1)
        for user in named:
            AccessOrder.objects.create(
                case=case,
                user=user,
                kind=OrderKind.SEALED,
                classes=classes,
                columns=[Column.SEALED.value],
                given_by=caller.id,
            )
            raise_epochs(user_key(user.pk))
        _note(case, "case.sealed", caller, rule, named=[user.pk for user in named])
    return _again(case)


def unseal(case: Case, caller: Caller, rule: str) -> Case:
    """Propose to unseal a case, or approve it as another of its judges (R12). Raises Conflict, SecondPersonNeeded."""
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        if not locked.sealed:
            raise Conflict
        rows = Case.objects.filter(pk=case.pk)
        if not locked.unseal_proposed_by:
            rows.update(unseal_proposed_by=caller.id, version=F("version") + 1)
            _note(case, "case.unseal_proposed", caller, rule)
        elif locked.unseal_proposed_by == caller.id:
            raise SecondPersonNeeded
        else:
            rows.update(sealed=False, unseal_proposed_by="", version=F("version") + 1)
            _note(case, "case.unsealed", caller, rule)
    return _again(case)


def _note(case: Case, action: str, caller: Caller, rule: str, named: Sequence[str] = ()) -> None:
    private = {"named": list(named)} if named else None
    record(action, actor=caller.actor(), object_id=case.pk, court=case.court_id, rule=rule, private=private)
    for hearing_id in case.hearings.values_list("pk", flat=True):
        raise_hearing(hearing_id)


def _again(case: Case) -> Case:
    let_gates_notice()
    return Case.objects.get(pk=case.pk)
