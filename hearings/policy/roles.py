"""From facts to roles: what a subject is to this hearing at this moment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from hearings.policy.classes import Role
from hearings.policy.facts import (
    AccessOrder,
    Assignment,
    CourtFacts,
    Facts,
    Participation,
    ServiceClient,
    Span,
    Subject,
    running,
)
from hearings.policy.words import AssignedRole, ParticipantKind, StaffRole

ASSIGNED: Final[Mapping[str, Role]] = MappingProxyType(
    {
        AssignedRole.PRESIDING: Role.JUDGE,
        AssignedRole.PANEL: Role.JUDGE,
        AssignedRole.ASSISTANT: Role.ASSISTANT,
        AssignedRole.CLERK: Role.CLERK,
    }
)
# An assignment of a judge or clerk lives no longer than the office; an assistant is named by the judge alone.
OFFICES_FOR: Final[Mapping[Role, frozenset[str]]] = MappingProxyType(
    {
        Role.JUDGE: frozenset({StaffRole.JUDGE, StaffRole.CHAIR}),
        Role.CLERK: frozenset({StaffRole.CLERK}),
    }
)
OWN_COURT: Final[Mapping[str, Role]] = MappingProxyType(
    {
        StaffRole.JUDGE: Role.OTHER_JUDGE,
        StaffRole.CHAIR: Role.CHAIR,
        StaffRole.CLERK: Role.COURT_CLERK,
        StaffRole.REGISTRY: Role.REGISTRY,
        StaffRole.COURT_ADMIN: Role.COURT_ADMIN,
        StaffRole.OBSERVER: Role.OBSERVER,
    }
)
HIGHER_COURT: Final[Mapping[str, Role]] = MappingProxyType(
    {
        StaffRole.JUDGE: Role.JUDGE,
        StaffRole.CHAIR: Role.JUDGE,
        StaffRole.CLERK: Role.CLERK,
    }
)
# Experts and interpreters are absent: not their place in the case but an order opens it to them.
PARTICIPANTS: Final[Mapping[str, Role]] = MappingProxyType(
    {
        ParticipantKind.PARTY: Role.PARTY,
        ParticipantKind.COUNSEL: Role.COUNSEL,
        ParticipantKind.PROSECUTOR: Role.PROSECUTOR,
        ParticipantKind.VICTIM: Role.VICTIM,
        ParticipantKind.WITNESS: Role.WITNESS,
    }
)
# An assigned person is not also "not assigned", a judge of the case not also "of another case".
_REPLACED: Final[Mapping[Role, Role]] = MappingProxyType(
    {Role.OTHER_JUDGE: Role.JUDGE, Role.COURT_CLERK: Role.CLERK}
)


@dataclass(frozen=True, slots=True)
class Grant:
    """One reason to see something. Two grants never add up, so each carries its own order, spans and oath."""

    role: Role
    order: AccessOrder | None = None
    spans: tuple[Span, ...] = ()
    sworn: bool = False
    own_only: bool = False
    never_original: bool = False


def grants(subject: Subject, facts: Facts, now: datetime) -> tuple[Grant, ...]:
    """Return every grant that holds at `now`, staff of the case first, the public last; () = no role."""
    client = subject.client
    if client is not None and facts.court.court_id not in client.court_ids:
        return ()
    if client is not None and not client.acting_for:
        return (Grant(Role.CLIENT),)
    held: list[Grant] = []
    if subject.user_id is not None:
        held.extend(_staff(subject, facts, now))
        parts = list(_participants(subject.user_id, facts.participations, now))
        held.extend(parts)
        held.extend(_orders(subject, facts, parts, now))
    if facts.court.public_open:
        held.append(Grant(Role.PUBLIC))
    return tuple(held)


def _staff(subject: Subject, facts: Facts, now: datetime) -> list[Grant]:
    own = [each for each in facts.assignments if each.user_id == subject.user_id]
    if own and is_recused(own, now):
        return []
    offices = _offices(subject, now)
    assigned = list(_assigned(own, offices, facts, now))
    roles = {grant.role for grant in assigned}
    by_office = [Grant(role) for role in _by_office(offices, facts) if _REPLACED.get(role) not in roles]
    return assigned + by_office


def is_recused(own: list[Assignment], now: datetime) -> bool:
    """A recusal takes every office of the person at this hearing, until a later assignment gives one back."""
    recused = [each.recused_at for each in own if each.recused_at is not None and each.recused_at <= now]
    if not recused:
        return False
    last = max(recused)
    return not any(
        each.recused_at is None and each.since > last and running(each.since, each.until, now) for each in own
    )


def _offices(subject: Subject, now: datetime) -> list[tuple[str, str]]:
    return [
        (each.court_id, each.role) for each in subject.memberships if running(each.since, each.until, now)
    ]


def _assigned(
    own: list[Assignment], offices: list[tuple[str, str]], facts: Facts, now: datetime
) -> Iterator[Grant]:
    for each in own:
        role = ASSIGNED.get(each.role)
        if role is None or (each.recused_at is not None and each.recused_at <= now):
            continue
        if running(each.since, each.until, now) and _holds_office(role, offices, facts.court):
            yield Grant(role, sworn=each.sworn)


def _holds_office(role: Role, offices: list[tuple[str, str]], court: CourtFacts) -> bool:
    needed = OFFICES_FOR.get(role)
    if needed is None:
        return True
    return any(
        office in needed and (court_id == court.court_id or court_id in court.ancestors)
        for court_id, office in offices
    )


def _by_office(offices: list[tuple[str, str]], facts: Facts) -> Iterator[Role]:
    court = facts.court
    for court_id, office in offices:
        if court_id == court.court_id:
            role = OWN_COURT.get(office)
        elif court_id in facts.transferred_to and court_id in court.ancestors:
            role = HIGHER_COURT.get(office)
        else:
            role = None
        if role is not None:
            yield role


def _participants(user_id: str, participations: tuple[Participation, ...], now: datetime) -> Iterator[Grant]:
    for each in participations:
        role = PARTICIPANTS.get(each.kind)
        if each.user_id == user_id and role is not None and running(each.since, each.until, now):
            yield Grant(role, spans=each.spans)


def _orders(subject: Subject, facts: Facts, parts: list[Grant], now: datetime) -> Iterator[Grant]:
    """Read orders: an observer's opens the stream alone, a victim's only the own original, a chair's never one."""
    offices = _offices(subject, now)
    observes = (facts.court.court_id, StaffRole.OBSERVER.value) in offices
    chairs = (facts.court.court_id, StaffRole.CHAIR.value) in offices
    role = Role.OBSERVER if observes else Role.NAMED_IN_ORDER
    is_victim = any(grant.role is Role.VICTIM for grant in parts)
    own = tuple(span for grant in parts for span in grant.spans)
    for each in facts.orders:
        if each.user_id == subject.user_id and running(each.since, each.until, now):
            yield Grant(role, order=each, spans=own, own_only=is_victim, never_original=chairs)


def assigned_role(place: str) -> Role | None:
    """Return the role of a place in the hearing (an AssignedRole), None for an unknown place."""
    return ASSIGNED.get(place)


def client_allows(client: ServiceClient | None, scope: str | None) -> bool:
    """Whether a client was given the scope that a class needs; people need none."""
    return client is None or (scope is not None and scope in client.scopes)
