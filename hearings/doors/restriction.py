"""The door to a restriction: through its hearing, for those who propose and decide."""

from dataclasses import replace

from django.db.models import prefetch_related_objects

from accounts.policies.caller import Caller
from foundation.ids import is_id, new_id
from foundation.problems import NotFound, Problem, SignInRequired
from hearings.doors.hearing import Admitted, get_hearing_for
from hearings.models import Restriction
from hearings.policy import Action


def get_restriction_for(caller: Caller, restriction_id: str, action: Action) -> tuple[Restriction, Admitted]:
    """Return a restriction and its hearing for proposing or deciding, or raise.

    Who may not even propose knows of no such object: the timeline tells them what they may know.
    """
    if not caller.known:
        raise SignInRequired
    rows = Restriction.objects.select_related("hearing__court", "participant")
    row = rows.filter(pk=restriction_id).first() if is_id(restriction_id) else None
    try:
        # Of an absent one, the hearing that nobody has: both refusals take the same time.
        named = row.hearing_id if row is not None else new_id()
        admitted = get_hearing_for(caller, named, Action.PROPOSE_RESTRICTION)
    except Problem:
        raise NotFound from None
    if row is None:
        raise NotFound
    prefetch_related_objects([row], "exclusions")
    return row, replace(admitted, verdict=admitted.require(action))
