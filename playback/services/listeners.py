"""Who listened to a hearing, as the audit log has it, cut to what its reader may learn."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from accounts.models import Membership, MembershipRole, User
from custody.models import OutboxRow
from foundation.problems import Forbidden, NotFound
from hearings.doors import Admitted
from hearings.models import Assignment, AssignmentRole, Participant
from hearings.policies.accounts import account_keys
from hearings.policy import Action, ContentClass
from hearings.policy.facts import running
from media_pipeline.hls.intervals import Ranges, normalise
from playback.policies.listening import Told, told

JUDGES = frozenset({AssignmentRole.PRESIDING, AssignmentRole.PANEL})
JUDGES_BY_OFFICE = frozenset({MembershipRole.JUDGE, MembershipRole.CHAIR})


@dataclass
class Listening:
    """One play: when it was opened, and what of the hearing was sent since (milliseconds from its start)."""

    opened_at: datetime
    ranges: Ranges = ()


@dataclass
class Listener:
    """A person and what is told of the person: plays, or only the moments of which the page shows the dates."""

    person: str
    name: str
    told: Told
    plays: list[Listening] = field(default_factory=list)


def may_read_listeners(admitted: Admitted) -> bool:
    """Tell whether the caller presides over this hearing and may read its audit log, or inquires into a leak."""
    return (_presides(admitted) and admitted.may(Action.READ_AUDIT)) or may_inquire(admitted)


def _presides(admitted: Admitted) -> bool:
    user = admitted.caller.user
    seats = [place for place in admitted.places if user is not None and place.user_id == user.pk]
    return any(
        seat.role == AssignmentRole.PRESIDING and seat.until is None and seat.recused_at is None
        for seat in seats
    )


def may_inquire(admitted: Admitted) -> bool:
    """Tell whether an inquiry runs for the caller: only break-glass gives an order that lists the audit log."""
    opened = any(
        ContentClass.AUDIT in order.classes and running(order.since, order.until, admitted.now)
        for order in admitted.facts.orders
    )
    return opened and admitted.may(Action.READ_AUDIT)


def listeners_of(admitted: Admitted) -> list[Listener]:
    """Return who listened, the latest play first. Raises Forbidden, or NotFound for who knows nothing of it."""
    if not may_read_listeners(admitted):
        raise Forbidden if admitted.may(Action.EXISTS) else NotFound
    rows = _rows(admitted)
    persons = {row.private_part.person for row in rows}
    levels = dict.fromkeys(persons, Told.ALL) if may_inquire(admitted) else _levels(admitted, persons)
    plays = _plays(row for row in rows if levels[row.private_part.person] is not Told.NOTHING)
    names = _names(admitted, persons)
    names |= {person: str(row) for person, row in _protected(admitted, persons).items()}
    found = [
        Listener(person, names.get(person, ""), levels[person], _shown(of_person, levels[person]))
        for person, of_person in plays.items()
    ]
    return sorted(found, key=lambda each: (each.told is Told.DATES, each.name))


def _names(admitted: Admitted, persons: set[str]) -> dict[str, str]:
    """Who takes part is called as in the case: an account tells nothing of who has it, or more than a pseudonym may."""
    names = {user.pk: user.display_name for user in User.objects.filter(pk__in=persons)}
    parts = Participant.objects.filter(case__in=admitted.cases, user__in=persons)
    return names | dict(parts.values_list("user", "name"))


def _rows(admitted: Admitted) -> list[OutboxRow]:
    """The newest rows on plays of the hearing, those of erased persons aside: one of them may have been a judge."""
    rows = OutboxRow.objects.filter(object=admitted.hearing.pk, action__in=("play.opened", "play.heard"))
    rows = (
        rows.exclude(private_part=None)
        .exclude(private_part__person="")
        .select_related("private_part")
        .order_by("-seq")
    )
    return list(rows[: settings.LISTENING_ROWS])[::-1]


def _levels(admitted: Admitted, persons: set[str]) -> dict[str, Told]:
    seats = list(
        Assignment.objects.filter(hearing=admitted.hearing, user__in=persons).values_list("user", "role")
    )
    judging = {user for user, role in seats if role in JUDGES}
    judging |= set(
        Membership.objects.filter(user__in=persons, role__in=JUDGES_BY_OFFICE).values_list("user", flat=True)
    )
    clerks = {user for user, role in seats if role == AssignmentRole.CLERK}
    parts = Participant.objects.filter(case__in=admitted.cases, user__in=persons)
    taking_part = {*parts.values_list("user", flat=True), *_protected(admitted, persons)}
    return {
        person: told(
            is_reader=person == admitted.caller.id,
            is_judge=person in judging,
            is_clerk_here=person in clerks,
            takes_part=person in taking_part,
        )
        for person in persons
    }


def _protected(admitted: Admitted, persons: set[str]) -> dict[str, Participant]:
    """Return who of these people takes part under a pseudonym: here they are known by nothing else."""
    owner = {key: person for person in persons for key in account_keys(person)}
    rows = Participant.objects.filter(case__in=admitted.cases, account_key__in=list(owner))
    return {owner[row.account_key]: row for row in rows}


def _plays(rows: Iterable[OutboxRow]) -> dict[str, dict[str, Listening]]:
    """Return the plays of each person, each by its id, in the order of their opening."""
    found: dict[str, dict[str, Listening]] = {}
    for row in rows:
        part = row.private_part
        body = part.body or {}
        key = str(body.get("play", row.seq))
        play = found.setdefault(part.person, {}).setdefault(key, Listening(row.at))
        play.ranges = normalise([*play.ranges, *((start, end) for start, end in body.get("ranges", []))])
    return found


def _shown(plays: dict[str, Listening], level: Told) -> list[Listening]:
    newest = sorted(plays.values(), key=lambda play: play.opened_at, reverse=True)
    return newest if level is Told.ALL else [Listening(play.opened_at) for play in newest]
