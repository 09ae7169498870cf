"""``visible_to``: the queryset twin of ``decide`` for lists, made from the policy's own plan."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.policies.caller import Caller
from courts.models.court import LEVELS_ABOVE
from foundation.clock import utc_now
from hearings.models import (
    AccessOrder,
    Case,
    CaseTransfer,
    Hearing,
    Mandate,
    Participant,
    ParticipantSpan,
)
from hearings.policies.accounts import of_account
from hearings.policies.columns import CASES, HEARINGS, NOTHING, Reach
from hearings.policies.dated import meant, transferred
from hearings.policies.exclusions import not_excluded
from hearings.policies.standing import Standing, standing_known, standing_of
from hearings.policies.subject import subject_of
from hearings.policy import visibility
from hearings.policy.classes import Column, Condition, ContentClass, Role
from hearings.policy.facts import Subject
from hearings.policy.roles import ASSIGNED
from hearings.policy.visibility import Clause, Source, VisibilityPlan, participant_kind

PARENTS = tuple(f"court__{'parent__' * level}parent_id" for level in range(LEVELS_ABOVE))
"""Lookups of the courts above an object's court, nearest first."""
COLUMNS = tuple(column for column in Column if column is not Column.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Ask:
    """One clause of the plan, asked of one kind of object."""

    plan: VisibilityPlan
    reach: Reach
    clause: Clause
    has: Standing

    @property
    def courts(self) -> frozenset[str]:
        """The courts that the clause names."""
        return self.clause.courts or frozenset()

    @property
    def conditions(self) -> dict[Column, Condition]:
        """What must hold in each column that the clause allows."""
        return dict(self.clause.columns)


def visible_to(caller: Caller, wanted: ContentClass = ContentClass.EXISTENCE) -> QuerySet[Hearing]:
    """Return the hearings of which the caller has class e (or c, or the list row)."""

    def ask() -> QuerySet[Hearing]:
        subject = subject_of(caller)
        return hearings_visible(subject, utc_now(), wanted, standing_known(caller, subject))

    # Building it costs more than asking it: all lists of a page start from one.
    return caller.once(f"hearings {wanted}", ask).all()


def hearings_visible(
    subject: Subject, now: datetime, wanted: ContentClass, has: Standing | None = None
) -> QuerySet[Hearing]:
    """Return the hearings that give ``wanted`` to the subject at a moment."""
    plan = visibility(subject, now, wanted)
    return Hearing.objects.filter(given(plan, HEARINGS, has or standing_of(subject)))


def cases_visible_to(caller: Caller, wanted: ContentClass = ContentClass.EXISTENCE) -> QuerySet[Case]:
    """Return the cases that give ``wanted`` to the caller."""
    subject = subject_of(caller)
    return cases_visible(subject, utc_now(), wanted, standing_known(caller, subject))


def cases_visible(
    subject: Subject, now: datetime, wanted: ContentClass, has: Standing | None = None
) -> QuerySet[Case]:
    """Return the cases that give ``wanted`` to the subject at a moment."""
    return Case.objects.filter(given(visibility(subject, now, wanted), CASES, has or standing_of(subject)))


def given(plan: VisibilityPlan, reach: Reach, has: Standing) -> Q:
    """Return the plan as a filter of the objects that ``reach`` ties its facts to."""
    either = NOTHING
    for clause in filter(has.can_give, plan.clauses):
        ask = Ask(plan, reach, clause, has)
        either |= SOURCES[clause.source](ask) & _nowhere_else(ask)
    either &= not_excluded(plan, reach, has.left_out)
    return either if plan.only_courts is None else either & Q(court_id__in=plan.only_courts)


def _nowhere_else(ask: Ask) -> Q:
    """Return that no column covers all of the object which the clause does not allow."""
    allowed = set(ask.conditions)
    if ask.plan.only_columns is not None:
        allowed &= ask.plan.only_columns
    others = [column for column in COLUMNS if column not in allowed]
    return ~ask.reach.any_of(others) if others else Q()


def _running(plan: VisibilityPlan) -> Q:
    return Q(since__lte=plan.now) & (Q(until=None) | Q(until__gt=plan.now))


def _orders(ask: Ask) -> QuerySet[AccessOrder]:
    rows = AccessOrder.objects.filter(_running(ask.plan), user_id=ask.plan.user_id, **ask.reach.in_case)
    # A case is decided by the union over its hearings.
    return rows if ask.reach.is_case else rows.filter(meant(OuterRef("pk"), OuterRef("scheduled_at")))


def _lists(ask: Ask, columns: Iterable[Column]) -> Q:
    """Return that an order lists the wanted class in one of the columns."""
    named = NOTHING
    for column in columns:
        word = Column.CLOSED if column in {Column.EX_PARTE, Column.PROVISIONAL} else column
        named |= Q(columns__icontains=f'"{word.value}"')
    return named & Q(classes__contains=ask.plan.wanted.value)


def _holds(ask: Ask) -> Q:
    """Return that in each column that covers the object the clause's condition holds; one that a list cannot know does
    not.
    """
    every = Q()
    for column, condition in ask.clause.columns:
        if condition is not Condition.ALWAYS:
            every &= ~ask.reach.any_of([column]) | _condition(ask, column, condition)
    return every


def _condition(ask: Ask, column: Column, condition: Condition) -> Q:
    if not ask.has.ordered:
        return NOTHING
    if condition is Condition.NAMED:
        return Q(Exists(_orders(ask).filter(columns__icontains=f'"{Column.SEALED.value}"')))
    if condition is Condition.BY_ORDER:
        return Q(Exists(_orders(ask).filter(_lists(ask, [column]))))
    return NOTHING


def _not_recused(ask: Ask) -> Q:
    """Not recused, or given a place again since the last recusal."""
    if not ask.has.recused:
        return Q()
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
    standing = transferred(ask.plan.now)
    rows = CaseTransfer.objects.filter(standing, court_id__in=ask.courts, **ask.reach.in_case)
    for parent in PARENTS:
        sent |= Q(Exists(rows.filter(court_id=OuterRef(parent))))
    return sent & _not_recused(ask) & _holds(ask)


def _by_participation(ask: Ask) -> Q:
    rows = Participant.objects.filter(
        _running(ask.plan),
        of_account(ask.plan.user_id),
        kind=participant_kind(ask.clause.role),
        **ask.reach.in_case,
    )
    if ask.clause.role is Role.COUNSEL:
        rows = rows.filter(Exists(Mandate.objects.filter(_running(ask.plan), representative=OuterRef("pk"))))
    if Condition.OWN_PART not in ask.conditions.values():
        return Q(Exists(rows)) & _holds(ask)
    if not ask.reach.speaks:
        return NOTHING
    # An unfinished turn gives its speaker nothing yet.
    spans = ParticipantSpan.objects.filter(
        participant=OuterRef("pk"), hearing=OuterRef(OuterRef("pk")), ended_at__isnull=False
    )
    return Q(Exists(rows.filter(Exists(spans))))


def _by_order(ask: Ask) -> Q:
    """One order must list every column that covers the object: two never add up (R6)."""
    rows = _orders(ask)
    for column, condition in ask.clause.columns:
        also = (Column.OPEN,) if condition is Condition.LISTED_OPEN else ()
        if condition in {Condition.LISTED, Condition.LISTED_OPEN}:
            rows = rows.filter(_lists(ask, (column, *also)) | ~ask.reach.any_of([column], depth=2))
        elif condition is not Condition.ALWAYS:
            rows = rows.exclude(ask.reach.any_of([column], depth=2))
    observed = Q(court_id__in=ask.courts)
    return Q(Exists(rows)) & (~observed if ask.clause.courts_apart else observed)


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
