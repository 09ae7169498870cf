"""The words of the access table: content classes, actions, roles, columns and conditions."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class ContentClass(StrEnum):
    """What an action touches. Writing and audit are split, because hardly any role may do all of either."""

    EXISTENCE = "e"
    CARD = "c"
    TEXT = "t"
    STREAM = "s"
    ORIGINAL = "o"
    ASK_COPY = "k*"
    COPY = "k"
    COPY_ORIGINAL = "K"
    IDENTITY = "i"
    AUDIT = "a"
    AUDIT_CUSTODY = "a:custody"
    PROOF = "a:proof"
    UPLOAD = "w:upload"
    PROTOCOL = "w:protocol"
    WRITE_CARD = "w:card"
    PARTIES = "w:parties"
    ASSIGNMENTS = "w:assignments"
    RULING = "w:ruling"
    PROPOSE = "w:propose"
    WRITE_IDENTITY = "w:identity"
    DELETE = "w:delete"
    RETIRE = "w:retire"
    HOLD = "w:hold"
    COUNTERSIGN = "w:countersign"
    BREAK_GLASS = "w:break-glass"
    TAKE_OVER = "w:take-over"
    ROW = "row"


class Action(StrEnum):
    """What somebody wants to do with a hearing (or, the first and the writing ones, with a case)."""

    EXISTS = "exists"
    CARD = "card"
    TIMELINE = "timeline"
    ENTRIES = "entries"
    SEARCH = "search"
    PLAYLIST = "playlist"
    SEGMENT = "segment"
    PEAKS = "peaks"
    STORYBOARD = "storyboard"
    ORIGINAL = "original"
    UPLOAD = "upload"
    MOVE_RECORDING = "move recording"
    WRITE_ENTRY = "write entry"
    MARK_SESSION = "mark session"
    PUBLISH = "publish"
    WRITE_CARD = "write card"
    WRITE_PARTIES = "write parties"
    ASSIGN = "assign"
    PROPOSE_RESTRICTION = "propose restriction"
    CONFIRM_OR_LIFT = "confirm or lift"
    RULE = "rule"
    READ_IDENTITY = "read identity"
    WRITE_IDENTITY = "write identity"
    ASK_COPY = "ask copy"
    DECIDE_COPY = "decide copy"
    COLLECT_COPY = "collect copy"
    COLLECT_ORIGINAL = "collect original"
    READ_AUDIT = "read audit"
    READ_CUSTODY = "read custody"
    READ_PROOF = "read proof"
    EXPORT = "export"
    DELETE = "delete"
    RETIRE = "retire"
    HOLD = "hold"
    COUNTERSIGN = "countersign"
    BREAK_GLASS = "break glass"
    TAKE_OVER = "take over"
    LIST_ROW = "list row"


ACTION_CLASS: Final[Mapping[Action, ContentClass]] = MappingProxyType(
    {
        Action.EXISTS: ContentClass.EXISTENCE,
        Action.CARD: ContentClass.CARD,
        Action.TIMELINE: ContentClass.CARD,
        Action.ENTRIES: ContentClass.TEXT,
        Action.SEARCH: ContentClass.TEXT,
        Action.PLAYLIST: ContentClass.STREAM,
        Action.SEGMENT: ContentClass.STREAM,
        Action.PEAKS: ContentClass.STREAM,
        Action.STORYBOARD: ContentClass.STREAM,
        Action.ORIGINAL: ContentClass.ORIGINAL,
        Action.UPLOAD: ContentClass.UPLOAD,
        Action.MOVE_RECORDING: ContentClass.DELETE,
        Action.WRITE_ENTRY: ContentClass.PROTOCOL,
        Action.MARK_SESSION: ContentClass.PROTOCOL,
        Action.PUBLISH: ContentClass.PROTOCOL,
        Action.WRITE_CARD: ContentClass.WRITE_CARD,
        Action.WRITE_PARTIES: ContentClass.PARTIES,
        Action.ASSIGN: ContentClass.ASSIGNMENTS,
        Action.PROPOSE_RESTRICTION: ContentClass.PROPOSE,
        Action.CONFIRM_OR_LIFT: ContentClass.RULING,
        Action.RULE: ContentClass.RULING,
        Action.READ_IDENTITY: ContentClass.IDENTITY,
        Action.WRITE_IDENTITY: ContentClass.WRITE_IDENTITY,
        Action.ASK_COPY: ContentClass.ASK_COPY,
        Action.DECIDE_COPY: ContentClass.RULING,
        Action.COLLECT_COPY: ContentClass.COPY,
        Action.COLLECT_ORIGINAL: ContentClass.COPY_ORIGINAL,
        Action.READ_AUDIT: ContentClass.AUDIT,
        Action.READ_CUSTODY: ContentClass.AUDIT_CUSTODY,
        Action.READ_PROOF: ContentClass.PROOF,
        # What an export holds is decided item by item, like a page; the class only opens the door.
        Action.EXPORT: ContentClass.CARD,
        Action.DELETE: ContentClass.DELETE,
        Action.RETIRE: ContentClass.RETIRE,
        Action.HOLD: ContentClass.HOLD,
        Action.COUNTERSIGN: ContentClass.COUNTERSIGN,
        Action.BREAK_GLASS: ContentClass.BREAK_GLASS,
        Action.TAKE_OVER: ContentClass.TAKE_OVER,
        Action.LIST_ROW: ContentClass.ROW,
    }
)


class Role(StrEnum):
    """What a person is to one hearing at one moment; a person may be several things at once."""

    JUDGE = "judge"
    ASSISTANT = "assistant"
    CLERK = "clerk"
    CHAIR = "chair"
    OTHER_JUDGE = "other-judge"
    COURT_CLERK = "court-clerk"
    REGISTRY = "registry"
    COURT_ADMIN = "court-admin"
    SYSTEM_ADMIN = "system-admin"
    OBSERVER = "observer"
    PARTY = "party"
    COUNSEL = "counsel"
    PROSECUTOR = "prosecutor"
    VICTIM = "victim"
    WITNESS = "witness"
    NAMED_IN_ORDER = "order"
    CLIENT = "client"
    CLIENT_FOR_USER = "client-for-user"
    PUBLIC = "public"


class Column(StrEnum):
    """The class of a part of a hearing, from the mildest to the strictest."""

    OPEN = "open"
    PROTECTED = "protected"
    CLOSED = "closed"
    PROVISIONAL = "provisional"
    EX_PARTE = "ex_parte"
    OFF_RECORD_PROPOSED = "off_record_proposed"
    OFF_RECORD = "off_record"
    SEALED = "sealed"
    UNKNOWN = "unknown"


class Condition(StrEnum):
    """What must hold besides the role; written after `@` in the table."""

    ALWAYS = ""
    PURPOSE = "purpose"
    STEP_UP = "step-up"
    SITTING = "sitting"
    ORDER_STEP_UP = "order+step-up"
    SWORN = "sworn"
    OWN_PART = "own"
    BY_ORDER = "order"
    OWN_BY_ORDER = "own-order"
    NAMED = "named"
    LISTED = "listed"
    LISTED_OPEN = "listed-open"
    LISTED_OWN = "listed-own"
    PUBLISHED = "published"
    SAME_DAY = "same-day"


class Scope(StrEnum):
    """What an OAuth client asked for and was given."""

    READ = "read"
    CARDS = "cards"
    UPLOAD = "upload"
    CONTENT = "content"
    PROTOCOL = "protocol"


CONTENT: Final = frozenset(
    {
        ContentClass.TEXT,
        ContentClass.STREAM,
        ContentClass.ORIGINAL,
        ContentClass.COPY,
        ContentClass.COPY_ORIGINAL,
    }
)
MEDIA: Final = CONTENT - {ContentClass.TEXT}
CASE_STAFF: Final = frozenset({Role.JUDGE, Role.ASSISTANT, Role.CLERK})
