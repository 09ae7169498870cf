"""States of a hearing and of a restriction on it, and the events that move them, as data."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar, cast

State = TypeVar("State", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)


def following(moves: Mapping[tuple[State, Event], State], state: str, event: Event) -> State | None:
    """Return the state after an event, or None when the event is not possible now."""
    return moves.get(cast("tuple[State, Event]", (state, event)))


class HearingState(StrEnum):
    SCHEDULED = "scheduled"
    IN_SESSION = "in_session"
    RECORDED = "recorded"
    PROTOCOL_SIGNED = "protocol_signed"
    ARCHIVED = "archived"
    ADJOURNED = "adjourned"
    CANCELLED = "cancelled"


class HearingEvent(StrEnum):
    OPEN = "open"
    CLOSE = "close"
    ADJOURN = "adjourn"
    CANCEL = "cancel"
    RESCHEDULE = "reschedule"
    SIGN_PROTOCOL = "sign_protocol"
    ARCHIVE = "archive"


S, E = HearingState, HearingEvent

TRANSITIONS: dict[tuple[HearingState, HearingEvent], HearingState] = {
    (S.SCHEDULED, E.OPEN): S.IN_SESSION,
    (S.SCHEDULED, E.CLOSE): S.RECORDED,  # both bounds marked afterwards, from the recording
    (S.SCHEDULED, E.ADJOURN): S.ADJOURNED,
    (S.SCHEDULED, E.CANCEL): S.CANCELLED,
    (S.IN_SESSION, E.CLOSE): S.RECORDED,
    (S.IN_SESSION, E.ADJOURN): S.ADJOURNED,
    (S.ADJOURNED, E.RESCHEDULE): S.SCHEDULED,
    (S.ADJOURNED, E.OPEN): S.IN_SESSION,
    (S.ADJOURNED, E.CLOSE): S.RECORDED,
    (S.ADJOURNED, E.CANCEL): S.CANCELLED,
    (S.RECORDED, E.OPEN): S.IN_SESSION,  # the closing mark was set by mistake
    (S.RECORDED, E.CLOSE): S.RECORDED,
    (S.RECORDED, E.SIGN_PROTOCOL): S.PROTOCOL_SIGNED,
    (S.PROTOCOL_SIGNED, E.ARCHIVE): S.ARCHIVED,
}
"""(from, event) -> to. What is not listed is refused."""


class RestrictionState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    LIFT_PROPOSED = "lift_proposed"
    LIFTED = "lifted"
    REFUSED = "refused"
    UNDONE = "undone"


class RestrictionEvent(StrEnum):
    CONFIRM = "confirm"
    REFUSE = "refuse"
    UNDO = "undo"
    PROPOSE_LIFT = "propose_lift"
    KEEP = "keep"
    LIFT = "lift"


R, RE = RestrictionState, RestrictionEvent

RESTRICTION_TRANSITIONS: dict[tuple[RestrictionState, RestrictionEvent], RestrictionState] = {
    (R.PROPOSED, RE.CONFIRM): R.CONFIRMED,
    (R.PROPOSED, RE.REFUSE): R.REFUSED,
    (R.PROPOSED, RE.UNDO): R.UNDONE,
    (R.CONFIRMED, RE.PROPOSE_LIFT): R.LIFT_PROPOSED,
    (R.LIFT_PROPOSED, RE.KEEP): R.CONFIRMED,
    (R.LIFT_PROPOSED, RE.LIFT): R.LIFTED,
}
"""(from, event) -> to. What is not listed is refused."""

WITHHOLDING = frozenset({R.PROPOSED, R.CONFIRMED, R.LIFT_PROPOSED})
"""A restriction in one of these withholds; lifted it does so only until its lift begins."""
UNDECIDED = frozenset({R.PROPOSED})
"""A judge has not decided yet: withheld more strictly than after the confirmation."""


class BreakGlassState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    EXPIRED = "expired"
    ENDED = "ended"


class BreakGlassEvent(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"
    EXPIRE = "expire"
    END = "end"


B, BE = BreakGlassState, BreakGlassEvent

BREAK_GLASS_TRANSITIONS: dict[tuple[BreakGlassState, BreakGlassEvent], BreakGlassState] = {
    (B.PROPOSED, BE.APPROVE): B.APPROVED,
    (B.PROPOSED, BE.REFUSE): B.REFUSED,
    (B.PROPOSED, BE.EXPIRE): B.EXPIRED,  # nobody decided in time
    (B.PROPOSED, BE.END): B.ENDED,  # taken back
    (B.APPROVED, BE.EXPIRE): B.EXPIRED,
    (B.APPROVED, BE.END): B.ENDED,
}
"""(from, event) -> to. What is not listed is refused."""


class HoldState(StrEnum):
    IN_FORCE = "in_force"
    RELEASE_PROPOSED = "release_proposed"
    RELEASED = "released"


class HoldEvent(StrEnum):
    PROPOSE_RELEASE = "propose_release"
    KEEP = "keep"
    RELEASE = "release"


H, HE = HoldState, HoldEvent

HOLD_TRANSITIONS: dict[tuple[HoldState, HoldEvent], HoldState] = {
    (H.IN_FORCE, HE.PROPOSE_RELEASE): H.RELEASE_PROPOSED,
    (H.RELEASE_PROPOSED, HE.KEEP): H.IN_FORCE,
    (H.RELEASE_PROPOSED, HE.RELEASE): H.RELEASED,
}
"""(from, event) -> to. What is not listed is refused."""

HOLDING = frozenset({H.IN_FORCE, H.RELEASE_PROPOSED})


class ActState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    CARRIED_OUT = "carried_out"


class ActEvent(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"
    CARRY_OUT = "carry_out"


A, AE = ActState, ActEvent

ACT_TRANSITIONS: dict[tuple[ActState, ActEvent], ActState] = {
    (A.PROPOSED, AE.APPROVE): A.APPROVED,
    (A.PROPOSED, AE.REFUSE): A.REFUSED,
    (A.APPROVED, AE.CARRY_OUT): A.CARRIED_OUT,
}
"""(from, event) -> to. What is not listed is refused: what two persons have approved is not taken back."""

ACT_OPEN = frozenset({A.PROPOSED, A.APPROVED})


class DisguiseState(StrEnum):
    ORDERED = "ordered"
    FAILED = "failed"
    TO_HEAR = "to_hear"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class DisguiseEvent(StrEnum):
    MAKE = "make"
    FAIL = "fail"
    RELEASE = "release"
    AGAIN = "again"
    WITHDRAW = "withdraw"


D, DE = DisguiseState, DisguiseEvent

DISGUISE_TRANSITIONS: dict[tuple[DisguiseState, DisguiseEvent], DisguiseState] = {
    (D.ORDERED, DE.MAKE): D.TO_HEAR,
    (D.ORDERED, DE.FAIL): D.FAILED,
    (D.ORDERED, DE.WITHDRAW): D.WITHDRAWN,
    (D.FAILED, DE.AGAIN): D.ORDERED,
    (D.FAILED, DE.WITHDRAW): D.WITHDRAWN,
    (D.TO_HEAR, DE.RELEASE): D.RELEASED,
    (D.TO_HEAR, DE.AGAIN): D.ORDERED,
    (D.TO_HEAR, DE.WITHDRAW): D.WITHDRAWN,
    (D.RELEASED, DE.AGAIN): D.ORDERED,  # somebody has heard a fault: it plays no longer
    (D.RELEASED, DE.WITHDRAW): D.WITHDRAWN,
}
"""(from, event) -> to. What is not listed is refused."""

DISGUISE_LIVE = frozenset({D.ORDERED, D.FAILED, D.TO_HEAR, D.RELEASED})
