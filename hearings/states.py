"""States of a hearing and of a restriction on it, and the events that move them, as data."""

from enum import StrEnum


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


def next_state(state: str, event: HearingEvent) -> HearingState | None:
    """Return the state after an event, or None when the event is not possible now."""
    return TRANSITIONS.get((HearingState(state), event))


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


def next_restriction_state(state: str, event: RestrictionEvent) -> RestrictionState | None:
    """Return the state after an event, or None when the event is not possible now."""
    return RESTRICTION_TRANSITIONS.get((RestrictionState(state), event))
