"""What the page of a hearing says of its keeping: a legal hold, to those whom it concerns, and its destruction."""

from typing import Any

from hearings.doors import Admitted
from hearings.policy import Action, Outcome
from hearings.services.holds import hold_of
from hearings.states import HoldState


def keeping_of(admitted: Admitted) -> dict[str, Any]:
    """Return ``{hold, destroyed}``; a query only where there is a hold."""
    row = admitted.hearing
    destroyed = {"act": row.destroyed_under, "at": row.destroyed_at} if row.destroyed_under else None
    return {"hold": _hold(admitted) if admitted.facts.hold else None, "destroyed": destroyed}


def _hold(admitted: Admitted) -> dict[str, Any] | None:
    """Who sets and lifts it, and whom it keeps from deleting, is told that it stands and why."""
    stopped = admitted.verdict_on(Action.DELETE).outcome is Outcome.HELD
    if not (stopped or admitted.may(Action.HOLD)):
        return None
    row = hold_of(admitted.hearing)
    if row is None:
        return None
    proposed = row.state == HoldState.RELEASE_PROPOSED
    return {"since": row.created_at, "reason": row.reason, "number": row.number, "release_proposed": proposed}
