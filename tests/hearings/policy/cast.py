"""A fixed cast around one hearing of three hours; the names are those of the demo court."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hearings.policy.facts import (
    AccessOrder,
    Assignment,
    CourtFacts,
    Facts,
    Interval,
    Membership,
    Participation,
    Restriction,
    ServiceClient,
    SessionBounds,
    Subject,
)

HEARING = "hearing-1"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PAST = NOW - timedelta(days=30)
MINUTE_MS = 60_000
DURATION_MS = 180 * MINUTE_MS
OPENED_MS = MINUTE_MS
CLOSED_MS = 170 * MINUTE_MS
PART = Interval(20 * MINUTE_MS, 30 * MINUTE_MS)
INSIDE = Interval(22 * MINUTE_MS, 23 * MINUTE_MS)
ELSEWHERE = Interval(50 * MINUTE_MS, 51 * MINUTE_MS)
COURT = "court-1"
OTHER_COURT = "court-2"
HIGHER_COURT = "court-above"

_OFFICES = {
    "judge": (COURT, "judge"),
    "judge2": (COURT, "judge"),
    "recused": (COURT, "judge"),
    "chair": (COURT, "chair"),
    "clerk": (COURT, "clerk"),
    "clerk2": (COURT, "clerk"),
    "clerk3": (OTHER_COURT, "clerk"),
    "judge3": (OTHER_COURT, "judge"),
    "registry": (COURT, "registry"),
    "courtadmin": (COURT, "court_admin"),
    "observer": (COURT, "observer"),
    "appeal": (HIGHER_COURT, "judge"),
    "appealclerk": (HIGHER_COURT, "clerk"),
}
_PLACES = {
    "party": ("party", "defence"),
    "lawyer": ("counsel", "defence"),
    "prosecutor": ("prosecutor", "prosecution"),
    "victim": ("victim", "prosecution"),
    "witness": ("witness", "none"),
    "expert": ("expert", "none"),
}
OWN_SPAN = (20 * MINUTE_MS, 40 * MINUTE_MS)


def subject(name: str, **changes: Any) -> Subject:
    """Return one of the cast by name; `anonymous` has no credentials, `admin` no court."""
    offices = (Membership(*_OFFICES[name], since=PAST),) if name in _OFFICES else ()
    made = Subject(
        None if name == "anonymous" else name, memberships=offices, is_system_admin=name == "admin"
    )
    return replace(made, **changes)


def service_client(*scopes: str, user: str | None = None, courts: tuple[str, ...] = (COURT,)) -> Subject:
    """Return a client, in its own name or for a user of the cast."""
    client = ServiceClient("demo-system", frozenset(scopes), frozenset(courts), acting_for=user is not None)
    return Subject(None, client=client) if user is None else subject(user, client=client)


def order_for(user: str, classes: str, *columns: str, until: datetime | None = None) -> AccessOrder:
    """Return an order that names a user; classes as in the table, by spaces."""
    return AccessOrder(user, frozenset(classes.split()), frozenset(columns), PAST, until)


def restriction(
    kind: str,
    part: Interval | None = PART,
    *excludes: str,
    confirmed: bool | None = None,
    released: bool = True,
    tracks: tuple[str, ...] = (),
) -> Restriction:
    """Return a restriction on a part, or on the whole hearing when `part` is None."""
    return Restriction(
        kind,
        0 if part is None else part.start_ms,
        None if part is None else part.end_ms,
        part is None,
        frozenset(excludes),
        kind != "provisional" if confirmed is None else confirmed,
        frozenset(tracks),
        released,
    )


def hearing(*restrictions: Restriction, **changes: Any) -> Facts:
    """Return the facts of the cast's hearing: bounds marked, protocol published, not transferred."""
    facts = Facts(
        object_id=HEARING,
        hearing_id=HEARING,
        court=CourtFacts(COURT, (HIGHER_COURT, "region")),
        state="recorded",
        cases=("case-1",),
        assignments=(
            Assignment("judge", "presiding", PAST),
            Assignment("recused", "panel", PAST, recused_at=NOW - timedelta(days=1)),
            Assignment("clerk", "clerk", PAST),
            Assignment("assistant", "assistant", PAST),
        ),
        participations=tuple(
            Participation(
                f"{name}-place",
                name,
                kind,
                side,
                PAST,
                spans=(OWN_SPAN,) if kind in {"witness", "victim"} else (),
            )
            for name, (kind, side) in _PLACES.items()
        ),
        orders=(order_for("expert", "e c s", "open"),),
        session=SessionBounds(OPENED_MS, CLOSED_MS),
        protocol_published=True,
        restrictions=restrictions,
    )
    return replace(facts, **changes)
