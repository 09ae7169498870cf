"""The doors to a mandate and to a participant: through their case."""

from accounts.policies.caller import Caller
from foundation.ids import is_id
from foundation.problems import NotFound, SignInRequired
from hearings.doors.case import AdmittedCase, get_case_for
from hearings.models import Mandate, Participant
from hearings.policy import Action


def get_mandate_for(caller: Caller, mandate_id: str, action: Action) -> tuple[Mandate, AdmittedCase]:
    """Return a mandate and its case for an action on it, or raise; absent to who is not told who takes part."""
    if not caller.known:
        raise SignInRequired
    rows = Mandate.objects.select_related("representative__case", "representative__user", "party")
    mandate = rows.filter(pk=mandate_id).first() if is_id(mandate_id) else None
    if mandate is None:
        get_case_for(caller, mandate_id, action)  # refused by as many questions
        raise NotFound
    return mandate, _named(get_case_for(caller, mandate.representative.case_id, action))


def get_participant_for(
    caller: Caller, participant_id: str, action: Action
) -> tuple[Participant, AdmittedCase]:
    """Return a participant and the case for an action on it, or raise; absent to who is not told who takes part."""
    if not caller.known:
        raise SignInRequired
    rows = Participant.objects.select_related("case", "user")
    participant = rows.filter(pk=participant_id).first() if is_id(participant_id) else None
    if participant is None:
        get_case_for(caller, participant_id, action)
        raise NotFound
    return participant, _named(get_case_for(caller, participant.case_id, action))


def _named(admitted: AdmittedCase) -> AdmittedCase:
    if admitted.verdict.redacted:
        raise NotFound
    return admitted
