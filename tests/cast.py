"""The fixed cast of the tests: a court tree, the demonstration's people, case 1 with its hearing, case 2 of others.

Plain functions; conftest.py makes fixtures of them. Times are fixed, so that a failure reads the same tomorrow.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.models import User
from accounts.policies.caller import Caller
from courts.models import Court, Courtroom
from demo.services.cast import create_cast
from demo.services.courts import create_client, create_courts
from foundation.clock import plus_ms, utc_now
from hearings.models import (
    AccessOrder,
    AssignmentRole,
    Case,
    Hearing,
    Participant,
    ParticipantKind,
    Side,
)
from hearings.services.assignments import assign, recuse
from hearings.services.cases import add_participant, create_case
from hearings.services.hearings import create_hearing, mark_session
from hearings.services.mandates import give_mandate
from protocol.models import Entry
from protocol.services.imports import import_entries
from protocol.services.publishing import publish

RULE = "test"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
HEARD_AT = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
SESSION_MS = 20_000
ABSENT = "a" * 26
"""The form of an id, of nothing."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody and everything; `case` and `hearing` are case 1, `other_case` and `other_hearing` case 2."""

    courts: dict[str, Court]
    room: Courtroom
    people: dict[str, User]
    case: Case
    hearing: Hearing
    parts: dict[str, Participant]
    other_case: Case
    other_hearing: Hearing

    def caller(self, username: str) -> Caller:
        return Caller(user=self.people[username])


# username: (takes part in case 1 as, on the side of)
PARTS = {
    "party": (ParticipantKind.PARTY, Side.DEFENCE),
    "lawyer": (ParticipantKind.COUNSEL, Side.DEFENCE),
    "prosecutor": (ParticipantKind.PROSECUTOR, Side.PROSECUTION),
    "victim": (ParticipantKind.VICTIM, Side.PROSECUTION),
    "witness": (ParticipantKind.WITNESS, Side.NONE),
}
# (offset, end, speaker's part, text)
TURNS = (
    (0, 3_000, "", "The session is opened."),
    (3_000, 8_000, "witness", "I saw the bicycle beside the fence."),
    (8_000, 12_000, "lawyer", "Who else was there?"),
    (12_000, 18_000, "witness", "Nobody, the street was empty."),
)


def build() -> Cast:
    """Create everything, without a recording."""
    courts = create_courts()
    people = create_cast(courts)
    create_client(courts["city"])
    room = Courtroom.objects.create(court=courts["city"], name="101")
    by = Caller(user=people["registry"])
    case = create_case(courts["city"], by, RULE, number="1/101", title="Theft of a bicycle")
    parts = {name: _part(case, by, people[name], *place) for name, place in PARTS.items()}
    give_mandate(parts["lawyer"], parts["party"], by, RULE, since=LONG_AGO)
    _order(case, people["expert"])
    hearing = create_hearing(
        courts["city"], [case], by, RULE, scheduled_at=HEARD_AT, courtroom=room, scheduled_minutes=30
    )
    _seat(hearing, by, people)
    other_case = create_case(courts["city"], by, RULE, number="2/202", title="Repair of a roof")
    other_hearing = create_hearing(courts["city"], [other_case], by, RULE, scheduled_at=utc_now())
    assign(other_hearing, people["judge2"], AssignmentRole.PRESIDING, by, RULE)
    return Cast(courts, room, people, case, hearing, parts, other_case, other_hearing)


def _part(case: Case, by: Caller, user: User, kind: str, side: str) -> Participant:
    name = user.display_name
    return add_participant(case, by, RULE, kind=kind, side=side, name=name, user=user, since=LONG_AGO)


def _order(case: Case, user: User) -> None:
    AccessOrder.objects.create(case=case, user=user, classes="ecs", columns=["open"], since=LONG_AGO)


def _seat(hearing: Hearing, by: Caller, people: dict[str, User]) -> None:
    seats = (
        ("judge", AssignmentRole.PRESIDING),
        ("clerk", AssignmentRole.CLERK),
        ("assistant", AssignmentRole.ASSISTANT),
        ("recused", AssignmentRole.PANEL),
    )
    for username, role in seats:
        place = assign(hearing, people[username], role, by, RULE)
        if username == "recused":
            recuse(place, by, RULE, "test")


def mark(cast: Cast, opened_at: datetime = HEARD_AT, length_ms: int = SESSION_MS) -> Hearing:
    """Mark the session of case 1's hearing."""
    closed_at = plus_ms(opened_at, length_ms)
    return mark_session(cast.hearing, cast.caller("clerk"), RULE, opened_at, closed_at)


def write_log(cast: Cast) -> list[Entry]:
    """Write the turns as drafts."""
    rows: list[dict[str, Any]] = [
        {
            "offset_ms": start,
            "end_offset_ms": end,
            "participant": cast.parts[part].pk if part else None,
            "speaker": part or "clerk",
            "text": text,
            "external_id": f"turn-{start}",
        }
        for start, end, part, text in TURNS
    ]
    import_entries(cast.hearing, rows, "", cast.caller("clerk"), RULE)
    return list(Entry.objects.filter(hearing=cast.hearing))


def write_and_publish(cast: Cast) -> list[Entry]:
    """Write the turns and publish them."""
    write_log(cast)
    publish(cast.hearing, cast.caller("clerk"), RULE)
    cast.hearing.refresh_from_db()
    return list(Entry.objects.filter(hearing=cast.hearing))


def later(hours: int) -> datetime:
    """Return a moment of the hearing's day."""
    return HEARD_AT + timedelta(hours=hours)
