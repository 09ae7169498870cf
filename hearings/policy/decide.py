"""The one function saying whether somebody may do something with a hearing, for every door of the house."""

from datetime import datetime
from typing import Final

from hearings.policy.classes import (
    ACTION_CLASS,
    CASE_STAFF,
    CONTENT,
    MEDIA,
    Action,
    Column,
    ContentClass,
    Role,
)
from hearings.policy.conditions import Question
from hearings.policy.facts import CaseFacts, Facts, Interval, Subject
from hearings.policy.roles import Grant, grants
from hearings.policy.scene import WHOLE_SESSION, open_scene, scene_of
from hearings.policy.verdict import Outcome, Reason, Verdict, refuse
from hearings.policy.weigh import Weighed, weigh
from hearings.policy.words import RestrictionKind

KNOWN_STATES: Final = frozenset(
    {"scheduled", "in_session", "recorded", "protocol_signed", "archived", "adjourned", "cancelled"}
)
CASE_ACTIONS: Final = frozenset(
    {
        Action.EXISTS,
        Action.CARD,
        Action.WRITE_CARD,
        Action.WRITE_PARTIES,
        Action.ASSIGN,
        Action.RULE,
        Action.BREAK_GLASS,
        Action.READ_AUDIT,
        Action.READ_PROOF,
        Action.EXPORT,
        Action.LIST_ROW,
    }
)
_DRAFT_READS: Final = frozenset({Action.ENTRIES, Action.SEARCH})
_HELD_ACTIONS: Final = frozenset({Action.DELETE, Action.RETIRE, Action.MOVE_RECORDING})
# What needs content that is still there, or would add some to a hearing whose content was destroyed.
_NEEDS_CONTENT: Final = frozenset(
    {
        ContentClass.UPLOAD,
        ContentClass.PROTOCOL,
        ContentClass.DELETE,
        ContentClass.RETIRE,
        ContentClass.HOLD,
        ContentClass.ASK_COPY,
    }
)


def decide(
    subject: Subject,
    action: Action,
    facts: Facts,
    interval: Interval | None = None,
    tracks: frozenset[str] | None = None,
    *,
    now: datetime,
) -> Verdict:
    """Return the verdict on `action`; it never raises for odd facts, it refuses.

    `interval` is the part asked for, None the hearing as such (for an original: all of its session).
    `tracks` are the channels that the bytes hold, None all of them. What no rule grants is refused: 401
    without credentials, 404 without existence, else 403. A draft protocol is NOT_READY with reason DRAFT:
    an empty list to its reader.
    """
    return decide_with(grants(subject, facts, now), subject, action, facts, interval, tracks, now=now)


def decide_with(
    held: tuple[Grant, ...],
    subject: Subject,
    action: Action,
    facts: Facts,
    interval: Interval | None,
    tracks: frozenset[str] | None,
    *,
    now: datetime,
) -> Verdict:
    """Return the verdict for grants already found, so that many parts of one hearing share them."""
    wanted = ACTION_CLASS.get(action)
    if wanted is None or facts.state not in KNOWN_STATES:
        return _absent(subject, Reason.UNKNOWN)
    if not held:
        return _absent(subject)
    if wanted is ContentClass.ASK_COPY:
        existing = _question(subject, facts, ContentClass.EXISTENCE, None, None, now)
        if weigh(existing, held).grant is None:
            return _absent(subject)
        question = Question(subject, facts, wanted, None, open_scene(facts), now)
    else:
        question = _question(subject, facts, wanted, interval, tracks, now)
    weighed = weigh(question, held)
    expired = facts.retention_expired and wanted in CONTENT
    if weighed.grant is None or expired:
        return _refusal(question, held, weighed, expired=expired)
    return _hindrance(question, held, action) or _allow(question, weighed)


