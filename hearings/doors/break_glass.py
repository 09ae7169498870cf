"""The doors to break-glass: to what is asked for, and to a request."""

from contextlib import suppress
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.policies.caller import Caller
from courts.models import Court
from courts.models.court import LEVELS_ABOVE
from foundation.clock import utc_now
from foundation.ids import is_id
from foundation.problems import Forbidden, NotFound, Problem, SignInRequired
from hearings.doors.case import get_case_for
from hearings.doors.court import courts_for
from hearings.doors.hearing import get_hearing_for
from hearings.doors.second import RULE, is_recused_from
from hearings.models import BreakGlass, BreakGlassKind, Case, Hearing
from hearings.policy import Action, CourtAction
from hearings.states import BreakGlassState


@dataclass(frozen=True, slots=True)
class Target:
    """What break-glass is asked for: a hearing (with the first of its cases), or a whole case; and the rule."""

    case: Case
    hearing: Hearing | None
    rule: str


def get_target_for(caller: Caller, object_id: str) -> Target:
    """Return the hearing or case for which the caller may ask for break-glass, or raise as its door does."""
    if Case.objects.filter(pk=object_id).exists():
        case = get_case_for(caller, object_id, Action.BREAK_GLASS)
        return Target(case.case, None, case.verdict.rule_id)
    hearing = get_hearing_for(caller, object_id, Action.BREAK_GLASS)
    if not hearing.cases:
        raise NotFound
    return Target(hearing.cases[0], hearing.hearing, hearing.verdict.rule_id)


@dataclass(frozen=True, slots=True)
class AdmittedRequest:
    """A request as one of those whom it concerns sees it.

    ``decides``: by the office of a judge in its court or above; ``judges``: a judge of the case.
    """

    row: BreakGlass
    caller: Caller
    decides: bool
    judges: bool

    @property
    def is_own(self) -> bool:
        """Whether the caller asked for it."""
        return self.row.proposed_by == self.caller.id

    @property
    def rule(self) -> str:
        """By which rule the caller acts on it."""
        return RULE if self.decides and not self.is_own else "break-glass"


def get_request_for(caller: Caller, request_id: str) -> AdmittedRequest:
    """Return a request to who asked, to who could be the second person, and to the judges of the case.

    Raises NotFound for everybody else.
    """
    if not caller.known:
        raise SignInRequired
    rows = BreakGlass.objects.select_related("case__court__parent__parent", "hearing", "order")
    row = rows.filter(pk=request_id).first() if is_id(request_id) else None
    offices = set(courts_for(caller, CourtAction.APPROVE_BREAK_GLASS))
    if row is None:  # refused by as many questions
        is_recused_from(caller, hearing=request_id)
        _judges(caller, request_id, request_id)
        raise NotFound
    court = row.case.court
    recused, judges = _is_recused(caller, row), _judges(caller, row.case_id, row.hearing_id)
    stands = not offices.isdisjoint({court.pk, *court.ancestors()})
    found = AdmittedRequest(row, caller, stands and not recused, judges)
    if not (found.is_own or found.decides or found.judges):
        raise NotFound
    return found


def get_request_to_decide(caller: Caller, request_id: str) -> AdmittedRequest:
    """Return a request to who may be its second person; raises Forbidden for the others whom it concerns."""
    found = get_request_for(caller, request_id)
    if not (found.decides or found.is_own):
        raise Forbidden
    return found


def requests_to_decide(caller: Caller) -> list[BreakGlass]:
    """Return the requests of others that wait for a second person who may be the caller."""
    above = courts_for(caller, CourtAction.APPROVE_BREAK_GLASS)
    if not above:
        return []
    waiting = _in_or_below(above).filter(state=BreakGlassState.PROPOSED).exclude(proposed_by=caller.id)
    return [row for row in waiting if not _is_recused(caller, row)]


def requests_of(caller: Caller) -> QuerySet[BreakGlass]:
    """Return what the caller asked for."""
    rows = BreakGlass.objects.filter(proposed_by=caller.id) if caller.id else BreakGlass.objects.none()
    return rows.select_related("case__court", "hearing", "order")


def courts_of_chair(caller: Caller) -> QuerySet[Court]:
    """Return the courts in which the caller may ask for break-glass at all."""
    return Court.objects.filter(pk__in=courts_for(caller, CourtAction.INSPECT))


def _in_or_below(courts: list[str]) -> QuerySet[BreakGlass]:
    inside = Q(case__court__in=courts)
    for level in range(1, LEVELS_ABOVE + 1):
        inside |= Q(**{f"case__court{'__parent' * level}__in": courts})
    return BreakGlass.objects.filter(inside).select_related("case__court", "hearing", "order")


def _is_recused(caller: Caller, row: BreakGlass) -> bool:
    of = {"hearing": row.hearing} if row.hearing_id else {"hearing__cases": row.case}
    return is_recused_from(caller, **of)


def _judges(caller: Caller, case_id: str, hearing_id: str | None) -> bool:
    """Tell whether the caller rules in the hearing, or in the case where all of it is meant.

    Both doors are asked each time: how long a refusal takes must not tell what there is.
    """
    hearing, case = False, False
    with suppress(Problem):
        get_hearing_for(caller, hearing_id or case_id, Action.RULE)
        hearing = True
    with suppress(Problem):
        get_case_for(caller, case_id, Action.RULE)
        case = True
    return hearing if hearing_id else case


def running_inquiry(caller: Caller, hearing: Hearing, cases: list[Case]) -> BreakGlass:
    """Return the inquiry that opens to the caller who listened to a hearing. Raises NotFound."""
    now = utc_now()
    mine = BreakGlass.objects.filter(kind=BreakGlassKind.INQUIRY, order__user=caller.user, case__in=cases)
    of_it = mine.filter(Q(hearing=None) | Q(hearing=hearing))
    found = of_it.filter(order__since__lte=now, order__until__gt=now).first()
    if found is None:
        raise NotFound
    return found
