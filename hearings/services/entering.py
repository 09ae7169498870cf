"""How participants of a case get an account: the desk gives a code on paper, who holds it enters with it."""

from django.conf import settings
from django.db import transaction

from accounts.errors import CodeOver
from accounts.models import PaperCode, PaperCodeKind, User
from accounts.policies.caller import Caller
from accounts.services.paper_codes import Giving, give_code, spend
from accounts.services.people import create_account
from custody.services.outbox import Actor, record
from foundation.clock import utc_now
from foundation.problems import Forbidden
from hearings.errors import EntryRefused, WitnessNotChosen
from hearings.models import Participant, ParticipantKind
from hearings.services.cases import announce_case

RULE = "paper-code"


def give_entry_code(
    participant: Participant, document: str, caller: Caller, rule: str, *, witness_chosen: bool = False
) -> tuple[PaperCode, str]:
    """Give a participant whose identity was seen a code to enter with; returns its row and how it is written.

    Raises EntryRefused (has an account, takes part no longer), WitnessNotChosen.
    """
    if participant.user_id is not None or _has_left(participant):
        raise EntryRefused
    if participant.kind == ParticipantKind.WITNESS and not witness_chosen:
        raise WitnessNotChosen
    giving = Giving(
        kind=PaperCodeKind.ENTRY,
        subject=participant.pk,
        court=participant.case.court,
        document=document,
        hours=settings.ENTRY_CODE_HOURS,
    )
    return give_code(giving, caller, rule)


@transaction.atomic
def enter_with_account(code: PaperCode, user: User, actor: Actor) -> Participant:
    """Let an account that exists take the part for which a code was proved.

    Raises CodeOver, Forbidden (who gave the code does not use it, R12).
    """
    if user == code.given_by:
        raise Forbidden
    return _enter(code, user, actor)


@transaction.atomic
def enter_with_new_account(
    code: PaperCode, name: str, password: str | None, address: str, *, user_id: str = ""
) -> User:
    """Make an account and let it take the part for which a code was proved. Raises CodeOver, NameTaken."""
    user = create_account(name, password, address=address, rule=RULE, user_id=user_id)
    _enter(code, user, Actor(user.pk, {"address": address}))
    return user


def _enter(code: PaperCode, user: User, actor: Actor) -> Participant:
    spend(code, user, actor)
    rows = Participant.objects.select_for_update(of=("self",)).select_related("case")
    participant = rows.filter(pk=code.subject, user=None).first()
    if participant is None or _has_left(participant):
        raise CodeOver
    link(participant, user, actor, RULE)
    return participant


def link(participant: Participant, user: User, actor: Actor, rule: str) -> None:
    """Tie a participant to an account inside the caller's transaction; what it may see begins at once."""
    participant.user = user
    participant.save(update_fields=["user"])
    court = participant.case.court_id
    private = {"user": user.pk}
    record(
        "participant.linked", actor=actor, object_id=participant.pk, court=court, rule=rule, private=private
    )
    announce_case(participant.case, user)


def _has_left(participant: Participant) -> bool:
    return participant.until is not None and participant.until <= utc_now()
