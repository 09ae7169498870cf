"""The door to a registered transfer: through its case."""

from accounts.policies.caller import Caller
from foundation.ids import is_id
from foundation.problems import NotFound, SignInRequired
from hearings.doors.case import AdmittedCase, get_case_for
from hearings.models import CaseTransfer
from hearings.policy import Action


def get_transfer_for(caller: Caller, transfer_id: str, action: Action) -> tuple[CaseTransfer, AdmittedCase]:
    """Return a transfer and its case for an action on the case, or raise."""
    if not caller.known:
        raise SignInRequired
    rows = CaseTransfer.objects.select_related("case__court", "court")
    row = rows.filter(pk=transfer_id).first() if is_id(transfer_id) else None
    if row is None:
        get_case_for(caller, transfer_id, action)  # refused by as many questions
        raise NotFound
    return row, get_case_for(caller, row.case_id, action)
