"""Writing cases, participants and mandates."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import User
from accounts.policies.caller import Caller
from accounts.services.epochs import raise_epochs, user_key
from courts.models import Court
from custody.services.outbox import record
from foundation.clock import utc_now
from foundation.texts import composed, fold
from hearings.errors import NumberTaken
from hearings.models import Case, Mandate, Participant
from hearings.policies.apart import require_another
from hearings.services.epochs import raise_hearing
from hearings.services.external import save_new

CARD = frozenset({"number", "kind", "title", "external_source", "external_id"})


def create_case(court: Court, caller: Caller, rule: str, **card: Any) -> Case:
    """Create a case; the same external id again returns the case that is there. Raises NumberTaken."""
    card = _composed(card)
    known = _by_external(card)
    if known is not None and known.court_id == court.pk:
        return known
    try:
        with transaction.atomic():
            case = Case.objects.create(court=court, **{k: v for k, v in card.items() if k in CARD})
            record("case.created", actor=caller.actor(), object_id=case.pk, court=court.pk, rule=rule)
    except IntegrityError as error:
        raise NumberTaken(number=card.get("number", "")) from error
    return case


def _composed(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: composed(value) for name, value in columns.items()}


def _by_external(card: dict[str, Any]) -> Case | None:
    if not card.get("external_id"):
        return None
    return Case.objects.filter(
        external_source=card.get("external_source", ""), external_id=card["external_id"]
    ).first()


def change_case(case: Case, caller: Caller, rule: str, **card: Any) -> Case:
    """Change a case's card; raises NumberTaken."""
    card = _composed(card)
    fields = sorted(CARD & card.keys())
    for name in fields:
        setattr(case, name, card[name])
    try:
        with transaction.atomic():
            case.save(update_fields=fields)
            Case.objects.filter(pk=case.pk).update(version=F("version") + 1)
            record("case.changed", actor=caller.actor(), object_id=case.pk, court=case.court_id, rule=rule)
    except IntegrityError as error:
        raise NumberTaken from error
    case.refresh_from_db()
    return case


@transaction.atomic
def add_participant(case: Case, caller: Caller, rule: str, **columns: Any) -> Participant:
    """Add a participant to a case; the same external id again returns the one that is there.

    Raises Conflict, Forbidden (the caller's own account).
    """
    require_another(caller, columns.get("user"))
    if columns.get("external_id"):
        known = Participant.objects.filter(
            case=case, external_source=columns.get("external_source", ""), external_id=columns["external_id"]
        ).first()
        if known is not None:
            return known
    participant = Participant(case=case, **_composed(columns))
    participant.search_name = fold(participant.name)
    save_new(participant)
    record(
        "participant.added", actor=caller.actor(), object_id=participant.pk, court=case.court_id, rule=rule
    )
    _announce(case, participant.user)
    return participant


@transaction.atomic
def give_mandate(
    representative: Participant,
    party: Participant,
    caller: Caller,
    rule: str,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Mandate:
    """Let a representative act for a party from a moment on. Raises Forbidden (the caller's own account)."""
    require_another(caller, representative.user)
    mandate = Mandate.objects.create(
        representative=representative, party=party, since=since or utc_now(), until=until
    )
    court = representative.case.court_id
    record("mandate.given", actor=caller.actor(), object_id=mandate.pk, court=court, rule=rule)
    _announce(representative.case, representative.user)
    return mandate


@transaction.atomic
def end_mandate(mandate: Mandate, caller: Caller, rule: str) -> None:
    """End a mandate now; its holder's running players stop within seconds."""
    now = utc_now()
    if not Mandate.objects.filter(pk=mandate.pk, until=None).update(until=max(now, mandate.since)):
        return
    case = mandate.representative.case
    record("mandate.ended", actor=caller.actor(), object_id=mandate.pk, court=case.court_id, rule=rule)
    _announce(case, mandate.representative.user)


def _announce(case: Case, user: User | None) -> None:
    for hearing_id in case.hearings.values_list("pk", flat=True):
        raise_hearing(hearing_id)
    if user is not None:
        raise_epochs(user_key(user.pk))
