"""``visible_to``: the queryset twin of ``decide`` for lists, made from the policy's own plan."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.policies.caller import Caller
from courts.models.court import LEVELS_ABOVE
from foundation.clock import utc_now
from hearings.models import (
    AccessOrder,
    Assignment,
    Case,
    CaseTransfer,
    Hearing,
    Mandate,
    Participant,
    ParticipantSpan,
)
from hearings.policies.subject import subject_of
from hearings.policy import visibility
from hearings.policy.classes import Column, Condition, ContentClass, Role
from hearings.policy.facts import Subject
from hearings.policy.roles import ASSIGNED
from hearings.policy.visibility import Clause, Source, VisibilityPlan, participant_kind

NOTHING = Q(pk__in=[])
PARENTS = tuple(f"court__{'parent__' * level}parent_id" for level in range(LEVELS_ABOVE))
"""Lookups of the courts above an object's court, nearest first."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How facts are tied to the listed object: an assignment by ``seat``, what belongs to a case by ``case``."""

    seat: str
    case: str
    sealed: Q
    speaks: bool

    def seats(self, outer: OuterRef) -> QuerySet[Assignment]:
        """Return the places in the object's hearings."""
        return Assignment.objects.filter(**{self.seat: outer})

    @property
    def in_case(self) -> dict[str, OuterRef]:
        """The filter that ties a row of a case to the object."""
        return {self.case: OuterRef("pk")}


HEARINGS = Reach(
    "hearing", "case__hearings", Q(Exists(Case.objects.filter(hearings=OuterRef("pk"), sealed=True))), True
)
# A case is decided by the union over its hearings, but for testimony, which is a matter of one hearing.
CASES = Reach("hearing__cases", "case", Q(sealed=True), False)


@dataclass(frozen=True, slots=True)
class Ask:
    """One cell of the plan, asked of one kind of object."""

    plan: VisibilityPlan
    reach: Reach
    clause: Clause
    column: Column
    condition: Condition

    @property
    def courts(self) -> frozenset[str]:
        """The courts that the clause names."""
        return self.clause.courts or frozenset()


def visible_to(caller: Caller, wanted: ContentClass = ContentClass.EXISTENCE) -> QuerySet[Hearing]:
    """Return the hearings of which the caller has class e (or c, or the list row)."""
    return hearings_visible(subject_of(caller), utc_now(), wanted)


def hearings_visible(subject: Subject, now: datetime, wanted: ContentClass) -> QuerySet[Hearing]:
    """Return the hearings that give ``wanted`` to the subject at a moment."""
    return Hearing.objects.filter(given(visibility(subject, now, wanted), HEARINGS))


def cases_visible_to(caller: Caller, wanted: ContentClass = ContentClass.EXISTENCE) -> QuerySet[Case]:
    """Return the cases that give ``wanted`` to the caller."""
    return cases_visible(subject_of(caller), utc_now(), wanted)


def cases_visible(subject: Subject, now: datetime, wanted: ContentClass) -> QuerySet[Case]:
    """Return the cases that give ``wanted`` to the subject at a moment."""
    return Case.objects.filter(given(visibility(subject, now, wanted), CASES))


def given(plan: VisibilityPlan, reach: Reach) -> Q:
    """Return the plan as a filter of the objects that ``reach`` ties its facts to."""
    either = NOTHING
    for clause in plan.clauses:
        for column, condition in clause.columns:
            if column in {Column.OPEN, Column.SEALED}:
                place = reach.sealed if column is Column.SEALED else ~reach.sealed
                either |= place & SOURCES[clause.source](Ask(plan, reach, clause, column, condition))
    return either if plan.only_courts is None else either & Q(court_id__in=plan.only_courts)


def _running(plan: VisibilityPlan) -> Q:
    return Q(since__lte=plan.now) & (Q(until=None) | Q(until__gt=plan.now))


def _orders(ask: Ask) -> QuerySet[AccessOrder]:
    return AccessOrder.objects.filter(_running(ask.plan), user_id=ask.plan.user_id, **ask.reach.in_case)


def _listing(ask: Ask, *columns: Column) -> QuerySet[AccessOrder]:
    """Return the orders that list the wanted class in one of the columns."""
    named = NOTHING
    for column in columns:
        named |= Q(columns__icontains=f'"{column.value}"')
    return _orders(ask).filter(named, classes__contains=ask.plan.wanted.value)


