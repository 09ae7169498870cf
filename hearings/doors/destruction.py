"""The doors to acts of destruction: who proposes what, who may read an act, who is its second person."""

from contextlib import suppress
from dataclasses import dataclass

from accounts.policies.caller import Caller
from foundation.ids import is_id
from foundation.problems import Forbidden, Held, NotFound, Problem, SignInRequired
from hearings.doors.court import courts_for
from hearings.doors.hearing import Admitted, get_hearing_for
from hearings.doors.second import RULE, is_judge_above, is_recused_from
from hearings.errors import ActDecided
from hearings.models import ActGround, DestructionAct, DestructionItem
from hearings.policy import Action, CourtAction
from hearings.states import ActState

SHOWN = 20
ACTION = {ActGround.RETENTION: Action.RETIRE, ActGround.RULING: Action.DELETE}


@dataclass(frozen=True, slots=True)
class AdmittedAct:
    """An act that the caller may decide on. ``countersigns``: as the judge that one of two persons must be."""

    act: DestructionAct
    caller: Caller
    rule: str
    countersigns: bool


def get_hearing_to_destroy(caller: Caller, hearing_id: str, ground: str) -> Admitted:
    """Return a hearing for proposing its destruction, or raise as its door does (423 under a legal hold)."""
    return get_hearing_for(caller, hearing_id, ACTION[ActGround(ground)])


def get_act_for(caller: Caller, act_id: str) -> DestructionAct:
    """Return an act to read: to who decided, to the court's planners, to who may decide. Raises NotFound."""
    act = _fetch(caller, act_id)
    if _may_read(caller, act):
        return act
    try:
        return _decidable(caller, act, reads=False).act
    except Held:
        return act
    except Problem:
        raise NotFound from None


def get_act_to_decide(caller: Caller, act_id: str) -> AdmittedAct:
    """Return an act that the caller may approve or refuse.

    Raises NotFound, Forbidden (of a part of it only), Held, ActDecided (to who may read it).
    """
    act = _fetch(caller, act_id)
    reads = _may_read(caller, act)
    if act.state == ActState.PROPOSED:
        return _decidable(caller, act, reads=reads)
    if reads:
        raise ActDecided(state=act.state)
    with suppress(Problem):
        _decidable(caller, act, reads=False)  # as long as it takes while nobody has decided
    raise NotFound


def acts_to_decide(caller: Caller) -> list[DestructionAct]:
    """Return the proposals of others in the caller's courts that the caller may decide on, by the first of their
    hearings; the act itself asks all of them.
    """
    courts = courts_for(caller, CourtAction.APPROVE_BREAK_GLASS) + courts_for(
        caller, CourtAction.PLAN_DESTRUCTION
    )
    waiting = DestructionAct.objects.filter(court__in=courts, state=ActState.PROPOSED)
    rows = waiting.exclude(proposed_by=caller.id).select_related("court__parent__parent")
    return [act for act in rows[:SHOWN] if _may_decide(caller, act)]


def _may_decide(caller: Caller, act: DestructionAct) -> bool:
    first = act.items.values_list("hearing_id", flat=True).first()
    try:
        _decidable(caller, act, [first] if first else [], reads=_may_read(caller, act))
    except Problem:
        return False
    return True


def _fetch(caller: Caller, act_id: str) -> DestructionAct:
    if not caller.known:
        raise SignInRequired
    rows = DestructionAct.objects.select_related("court__parent__parent")
    act = rows.filter(pk=act_id).first() if is_id(act_id) else None
    if act is None:
        _refuse_as_if_there(caller, act_id)
        raise NotFound
    return act


def _refuse_as_if_there(caller: Caller, act_id: str) -> None:
    """Ask what would be asked about an act of which the caller knows nothing, so that the time tells nothing."""
    courts_for(caller, CourtAction.PLAN_DESTRUCTION)
    list(DestructionItem.objects.filter(act=act_id).values_list("hearing_id", flat=True))
    with suppress(Problem):
        get_hearing_for(caller, act_id, Action.RETIRE)
    is_judge_above(caller, None)
    is_recused_from(caller, hearing__destruction_items__act=act_id)


def _may_read(caller: Caller, act: DestructionAct) -> bool:
    return caller.id in {act.proposed_by, act.approved_by} or act.court_id in courts_for(
        caller, CourtAction.PLAN_DESTRUCTION
    )


def _decidable(
    caller: Caller, act: DestructionAct, ids: list[str] | None = None, *, reads: bool
) -> AdmittedAct:
    """Ask the door of every hearing of the act: who decides, decides on all of it.

    Who knows nothing of the first of them is asked about no other: how many there are must not show in the time.
    """
    action, admitted, refused = ACTION[ActGround(act.ground)], [], []
    named = act.items.values_list("hearing_id", flat=True) if ids is None else ids
    for hearing_id in dict.fromkeys(named):
        try:
            admitted.append(get_hearing_for(caller, hearing_id, action))
        except Held:
            raise
        except Problem as problem:
            refused.append(problem)
            if isinstance(problem, NotFound) and not reads:
                break
    if not refused and admitted:
        countersigns = all(each.may(Action.COUNTERSIGN) for each in admitted)
        return AdmittedAct(act, caller, admitted[0].verdict.rule_id, countersigns)
    above = is_judge_above(caller, act.court)
    if not is_recused_from(caller, hearing__destruction_items__act=act) and above:
        return AdmittedAct(act, caller, RULE, countersigns=True)
    known = admitted or any(isinstance(each, Forbidden) for each in refused)
    raise Forbidden if known and reads else NotFound
