"""Sending a case to a court above, and its way back. What the lower court restricted stays until a ruling lifts it."""

from django.db import IntegrityError, transaction

from accounts.models import Membership, MembershipRole
from accounts.policies.caller import Caller
from courts.models import Court
from custody.services.outbox import record
from foundation.clock import utc_now
from foundation.problems import Conflict
from foundation.texts import composed
from hearings.errors import NotACourtAbove
from hearings.models import Case, CaseTransfer
from hearings.services.cases import announce_case
from hearings.services.notices import NoticeKind, judges_of, tell


def send(case: Case, court: Court, caller: Caller, rule: str, number: str = "") -> CaseTransfer:
    """Register that a case went to a court above: from now on that court's judges and clerks are of the case.

    The judges of the case and the chair of the court above are told. Raises NotACourtAbove, Conflict (it is there).
    """
    if court.pk not in case.court.ancestors():
        raise NotACourtAbove
    try:
        with transaction.atomic():
            row = CaseTransfer.objects.create(
                case=case, court=court, registered_by=caller.id, number=composed(number)
            )
            _note(row, "case.transferred", caller, rule)
            judges = {judge for hearing in case.hearings.all() for judge in judges_of(hearing)}
            chairs = Membership.objects.filter(court=court, role=MembershipRole.CHAIR, until=None)
            told = judges | set(chairs.values_list("user_id", flat=True))
            tell(told, NoticeKind.TRANSFERRED, case.pk, row.pk, caller.id)
    except IntegrityError as error:
        raise Conflict from error
    return row


@transaction.atomic
def take_back(row: CaseTransfer, caller: Caller, rule: str) -> None:
    """Register that a case came back: what the court above saw of it ends within seconds."""
    standing = CaseTransfer.objects.filter(pk=row.pk, ended_at=None)
    if standing.update(ended_at=max(utc_now(), row.registered_at), ended_by=caller.id):
        _note(row, "case.returned", caller, rule)


def _note(row: CaseTransfer, action: str, caller: Caller, rule: str) -> None:
    case, private = row.case, {"transfer": row.pk, "court": row.court_id, "number": row.number}
    record(action, actor=caller.actor(), object_id=case.pk, court=case.court_id, rule=rule, private=private)
    announce_case(case, None)
