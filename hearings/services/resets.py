"""A code for a new password, given to a participant by the desk that saw who it is."""

from accounts.models import PaperCode, User
from accounts.policies.caller import Caller
from accounts.services.resets import Seen, give_reset_code
from custody.models import OutboxRow
from hearings.errors import ResetRefused
from hearings.models import Assignment, Participant

TIED = ("participant.added", "participant.linked")


def may_be_reset_by(participant: Participant, caller: Caller) -> bool:
    """Tell whether this desk may help the participant's account.

    Not one of the court's own people, whom a desk could take over so: they go to their administrator. Nor one that the
    caller has tied to the case by its name: somebody else of the court must look (R12).
    """
    user = participant.user
    if user is None or user == caller.user or _works_for_a_court(user):
        return False
    return not _tied_by(participant, user, caller)


def give_reset_to_participant(
    participant: Participant, seen: Seen, caller: Caller, rule: str
) -> tuple[PaperCode, str]:
    """Give the participant's account a code for a new password; returns its row and how it is written.

    Raises ResetRefused, ReasonNeeded, Conflict.
    """
    if participant.user is None or not may_be_reset_by(participant, caller):
        raise ResetRefused
    return give_reset_code(participant.user, participant.case.court, seen, caller, rule)


def _works_for_a_court(user: User) -> bool:
    above = user.is_staff or user.is_superuser
    return above or user.memberships.exists() or Assignment.objects.filter(user=user).exists()


def _tied_by(participant: Participant, user: User, caller: Caller) -> bool:
    rows = OutboxRow.objects.filter(object=participant.pk, action__in=TIED)
    rows = rows.filter(private_part__person=caller.id, private_part__body__user=user.pk)
    return rows.exists()
