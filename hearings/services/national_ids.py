"""Participants who enter by another system that knows who they are: the desk names them by their national id."""

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.policies.caller import Caller
from accounts.services.national_ids import digest_of
from accounts.services.people import create_account, suggested_name
from custody.services.outbox import Actor, record
from foundation.clock import utc_now
from hearings.errors import NationalIdInvalid, WitnessNotChosen
from hearings.models import NationalId, Participant, ParticipantKind
from hearings.services.entering import link

RULE = "national-id"


@transaction.atomic
def enter_national_id(
    participant: Participant, text: str, caller: Caller, rule: str, *, witness_chosen: bool = False
) -> NationalId:
    """Keep a keyed hash of a participant's national id in place of an earlier one; nobody reads either again.

    Raises NationalIdInvalid, WitnessNotChosen.
    """
    if participant.kind == ParticipantKind.WITNESS and not witness_chosen:
        raise WitnessNotChosen
    digest = digest_of(text)
    if not digest:
        raise NationalIdInvalid
    known = NationalId.objects.filter(participant=participant, digest=digest).first()
    if known is not None:
        return known
    row, _fresh = NationalId.objects.update_or_create(
        participant=participant,
        defaults={"digest": digest, "entered_by": caller.user, "created_at": utc_now()},
    )
    court = participant.case.court_id
    record("participant.national_id", actor=caller.actor(), object_id=participant.pk, court=court, rule=rule)
    return row


@transaction.atomic
def enter_by_national_id(digest: str, address: str) -> User | None:
    """Make an account for who was recognised, with all parts that wait; None where there is none.

    A part that has an account is nobody else's: its holder signs in there and connects.
    """
    waiting = list(_waiting(digest).select_for_update(of=("self",)))
    if not waiting:
        return None
    user = create_account(suggested_name(), None, address=address, rule=RULE)
    actor = Actor(user.pk, {"address": address})
    for participant in waiting:
        link(participant, user, actor, RULE)
    return user


@transaction.atomic
def link_recognised(digest: str, user: User, actor: Actor) -> bool:
    """Give an account the parts that wait for who was recognised; tells whether any part of it is that person's.

    What somebody has entered does not wait for that somebody (R12).
    """
    for participant in _waiting(digest).exclude(national_id__entered_by=user).select_for_update(of=("self",)):
        link(participant, user, actor, RULE)
    return bool(digest) and Participant.objects.filter(national_id__digest=digest, user=user).exists()


def asks_for_national_ids() -> bool:
    """Tell whether there is a provider that could recognise anybody."""
    return bool(settings.OIDC_PROVIDERS)


def _waiting(digest: str) -> QuerySet[Participant]:
    """Return the parts without an account; an empty digest is nobody's."""
    now = utc_now()
    rows = Participant.objects.filter(Q(until=None) | Q(until__gt=now), national_id__digest=digest, user=None)
    return (rows if digest else rows.none()).select_related("case").order_by("pk")
