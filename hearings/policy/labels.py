"""Plain English for the words of the table, as the reference page prints them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hearings.policy.classes import Condition, ContentClass, Role

ROLE_LABELS: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.JUDGE: "judge of the case (panel; a judge of a higher court after the transfer)",
        Role.ASSISTANT: "judge's assistant, named by the judge",
        Role.CLERK: "clerk assigned (a clerk of a higher court after the transfer)",
        Role.CHAIR: "chair of the court",
        Role.OTHER_JUDGE: "judge of another case, same court",
        Role.COURT_CLERK: "clerk of the court, not assigned",
        Role.REGISTRY: "registry office",
        Role.COURT_ADMIN: "court administrator",
        Role.SYSTEM_ADMIN: "system administrator",
        Role.OBSERVER: "observer, monitor",
        Role.PARTY: "party",
        Role.COUNSEL: "party's lawyer, while the mandate runs",
        Role.PROSECUTOR: "prosecutor",
        Role.VICTIM: "victim, from the recognition on",
        Role.WITNESS: "witness",
        Role.NAMED_IN_ORDER: "person named in an order",
        Role.CLIENT: "service client in its own name",
        Role.CLIENT_FOR_USER: "service client for a user: at most this, of what the user has",
        Role.PUBLIC: "everybody, where the court publishes open hearings",
    }
)
CLASS_LABELS: Final[Mapping[ContentClass, str]] = MappingProxyType(
    {
        ContentClass.EXISTENCE: "that it exists",
        ContentClass.CARD: "card and timeline",
        ContentClass.TEXT: "text: protocol, search hits",
        ContentClass.STREAM: "the stream for this viewer",
        ContentClass.ORIGINAL: "the original, all channels",
        ContentClass.ASK_COPY: "asking for a copy",
        ContentClass.COPY: "a copy of the safe version",
        ContentClass.COPY_ORIGINAL: "a copy of the original",
        ContentClass.IDENTITY: "the identity behind a pseudonym",
        ContentClass.AUDIT: "the audit log",
        ContentClass.AUDIT_CUSTODY: "the audit log of custody and copies",
        ContentClass.PROOF: "proofs and counts by opaque id",
        ContentClass.UPLOAD: "uploading a recording",
        ContentClass.PROTOCOL: "writing the protocol, marking the session, publishing",
        ContentClass.WRITE_CARD: "writing the card",
        ContentClass.PARTIES: "writing parties and mandates",
        ContentClass.ASSIGNMENTS: "assigning staff",
        ContentClass.RULING: "rulings",
        ContentClass.PROPOSE: "proposing a restriction, closing at once",
        ContentClass.WRITE_IDENTITY: "writing an identity, once",
        ContentClass.DELETE: "moving, withdrawing and deleting a recording (two persons delete)",
        ContentClass.RETIRE: "destroying what was kept long enough (two persons, one with w:countersign)",
        ContentClass.HOLD: "setting a legal hold; lifting it (two persons, one with w:countersign)",
        ContentClass.COUNTERSIGN: "being the judge among two persons",
        ContentClass.BREAK_GLASS: "asking for content by break-glass, or for an inquiry into who listened",
        ContentClass.TAKE_OVER: "taking over a hearing",
        ContentClass.ROW: "a row of id, state and totals",
    }
)
CONDITION_LABELS: Final[Mapping[Condition, str]] = MappingProxyType(
    {
        Condition.PURPOSE: "a purpose is stated",
        Condition.STEP_UP: "the person signed in a second time within 5 minutes",
        Condition.SITTING: "as `step-up`, or within 4 hours if that opened an original of this hearing before",
        Condition.ORDER_STEP_UP: "as `order`, and as `step-up`",
        Condition.SWORN: "the clerk is sworn for the hearing",
        Condition.OWN_PART: "the part lies within the person's own testimony",
        Condition.BY_ORDER: "an order names the person, this class and this column",
        Condition.OWN_BY_ORDER: "as `order`, within the person's own testimony",
        Condition.NAMED: "an order names the person and says sealed",
        Condition.LISTED: "the order lists this class and this column",
        Condition.LISTED_OPEN: "the order lists this class, in the open column or in this one",
        Condition.LISTED_OWN: "as `listed`, for a victim within the own testimony",
        Condition.PUBLISHED: "the judge publishes the disguised part",
        Condition.SAME_DAY: "the hearing is held today",
    }
)
