"""Telling people what happened to a hearing or a case; who gets a mail about it is decided when it is sent (R10)."""

from collections.abc import Iterable
from enum import StrEnum

from accounts.models import User
from accounts.policies.caller import Caller
from foundation.problems import Problem
from hearings.doors import get_case_for, get_hearing_for
from hearings.models import Assignment, AssignmentRole, Case, Hearing
from hearings.policy import Action
from notices.services.writing import notify

JUDGES = (AssignmentRole.PRESIDING, AssignmentRole.PANEL)


class NoticeKind(StrEnum):
    """What somebody is told; the words are those of the page."""

    TAKEN_OVER = "taken-over"
    ORDER = "order"
    BREAK_GLASS = "break-glass"
    INQUIRY = "inquiry"
    TRANSFERRED = "transferred"


def tell(
    recipients: Iterable[str], kind: NoticeKind, object_id: str, subject: str, by: str, reason: str = ""
) -> None:
    """Tell people other than who did it (an id); the caller is in the transaction of what is told."""
    others = (person for person in recipients if person != by)
    notify(others, kind, object_id, subject, {"by": by, "reason": reason})


def judges_of(hearing: Hearing, roles: Iterable[str] = JUDGES) -> list[str]:
    """Return who sits in a hearing as its judges now."""
    seats = Assignment.objects.filter(hearing=hearing, role__in=roles, until=None, recused_at=None)
    return list(seats.values_list("user_id", flat=True))


def addressee(recipient: str, object_id: str) -> str | None:
    """Return where a mail about an object goes: to an account that has an address and may know of the object now."""
    user = User.objects.filter(pk=recipient, is_active=True).exclude(email="").first()
    return user.email if user is not None and knows(Caller(user=user), object_id) else None


def knows(caller: Caller, object_id: str) -> bool:
    """Tell whether a hearing or case exists for somebody."""
    return _admits(caller, object_id, Action.EXISTS)


def reads_card(caller: Caller, object_id: str) -> bool:
    """Tell whether somebody may read the card of a hearing or case."""
    return _admits(caller, object_id, Action.CARD)


def _admits(caller: Caller, object_id: str, action: Action) -> bool:
    door = get_case_for if Case.objects.filter(pk=object_id).exists() else get_hearing_for
    try:
        door(caller, object_id, action)
    except Problem:
        return False
    return True