def _holds(ask: Ask) -> Q:
    """Return what the cell's condition asks besides its source; one that a list cannot know is not met."""
    if ask.condition is Condition.ALWAYS:
        return Q()
    if ask.condition is Condition.NAMED:
        return Q(Exists(_orders(ask).filter(columns__icontains=f'"{Column.SEALED.value}"')))
    if ask.condition is Condition.BY_ORDER:
        return Q(Exists(_listing(ask, ask.column)))
    return NOTHING


def _not_recused(ask: Ask) -> Q:
    """Not recused, or given a place again since the last recusal."""
    mine = {"user_id": ask.plan.user_id}
    again = ask.reach.seats(OuterRef(OuterRef("pk"))).filter(
        _running(ask.plan), recused_at=None, since__gt=OuterRef("recused_at"), **mine
    )
    recused = ask.reach.seats(OuterRef("pk")).filter(recused_at__lte=ask.plan.now, **mine)
    return ~Q(Exists(recused.filter(~Exists(again))))


def _by_assignment(ask: Ask) -> Q:
    places = [place for place, role in ASSIGNED.items() if role is ask.clause.role]
    standing = Q(recused_at=None) | Q(recused_at__gt=ask.plan.now)
    seats = ask.reach.seats(OuterRef("pk")).filter(_running(ask.plan), standing, role__in=places)
    mine = Q(Exists(seats.filter(user_id=ask.plan.user_id)))
    return mine & _in_courts_or_below(ask.clause.courts) & _not_recused(ask) & _holds(ask)


def _in_courts_or_below(courts: frozenset[str] | None) -> Q:
    if courts is None:
        return Q()
    inside = Q(court_id__in=courts)
    for parent in PARENTS:
        inside |= Q(**{f"{parent}__in": courts})
    return inside


def _by_office(ask: Ask) -> Q:
    return Q(court_id__in=ask.courts) & _not_recused(ask) & _holds(ask)


def _by_transfer(ask: Ask) -> Q:
    """The case went to a court above its own in which the office is held."""
    sent = NOTHING
    rows = CaseTransfer.objects.filter(court_id__in=ask.courts, **ask.reach.in_case)
    for parent in PARENTS:
        sent |= Q(Exists(rows.filter(court_id=OuterRef(parent))))
    return sent & _not_recused(ask) & _holds(ask)


def _by_participation(ask: Ask) -> Q:
    rows = Participant.objects.filter(
        _running(ask.plan),
        user_id=ask.plan.user_id,
        kind=participant_kind(ask.clause.role),
        **ask.reach.in_case,
    )
    if ask.clause.role is Role.COUNSEL:
        rows = rows.filter(Exists(Mandate.objects.filter(_running(ask.plan), representative=OuterRef("pk"))))
    if ask.condition is not Condition.OWN_PART:
        return Q(Exists(rows)) & _holds(ask)
    if not ask.reach.speaks:
        return NOTHING
    # An unfinished turn gives its speaker nothing yet.
    spans = ParticipantSpan.objects.filter(
        participant=OuterRef("pk"), hearing=OuterRef(OuterRef("pk")), ended_at__isnull=False
    )
    return Q(Exists(rows.filter(Exists(spans))))


def _by_order(ask: Ask) -> Q:
    columns = {Condition.LISTED: (ask.column,), Condition.LISTED_OPEN: (ask.column, Column.OPEN)}
    if ask.condition not in columns:
        return NOTHING
    observed = Q(court_id__in=ask.courts)
    place = ~observed if ask.clause.courts_apart else observed
    return Q(Exists(_listing(ask, *columns[ask.condition]))) & place


def _by_client(ask: Ask) -> Q:
    return Q(court_id__in=ask.courts) & _holds(ask)


def _public(ask: Ask) -> Q:
    return Q(court__public_open=True) & _holds(ask)


SOURCES: dict[Source, Callable[[Ask], Q]] = {
    Source.ASSIGNMENT: _by_assignment,
    Source.OFFICE: _by_office,
    Source.TRANSFER: _by_transfer,
    Source.PARTICIPATION: _by_participation,
    Source.ORDER: _by_order,
    Source.CLIENT: _by_client,
    Source.PUBLIC: _public,
}
