"""The policy's form for lists: which hearings give a person a class, as data from which a query is made."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from hearings.policy.classes import Column, Condition, ContentClass, Role
from hearings.policy.facts import Subject, running
from hearings.policy.roles import HIGHER_COURT, OFFICES_FOR, OWN_COURT, PARTICIPANTS, client_allows
from hearings.policy.table import TABLE
from hearings.policy.weigh import CLASS_SCOPE
from hearings.policy.words import StaffRole


class Source(StrEnum):
    """Where a query looks for the grant of a clause."""

    ASSIGNMENT = "assignment"
    OFFICE = "office"
    TRANSFER = "transfer"
    PARTICIPATION = "participation"
    ORDER = "order"
    CLIENT = "client"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Clause:
    """One way to a hearing, fitting when the source matches and each column that covers all of it is listed.

    `columns` pairs a column with the condition that must hold there; OPEN stands for "no column covers all
    of it". ASSIGNMENT: a running, not recused assignment of the user for `role`, in one of `courts` or
    below it (None = any). OFFICE: the hearing is of one of `courts`. TRANSFER: it is transferred to one of
    `courts`, a court above its own. PARTICIPATION: a running one of the kind of `role`. ORDER: a running
    order names the user, in one of `courts` or, with `courts_apart`, in none of them. CLIENT: of `courts`.
    PUBLIC: the court publishes.
    """

    source: Source
    role: Role
    columns: tuple[tuple[Column, Condition], ...]
    courts: frozenset[str] | None = None
    courts_apart: bool = False


@dataclass(frozen=True, slots=True)
class VisibilityPlan:
    """A hearing is listed when any clause fits and none of these stands against it:

    - it is of a court outside `only_courts`, or wholly in a column outside `only_columns` (None = no limit);
    - the clause is ASSIGNMENT, OFFICE or TRANSFER and the user is recused from it;
    - the whole of it is ex parte and excludes the user, or excludes nobody and the user takes part in it;
    - any restriction of the whole excludes the user and `wanted` is more than e and c.
    """

    user_id: str | None
    wanted: ContentClass
    now: datetime
    clauses: tuple[Clause, ...] = ()
    only_courts: frozenset[str] | None = None
    only_columns: frozenset[Column] | None = None


# A list cannot ask for a purpose or a second sign-in, so its plans are for the classes that need none.
LISTABLE: Final = frozenset({ContentClass.EXISTENCE, ContentClass.CARD, ContentClass.ROW})
_KINDS: Final[Mapping[Role, str]] = MappingProxyType({role: kind for kind, role in PARTICIPANTS.items()})


def visibility(
    subject: Subject, now: datetime, wanted: ContentClass = ContentClass.EXISTENCE
) -> VisibilityPlan:
    """Return the plan of the hearings that give `wanted`: e, c or row; ValueError for any other class."""
    if wanted not in LISTABLE:
        message = f"lists are computed for e, c and row, not for {wanted}"
        raise ValueError(message)
    client = subject.client
    if not client_allows(client, CLASS_SCOPE.get(wanted)):
        return VisibilityPlan(subject.user_id, wanted, now)
    if client is not None and not client.acting_for:
        clauses = tuple(_clause(Source.CLIENT, Role.CLIENT, wanted, client.court_ids))
        return VisibilityPlan(None, wanted, now, clauses)
    clauses = (*_clauses_of(subject, now, wanted), *_clause(Source.PUBLIC, Role.PUBLIC, wanted))
    if client is None:
        return VisibilityPlan(subject.user_id, wanted, now, clauses)
    only_columns = frozenset(column for column, _ in _columns(Role.CLIENT_FOR_USER, wanted))
    return VisibilityPlan(subject.user_id, wanted, now, clauses, client.court_ids, only_columns)


def participant_kind(role: Role) -> str:
    """Return the kind of participation that a PARTICIPATION clause's role stands for."""
    return _KINDS[role]


def _clauses_of(subject: Subject, now: datetime, wanted: ContentClass) -> Iterator[Clause]:
    if subject.user_id is None:
        return
    courts: dict[str, set[str]] = {}
    for each in subject.memberships:
        if running(each.since, each.until, now):
            courts.setdefault(each.role, set()).add(each.court_id)
    held = {office: frozenset(ids) for office, ids in courts.items()}
    yield from _by_assignment(held, wanted)
    yield from _by_office(held, wanted)
    for role in PARTICIPANTS.values():
        yield from _clause(Source.PARTICIPATION, role, wanted)
    observed = held.get(StaffRole.OBSERVER, frozenset())
    yield from _clause(Source.ORDER, Role.NAMED_IN_ORDER, wanted, observed, courts_apart=True)


def _by_assignment(held: Mapping[str, frozenset[str]], wanted: ContentClass) -> Iterator[Clause]:
    yield from _clause(Source.ASSIGNMENT, Role.ASSISTANT, wanted)
    for role, offices in OFFICES_FOR.items():
        courts = frozenset[str]().union(*(held.get(office, frozenset()) for office in offices))
        if courts:
            yield from _clause(Source.ASSIGNMENT, role, wanted, courts)


def _by_office(held: Mapping[str, frozenset[str]], wanted: ContentClass) -> Iterator[Clause]:
    for office, courts in held.items():
        if office in OWN_COURT:
            yield from _clause(Source.OFFICE, OWN_COURT[office], wanted, courts)
        if office in HIGHER_COURT:
            yield from _clause(Source.TRANSFER, HIGHER_COURT[office], wanted, courts)


def _clause(
    source: Source,
    role: Role,
    wanted: ContentClass,
    courts: frozenset[str] | None = None,
    *,
    courts_apart: bool = False,
) -> Iterator[Clause]:
    columns = _columns(role, wanted)
    if columns:
        yield Clause(source, role, columns, courts, courts_apart)


def _columns(role: Role, wanted: ContentClass) -> tuple[tuple[Column, Condition], ...]:
    return tuple((column, cell[wanted]) for column, cell in TABLE[role].items() if wanted in cell)
