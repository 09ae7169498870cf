"""Writing cases and participants."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies.caller import Caller
from accounts.services.epochs import raise_epochs, user_key
from courts.models import Court
from custody.services.outbox import record
from foundation.clock import utc_now
from foundation.problems import Invalid
from foundation.texts import composed, fold
from hearings.errors import NumberTaken, PersonKnown
from hearings.models import Case, Participant
from hearings.policies.apart import require_another
from hearings.services.covering import CASE_TEXTS, cover_rows
from hearings.services.epochs import raise_hearing
from hearings.services.external import save_new
from hearings.services.identities import heard_with, is_protected_in, spread, veil_over

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
            if veil := veil_over(heard_with([case.pk])):
                cover_rows([case], CASE_TEXTS, veil)
    except IntegrityError as error:
        raise NumberTaken from error
    case.refresh_from_db()
    return case


@transaction.atomic
def add_participant(case: Case, caller: Caller, rule: str, **columns: Any) -> Participant:
    """Add a participant to a case; the same external id again returns the one that is there.

    Raises Conflict, Invalid (it ends before it begins), Forbidden (the caller's own account),
    PersonKnown (who is there under a pseudonym).
    """
    require_another(caller, columns.get("user"))
    columns["since"] = columns.get("since") or utc_now()
    if columns.get("until") is not None and columns["until"] < columns["since"]:
        words = _("must be after the beginning")
        raise Invalid(words, errors=[{"field": "until", "message": words}])
    Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    if is_protected_in(case, columns):
        raise PersonKnown
    if columns.get("external_id"):
        known = Participant.objects.filter(
            case=case, external_source=columns.get("external_source", ""), external_id=columns["external_id"]
        ).first()
        if known is not None:
            return known
    participant = Participant(case=case, **_composed(columns))
    participant.search_name = fold(participant.name)
    save_new(participant)
    private = {"user": participant.user_id} if participant.user_id else {}
    record(
        "participant.added",
        actor=caller.actor(),
        object_id=participant.pk,
        court=case.court_id,
        rule=rule,
        private=private,
    )
    announce_case(case, participant.user)
    replaced = spread([case.pk], caller, rule)
    return Participant.objects.get(pk=replaced[participant.pk]) if participant.pk in replaced else participant


def announce_case(case: Case, user: User | None) -> None:
    """Make every gate look again at a case's hearings and at one person; the caller is in a transaction."""
    for hearing_id in case.hearings.values_list("pk", flat=True):
        raise_hearing(hearing_id)
    if user is not None:
        raise_epochs(user_key(user.pk))
