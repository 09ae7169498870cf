"""Who sits in a hearing: assigning, recusing, taking over."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Membership, MembershipRole, User
from accounts.policies.caller import Caller
from accounts.services.epochs import raise_epochs, user_key
from custody.services.outbox import record
from foundation.clock import utc_now
from foundation.problems import Conflict, Invalid
from hearings.models import Assignment, AssignmentRole, Hearing
from hearings.policies.apart import require_another
from hearings.services.epochs import raise_hearing
from hearings.services.notices import NoticeKind, judges_of, tell

OFFICE_NEEDED: dict[str, frozenset[str]] = {
    AssignmentRole.PRESIDING: frozenset({MembershipRole.JUDGE, MembershipRole.CHAIR}),
    AssignmentRole.PANEL: frozenset({MembershipRole.JUDGE, MembershipRole.CHAIR}),
    AssignmentRole.CLERK: frozenset({MembershipRole.CLERK}),
}
"""Only who holds the office in the court may be assigned; an assistant is named by the judge."""


def assign(
    hearing: Hearing, user: User, role: str, caller: Caller, rule: str, *, sworn: bool = False
) -> Assignment:
    """Give another person a place in the hearing; the same place again is the same row, sworn to secrecy from then on
    where it says so. A sworn clerk hears the voices of protected people.

    Raises Invalid, Conflict, Forbidden (the caller's own account).
    """
    require_another(caller, user)
    place = _seat(hearing, user, role, caller, rule, "")
    return _swear(place, caller, rule) if sworn and not place.sworn else place


@transaction.atomic
def _swear(place: Assignment, caller: Caller, rule: str) -> Assignment:
    Assignment.objects.filter(pk=place.pk).update(sworn=True)
    _note("assignment.sworn", place, caller, rule, "")
    return Assignment.objects.select_related("hearing", "user").get(pk=place.pk)


@transaction.atomic
def take_over(hearing: Hearing, user: User, caller: Caller, rule: str, reason: str) -> Assignment:
    """Make a clerk of the court the clerk of the hearing, on the own word (R16), and tell the presiding judge.

    Raises Invalid, Conflict.
    """
    place = _seat(hearing, user, AssignmentRole.CLERK, caller, rule, reason)
    presiding = judges_of(hearing, [AssignmentRole.PRESIDING])
    tell(presiding, NoticeKind.TAKEN_OVER, hearing.pk, place.pk, caller.id, reason)
    return place


def _seat(hearing: Hearing, user: User, role: str, caller: Caller, rule: str, reason: str) -> Assignment:
    known = Assignment.objects.filter(
        hearing=hearing, user=user, role=role, until=None, recused_at=None
    ).first()
    if known is not None:
        return known
    if not _holds_office(user, hearing, role):
        raise Invalid(errors=[{"field": "user", "message": _("no such office in this court")}])
    try:
        with transaction.atomic():
            place = Assignment.objects.create(hearing=hearing, user=user, role=role)
            _note("assignment.given", place, caller, rule, reason)
    except IntegrityError as error:
        raise Conflict from error
    return place


def _holds_office(user: User, hearing: Hearing, role: str) -> bool:
    needed = OFFICE_NEEDED.get(role)
    if needed is None:
        return True
    courts = [hearing.court_id, *hearing.court.ancestors()]
    return Membership.objects.filter(user=user, court_id__in=courts, role__in=needed, until=None).exists()


@transaction.atomic
def recuse(place: Assignment, caller: Caller, rule: str, reason: str) -> None:
    """Recuse a person; everything that the place gave ends at once."""
    if Assignment.objects.filter(pk=place.pk, recused_at=None).update(recused_at=utc_now()):
        _note("assignment.recused", place, caller, rule, reason)


@transaction.atomic
def end_assignment(place: Assignment, caller: Caller, rule: str) -> None:
    """End a place without a recusal."""
    if Assignment.objects.filter(pk=place.pk, until=None).update(until=max(utc_now(), place.since)):
        _note("assignment.ended", place, caller, rule, "")


def _note(action: str, place: Assignment, caller: Caller, rule: str, reason: str) -> None:
    private = {"user": place.user_id, "role": place.role, "reason": reason}
    hearing = place.hearing
    record(
        action, actor=caller.actor(), object_id=hearing.pk, court=hearing.court_id, rule=rule, private=private
    )
    raise_hearing(hearing.pk)
    raise_epochs(user_key(place.user_id))
