"""What a person may do in a court, outside any hearing: deposit, people, rooms, rows, new cases."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from hearings.policy.classes import Scope
from hearings.policy.facts import CourtFacts, Subject, running
from hearings.policy.verdict import Outcome, Reason, Verdict, refuse
from hearings.policy.words import StaffRole


class CourtAction(StrEnum):
    """Actions on a court as such."""

    DEPOSIT = "deposit"
    STEER_WORK = "steer work"
    SORT_RECORDINGS = "sort recordings"
    READ_RECORDERS = "read recorders"
    CREATE_CASE = "create case"
    CREATE_HEARING = "create hearing"
    LIST_ROWS = "list rows"
    READ_PROOFS = "read proofs"
    MANAGE_PEOPLE = "manage people"
    MANAGE_ROOMS = "manage rooms"
    READ_FIGURES = "read figures"
    READ_HEALTH = "read health"
    APPROVE_BREAK_GLASS = "approve break-glass"
    INSPECT = "order an inspection"
    PLAN_DESTRUCTION = "plan destruction"


COURT_TABLE: Final[Mapping[CourtAction, frozenset[str]]] = MappingProxyType(
    {
        # R16: a recording must never wait for an assignment.
        CourtAction.DEPOSIT: frozenset({StaffRole.CLERK}),
        # Letting the work on recordings rest, go on, or be tried again.
        CourtAction.STEER_WORK: frozenset({StaffRole.CLERK, StaffRole.COURT_ADMIN}),
        # What came without a hearing: any clerk looks after it, but gives it only to a hearing of the own.
        CourtAction.SORT_RECORDINGS: frozenset({StaffRole.CLERK}),
        CourtAction.READ_RECORDERS: frozenset({StaffRole.CLERK, StaffRole.COURT_ADMIN}),
        CourtAction.CREATE_CASE: frozenset({StaffRole.REGISTRY}),
        CourtAction.CREATE_HEARING: frozenset({StaffRole.REGISTRY}),
        CourtAction.LIST_ROWS: frozenset({StaffRole.COURT_ADMIN}),
        CourtAction.READ_PROOFS: frozenset({StaffRole.OBSERVER}),
        CourtAction.MANAGE_PEOPLE: frozenset({StaffRole.COURT_ADMIN}),
        CourtAction.MANAGE_ROOMS: frozenset({StaffRole.COURT_ADMIN}),
        CourtAction.READ_FIGURES: frozenset({StaffRole.COURT_ADMIN}),
        CourtAction.READ_HEALTH: frozenset(),
        # The second person (R12); asked of the court and of each court above it.
        CourtAction.APPROVE_BREAK_GLASS: frozenset({StaffRole.JUDGE, StaffRole.CHAIR}),
        CourtAction.INSPECT: frozenset({StaffRole.CHAIR}),
        CourtAction.PLAN_DESTRUCTION: frozenset({StaffRole.REGISTRY, StaffRole.CHAIR}),
    }
)
COURT_SCOPES: Final[Mapping[CourtAction, Scope]] = MappingProxyType(
    {
        CourtAction.DEPOSIT: Scope.UPLOAD,
        CourtAction.STEER_WORK: Scope.UPLOAD,
        CourtAction.CREATE_CASE: Scope.CARDS,
        CourtAction.CREATE_HEARING: Scope.CARDS,
    }
)


def decide_deposit(subject: Subject, court: CourtFacts, now: datetime) -> Verdict:
    """Return the verdict on depositing a file for a courtroom of this court (R16): w without reading."""
    return decide_court(subject, CourtAction.DEPOSIT, court, now)


def decide_court(subject: Subject, action: CourtAction, court: CourtFacts, now: datetime) -> Verdict:
    """Return the verdict on an action in a court: 404 to who has no office in it, 403 to who has another."""
    if subject.client is not None and not subject.client.acting_for:
        return _by_client(subject.client.scopes, subject.client.court_ids, action, court)
    if subject.user_id is None:
        return refuse(Outcome.UNAUTHENTICATED, Reason.SIGN_IN)
    if subject.client is not None:
        limit = _by_client(subject.client.scopes, subject.client.court_ids, action, court)
        if not limit.allowed:
            return limit
    return _by_office(subject, action, court, now)


def _by_client(
    scopes: frozenset[str], court_ids: frozenset[str], action: CourtAction, court: CourtFacts
) -> Verdict:
    if court.court_id not in court_ids:
        return refuse(Outcome.NOT_FOUND, Reason.ABSENT)
    scope = COURT_SCOPES.get(action)
    if scope is None or scope not in scopes:
        return refuse(Outcome.FORBIDDEN, Reason.SCOPE)
    return Verdict(Outcome.ALLOW, f"T-client-{_slug(action)}", Reason.GRANTED)


def _by_office(subject: Subject, action: CourtAction, court: CourtFacts, now: datetime) -> Verdict:
    if action is CourtAction.READ_HEALTH and subject.is_system_admin:
        return Verdict(Outcome.ALLOW, "T-system-admin-health", Reason.GRANTED)
    offices = {
        each.role
        for each in subject.memberships
        if each.court_id == court.court_id and running(each.since, each.until, now)
    }
    fitting = sorted(offices & COURT_TABLE.get(action, frozenset()))
    if fitting:
        return Verdict(Outcome.ALLOW, f"T-{fitting[0]}-{_slug(action)}", Reason.GRANTED)
    if offices:
        return refuse(Outcome.FORBIDDEN, Reason.ROLE)
    return refuse(Outcome.NOT_FOUND, Reason.ABSENT)


def _slug(action: CourtAction) -> str:
    return str(action).replace(" ", "-")
