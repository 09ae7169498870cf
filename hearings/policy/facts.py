"""Frozen facts about one hearing, gathered by the rooms that own them; ids are opaque, times are UTC."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hearings.policy.boxes import Boxes
from hearings.policy.words import (
    AssignedRole,
    Face,
    ParticipantKind,
    RestrictionKind,
    Side,
    StaffRole,
    Voice,
)

# The words belong to the facts: who gathers facts finds both here.
__all__ = [
    "AccessOrder",
    "AssignedRole",
    "Assignment",
    "CaseFacts",
    "CourtFacts",
    "Facts",
    "Interval",
    "Membership",
    "ParticipantKind",
    "Participation",
    "PolicyLimits",
    "Restriction",
    "RestrictionKind",
    "ServiceClient",
    "SessionBounds",
    "Side",
    "Span",
    "StaffRole",
    "Subject",
    "running",
]

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ServiceClient:
    """Another system; with `acting_for` the subject's `user_id` is the person it acts for."""

    client_id: str
    scopes: frozenset[str]
    court_ids: frozenset[str]
    acting_for: bool = False


@dataclass(frozen=True, slots=True)
class Membership:
    """An office, from `since` (included) to `until` (excluded)."""

    court_id: str
    role: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """Who asks. Neither `user_id` nor `client`: anonymous.

    `step_up_at`: the last second sign-in. `sittings`: hearings of which a protected original was opened by
    one, each with its moment.
    """

    user_id: str | None
    client: ServiceClient | None = None
    memberships: tuple[Membership, ...] = ()
    is_system_admin: bool = False
    step_up_at: datetime | None = None
    purpose: str = ""
    sittings: tuple[tuple[str, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class CourtFacts:
    """A court, the courts and regions above it, and whether its open hearings are public."""

    court_id: str
    ancestors: tuple[str, ...] = ()
    public_open: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """A place of a person in the hearing; a recusal works from `recused_at` on."""

    user_id: str
    role: str
    since: datetime
    until: datetime | None = None
    recused_at: datetime | None = None
    sworn: bool = False


@dataclass(frozen=True, slots=True)
class Participation:
    """A participant's account or a mandate; a victim's begins with the recognition.

    `spans` are the person's own testimony, ms after the hearing's start.
    """

    participant_id: str
    user_id: str
    kind: str
    side: str
    since: datetime
    until: datetime | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class AccessOrder:
    """An order (an inspection, a break-glass too) that gives a person `classes` in `columns` for a time."""

    user_id: str
    classes: frozenset[str]
    columns: frozenset[str]
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SessionBounds:
    """When the session was opened and closed, ms after the hearing's start; None = still open."""

    opened_ms: int
    closed_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Restriction:
    """One restriction on [start_ms, end_ms) or on the whole hearing; end None = open-ended.

    `excludes` holds participant ids, sides, user ids or `clerk`/`assistant`. `tracks` empty = all.
    `released`: the disguised rendition of a protected part exists. `publish_disguised`: the judge lets the
    public hear it. `of_person`: it is on one participant, so the others keep their names in it. `voice`, `face`: what
    becomes of them in a protected part, words of `Voice` and `Face`; `boxes`: what of a masked picture is covered.
    `is_name`: somebody says the name here, which no other voice hides.
    """

    kind: str
    start_ms: int
    end_ms: int | None
    whole: bool
    excludes: frozenset[str]
    confirmed: bool
    tracks: frozenset[str] = frozenset()
    released: bool = False
    publish_disguised: bool = False
    lifted_at: datetime | None = None
    of_person: bool = False
    voice: str = Voice.STRONG
    face: str = Face.COVERED
    is_name: bool = False
    boxes: Boxes = frozenset()


@dataclass(frozen=True, slots=True)
class PolicyLimits:
    """How long a second sign-in opens an identity; how long the originals of the hearing it was used for."""

    step_up_identity: timedelta = timedelta(minutes=5)
    step_up_original: timedelta = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Interval:
    """Part [start_ms, end_ms), ms after the hearing's start; end None = to its end, end = start: a moment"""

    start_ms: int
    end_ms: int | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a verdict on one hearing depends on, besides the subject and the time.

    `held_today`: the hearing is on the court's calendar day of now (R16); the court's time zone decides.
    """

    object_id: str
    hearing_id: str | None
    court: CourtFacts
    state: str
    sealed: bool = False
    cases: tuple[str, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    participations: tuple[Participation, ...] = ()
    orders: tuple[AccessOrder, ...] = ()
    transferred_to: tuple[str, ...] = ()
    session: SessionBounds | None = None
    protocol_published: bool = False
    hold: bool = False
    retention_expired: bool = False
    restrictions: tuple[Restriction, ...] = ()
    held_today: bool = False
    limits: PolicyLimits = PolicyLimits()


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case: assignments, participations and orders of all its hearings; of restrictions the whole ones."""

    case_id: str
    court: CourtFacts
    sealed: bool = False
    assignments: tuple[Assignment, ...] = ()
    participations: tuple[Participation, ...] = ()
    orders: tuple[AccessOrder, ...] = ()
    transferred_to: tuple[str, ...] = ()
    restrictions: tuple[Restriction, ...] = ()


def running(since: datetime, until: datetime | None, now: datetime) -> bool:
    """Whether `now` lies in [since, until)."""
    return since <= now and (until is None or now < until)
