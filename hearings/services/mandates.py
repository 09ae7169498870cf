"""Mandates and places in a case: from when to when somebody takes part or acts for another, and their end at once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.policies.caller import Caller
from custody.services.outbox import record
from foundation.clock import utc_now
from foundation.problems import Invalid
from foundation.texts import composed
from hearings.models import Mandate, Participant, ParticipantKind
from hearings.policies.apart import require_another
from hearings.services.cases import announce_case

SHORTEST = timedelta(microseconds=1)
"""The database wants an end after the beginning."""


@transaction.atomic
def give_mandate(
    representative: Participant,
    party: Participant,
    caller: Caller,
    rule: str,
    since: datetime | None = None,
    until: datetime | None = None,
    *,
    number: str = "",
) -> Mandate:
    """Let counsel act for a party of the same case, from a moment on (by default now), until another or open-ended.

    Raises Invalid, Forbidden (the caller's own account).
    """
    require_another(caller, representative.user)
    begins = since or utc_now()
    _check(representative, party, begins, until)
    mandate = Mandate.objects.create(
        representative=representative, party=party, since=begins, until=until, number=composed(number)
    )
    court = representative.case.court_id
    record("mandate.given", actor=caller.actor(), object_id=mandate.pk, court=court, rule=rule)
    announce_case(representative.case, representative.user)
    return mandate


def _check(representative: Participant, party: Participant, since: datetime, until: datetime | None) -> None:
    if representative.kind != ParticipantKind.COUNSEL:
        raise _wrong("representative", _("only counsel acts by a mandate"))
    if party.case_id != representative.case_id or party.kind == ParticipantKind.COUNSEL:
        raise _wrong("party", _("must be a participant of the same case, and not counsel"))
    if until is not None and until <= since:
        raise _wrong("until", _("must be after the beginning"))


def _wrong(field: str, words: str) -> Invalid:
    return Invalid(words, errors=[{"field": field, "message": words}])


@transaction.atomic
def end_mandate(mandate: Mandate, caller: Caller, rule: str) -> None:
    """End a mandate now; its holder's running players stop within seconds. One that would begin later never does."""
    now = utc_now()
    running = Mandate.objects.filter(Q(until=None) | Q(until__gt=now), pk=mandate.pk)
    if not running.update(until=max(now, mandate.since + SHORTEST)):
        return
    case = mandate.representative.case
    record("mandate.ended", actor=caller.actor(), object_id=mandate.pk, court=case.court_id, rule=rule)
    announce_case(case, mandate.representative.user)


@transaction.atomic
def end_place(participant: Participant, caller: Caller, rule: str) -> None:
    """End a participant's place in the case now, a prosecutor's like a party's, with every mandate that hangs on it."""
    now = utc_now()
    running = Participant.objects.filter(Q(until=None) | Q(until__gt=now), pk=participant.pk)
    if not running.update(until=max(now, participant.since)):
        return
    for mandate in Mandate.objects.filter(Q(representative=participant) | Q(party=participant)):
        end_mandate(mandate, caller, rule)
    case = participant.case
    record(
        "participant.ended", actor=caller.actor(), object_id=participant.pk, court=case.court_id, rule=rule
    )
    announce_case(case, participant.user)
