"""The door to disguises: for who may hear what is under them and answers for the hearing's restrictions."""

from accounts.policies.caller import Caller
from foundation.ids import is_id, new_id
from foundation.problems import NotFound, Problem, SignInRequired
from hearings.doors import Admitted, get_hearing_for
from hearings.models import Disguise
from hearings.policies.restrictions import disguised
from hearings.policy import Action
from hearings.policy.facts import Interval
from hearings.states import DISGUISE_LIVE


def get_disguises_for(caller: Caller, hearing_id: str) -> tuple[list[Disguise], Admitted]:
    """Return the live disguises of a hearing that the caller may listen to, in order of time; raises the problem."""
    admitted = get_hearing_for(caller, hearing_id, Action.PROPOSE_RESTRICTION)
    rows = Disguise.objects.filter(hearing=admitted.hearing, state__in=sorted(DISGUISE_LIVE))
    found = list(rows.select_related("hearing__court"))
    for row in found:
        admitted.require(Action.ORIGINAL, _part(row, admitted))
    return found, admitted


def get_disguise_for(caller: Caller, disguise_id: str) -> tuple[Disguise, Admitted]:
    """Return a live disguise and its hearing, or raise: who decides on it may hear the voice that it hides.

    Who may not even propose a restriction knows of no such object.
    """
    if not caller.known:
        raise SignInRequired
    rows = Disguise.objects.filter(pk=disguise_id, state__in=sorted(DISGUISE_LIVE))
    row = rows.select_related("hearing__court").first() if is_id(disguise_id) else None
    # Of an absent one, the hearing that nobody has: both refusals take the same time.
    hearing_id = row.hearing_id if row is not None else new_id()
    try:
        admitted = get_hearing_for(caller, hearing_id, Action.PROPOSE_RESTRICTION)
    except Problem:
        raise NotFound from None
    if row is None:
        raise NotFound
    admitted.require(Action.ORIGINAL, _part(row, admitted))
    return row, admitted


def _part(row: Disguise, admitted: Admitted) -> Interval:
    part = disguised(row, admitted.hearing)
    return Interval(part.start_ms, part.end_ms)
