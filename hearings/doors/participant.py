"""The doors to a participant: through a case whose parties the caller writes, or through a hearing."""

from accounts.policies.caller import Caller
from foundation.ids import is_id
from foundation.problems import Forbidden, NotFound
from hearings.doors.case import AdmittedCase, get_case_for
from hearings.doors.hearing import Admitted, get_hearing_for
from hearings.models import Participant
from hearings.policy import Action


def get_written_participant_for(
    caller: Caller, case_id: str, participant_id: str
) -> tuple[Participant, AdmittedCase]:
    """Return a participant of a case whose parties the caller writes, or raise as the case's door does."""
    admitted = get_case_for(caller, case_id, Action.WRITE_PARTIES)
    rows = Participant.objects.select_related("user", "case__court")
    row = rows.filter(case=admitted.case, pk=participant_id).first() if is_id(participant_id) else None
    if row is None:
        raise NotFound
    return row, admitted


def get_participant_for(
    caller: Caller, hearing_id: str, participant_id: str, action: Action = Action.CARD
) -> tuple[Participant, Admitted]:
    """Return a participant of a hearing's cases and the hearing, or raise; a participant whose place was taken by a
    protected one is not there any more.
    """
    admitted = get_hearing_for(caller, hearing_id, Action.CARD)
    if admitted.verdict.redacted:
        raise NotFound
    rows = Participant.objects.filter(case__in=admitted.cases, pk=participant_id)
    row = rows.select_related("case").first() if is_id(participant_id) else None
    if row is None:
        raise NotFound
    admitted.require(action)
    return row, admitted


def get_identity_for(caller: Caller, hearing_id: str, participant_id: str) -> tuple[Participant, Admitted]:
    """Return a protected participant whose identity the caller may read now, or raise StepUpRequired, Forbidden."""
    row, admitted = get_participant_for(caller, hearing_id, participant_id, Action.READ_IDENTITY)
    if row.pseudonym is None:
        raise Forbidden
    return row, admitted