def decide_case(subject: Subject, action: Action, facts: CaseFacts, *, now: datetime) -> Verdict:
    """Return the verdict on a case's page, card or writing; content is decided per hearing."""
    as_hearing = Facts(
        object_id=facts.case_id,
        hearing_id=None,
        court=facts.court,
        state="recorded" if action in CASE_ACTIONS else "not a matter of the case",
        sealed=facts.sealed,
        cases=(facts.case_id,),
        assignments=facts.assignments,
        participations=facts.participations,
        orders=facts.orders,
        transferred_to=facts.transferred_to,
        restrictions=facts.restrictions,
    )
    return decide(subject, action, as_hearing, now=now)


def _question(
    subject: Subject,
    facts: Facts,
    wanted: ContentClass,
    interval: Interval | None,
    tracks: frozenset[str] | None,
    now: datetime,
) -> Question:
    scene = scene_of(subject, facts, wanted, interval, tracks, now)
    return Question(subject, facts, wanted, interval, scene, now)


def _refusal(question: Question, held: tuple[Grant, ...], weighed: Weighed, *, expired: bool) -> Verdict:
    """Return 403 to who knows that it exists, 410 when it is destroyed, else 404, without credentials 401."""
    # An original is known of by who knows of the hearing, whatever lies around the session in the file.
    part = None if question.wanted in WHOLE_SESSION else question.interval
    existence = _question(question.subject, question.facts, ContentClass.EXISTENCE, part, None, question.now)
    if weigh(existence, held).grant is None:
        return _absent(question.subject)
    if expired:
        return refuse(Outcome.GONE, Reason.EXPIRED)
    if _is_anonymous(question.subject):
        return refuse(Outcome.UNAUTHENTICATED, Reason.SIGN_IN)
    return refuse(Outcome.FORBIDDEN, weighed.reason)


def _hindrance(question: Question, held: tuple[Grant, ...], action: Action) -> Verdict | None:
    """Return what stands against a thing that the role may do: draft, unmarked bounds, hold, destruction."""
    facts, wanted = question.facts, question.wanted
    if facts.retention_expired and wanted in _NEEDS_CONTENT:
        return refuse(Outcome.GONE, Reason.EXPIRED)
    if facts.hold and action in _HELD_ACTIONS:
        return refuse(Outcome.HELD, Reason.HOLD)
    reserved = _reserved_for_staff(facts, action, wanted)
    if reserved is not None:
        staff = [grant for grant in held if grant.role in CASE_STAFF]
        if weigh(question, staff).grant is None:
            return refuse(Outcome.NOT_READY, reserved)
    if wanted is ContentClass.STREAM and _awaits_disguise(question):
        return refuse(Outcome.NOT_READY, Reason.PREPARING)
    return None


def _reserved_for_staff(facts: Facts, action: Action, wanted: ContentClass) -> Reason | None:
    if action in _DRAFT_READS and not facts.protocol_published:
        return Reason.DRAFT
    if wanted in MEDIA and facts.session is None:
        return Reason.UNMARKED
    return None


def _awaits_disguise(question: Question) -> bool:
    return any(
        each.kind == RestrictionKind.PROTECTED and not each.released for each in question.scene.touching
    )


def _allow(question: Question, weighed: Weighed) -> Verdict:
    columns = question.scene.columns
    role = Role.PUBLIC if weighed.grant is None else weighed.grant.role
    redacted = question.wanted in {ContentClass.TEXT, ContentClass.CARD} and (
        Column.PROTECTED in columns or role is Role.PUBLIC
    )
    return Verdict(Outcome.ALLOW, f"T-{role}-{columns[0]}", Reason.GRANTED, redacted)


def _absent(subject: Subject, reason: Reason = Reason.ABSENT) -> Verdict:
    if _is_anonymous(subject):
        return refuse(Outcome.UNAUTHENTICATED, Reason.SIGN_IN)
    return refuse(Outcome.NOT_FOUND, reason)


def _is_anonymous(subject: Subject) -> bool:
    return subject.user_id is None and subject.client is None
