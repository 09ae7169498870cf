"""The door to the legal hold of a hearing."""

from dataclasses import dataclass

from accounts.policies.caller import Caller
from foundation.ids import is_id
from foundation.problems import Forbidden, NotFound, Problem
from hearings.doors.hearing import get_hearing_for
from hearings.doors.second import RULE, is_judge_above, is_recused_from
from hearings.models import Hearing
from hearings.policy import Action


@dataclass(frozen=True, slots=True)
class AdmittedToHold:
    """A hearing whose hold the caller may set or lift. ``countersigns``: as the judge that one of two must be."""

    hearing: Hearing
    caller: Caller
    rule: str
    countersigns: bool
    from_above: bool = False


def get_hold_for(caller: Caller, hearing_id: str) -> AdmittedToHold:
    """Return a hearing for setting or lifting its hold, or raise as its door does.

    A judge of a court above comes in as second person where the profile says so.
    """
    try:
        admitted = get_hearing_for(caller, hearing_id, Action.HOLD)
    except (NotFound, Forbidden) as problem:
        return _from_above(caller, hearing_id, problem)
    countersigns = admitted.may(Action.COUNTERSIGN)
    return AdmittedToHold(admitted.hearing, caller, admitted.verdict.rule_id, countersigns)


def _from_above(caller: Caller, hearing_id: str, problem: Problem) -> AdmittedToHold:
    rows = Hearing.objects.select_related("court__parent__parent")
    hearing = rows.filter(pk=hearing_id, hold=True).first() if is_id(hearing_id) else None
    above = is_judge_above(caller, hearing.court if hearing is not None else None)
    recused = is_recused_from(caller, hearing=hearing_id)
    if hearing is None or not above or recused:
        raise problem
    return AdmittedToHold(hearing, caller, RULE, countersigns=True, from_above=True)
