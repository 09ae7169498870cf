"""What `decide` answers: an outcome, the rule that gave it, and a reason that can be shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Final


class Outcome(Enum):
    """The value is the HTTP status. Under a media URL every refusal but 410 and 423 is answered as 404."""

    ALLOW = 200
    UNAUTHENTICATED = 401
    FORBIDDEN = 403
    NOT_FOUND = 404
    NOT_READY = 409
    GONE = 410
    HELD = 423


class Reason(StrEnum):
    """Stable codes for `application/problem+json`; their sentences are in `reasons`."""

    GRANTED = "granted"
    SIGN_IN = "sign-in-required"
    ABSENT = "not-found"
    UNKNOWN = "unknown-state"
    ROLE = "role-lacks-class"
    EXCLUDED = "excluded"
    CLOSED = "closed"
    PROTECTED = "protected"
    PROVISIONAL = "closed-until-confirmed"
    OFF_RECORD = "off-the-record"
    SEALED = "sealed"
    PURPOSE = "purpose-required"
    STEP_UP = "step-up-required"
    SWORN = "oath-required"
    OWN_PART = "own-part-only"
    ORDER = "order-required"
    SAME_DAY = "not-on-this-day"
    SCOPE = "scope-required"
    DRAFT = "draft"
    UNMARKED = "session-not-marked"
    PREPARING = "being-prepared"
    EXPIRED = "destroyed"
    HOLD = "legal-hold"


RULE_OF: Final[Mapping[Reason, str]] = MappingProxyType(
    {
        Reason.SIGN_IN: "V-sign-in",
        Reason.ABSENT: "V-no-grant",
        Reason.UNKNOWN: "V-unknown",
        Reason.ROLE: "V-role",
        Reason.EXCLUDED: "M-excluded",
        Reason.CLOSED: "M-closed",
        Reason.PROTECTED: "M-protected",
        Reason.PROVISIONAL: "M-provisional",
        Reason.OFF_RECORD: "M-off-record",
        Reason.SEALED: "M-sealed",
        Reason.PURPOSE: "C-purpose",
        Reason.STEP_UP: "C-step-up",
        Reason.SWORN: "C-sworn",
        Reason.OWN_PART: "C-own-part",
        Reason.ORDER: "C-order",
        Reason.SAME_DAY: "R16-same-day",
        Reason.SCOPE: "C-scope",
        Reason.DRAFT: "R15-draft",
        Reason.UNMARKED: "M-unmarked",
        Reason.PREPARING: "R4-preparing",
        Reason.EXPIRED: "R2-expired",
        Reason.HOLD: "R1-hold",
    }
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`rule_id` goes into the audit leaf. `redacted`: text or card are shown without protected names."""

    outcome: Outcome
    rule_id: str
    reason: Reason
    redacted: bool = False

    @property
    def allowed(self) -> bool:
        """Whether the action may go on."""
        return self.outcome is Outcome.ALLOW


def refuse(outcome: Outcome, reason: Reason) -> Verdict:
    """Return a refusal with the rule that belongs to its reason."""
    return Verdict(outcome, RULE_OF[reason], reason)
