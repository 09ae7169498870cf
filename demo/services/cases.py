"""The demonstration's four cases with their parties and hearings."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from accounts.policies.caller import Caller
from courts.models import Court, Courtroom
from foundation.clock import utc_now
from hearings.models import (
    AccessOrder,
    AssignmentRole,
    Case,
    CaseKind,
    Hearing,
    OrderKind,
    Participant,
    ParticipantKind,
    RestrictionKind,
    Side,
)
from hearings.policies.orders import Order
from hearings.services.assignments import assign, recuse
from hearings.services.cases import add_participant, create_case
from hearings.services.hearings import create_hearing
from hearings.services.mandates import give_mandate
from hearings.services.restrictions import order_restriction

RULE = "demo"
CRIMINAL = "7512-26-00-1/101"
PROTECTED = "7512-26-00-1/118"
WITNESS_NAME = "Хейл (Hale) Т."
"""In both spellings that the protocol has: what a name is not known by is not taken out."""
MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Stage:
    """What every demo case needs at hand."""

    court: Court
    rooms: list[Courtroom]
    people: dict[str, User]
    by: Caller

    def at(self, days: int, hour: int, minute: int = 0) -> datetime:
        """Return a time of the court's day, counted from today."""
        today = (
            utc_now().astimezone(self.court.zone).replace(hour=hour, minute=minute, second=0, microsecond=0)
        )
        return today + timedelta(days=days)

    def add(self, case: Case, username: str, kind: str, side: str, name: str = "") -> Participant:
        """Add a member of the cast to a case."""
        user = self.people[username]
        since = utc_now() - MONTH
        columns = {
            "kind": kind,
            "side": side,
            "name": name or user.display_name,
            "user": user,
            "since": since,
        }
        return add_participant(case, self.by, RULE, **columns)


def create_criminal(stage: Stage) -> Hearing:
    """Create case 1: heard yesterday with nearly the whole cast."""
    case = create_case(
        stage.court,
        stage.by,
        RULE,
        number=CRIMINAL,
        kind=CaseKind.CRIMINAL,
        title="Кража велосипеда",
    )
    accused = stage.add(case, "party", ParticipantKind.PARTY, Side.DEFENCE)
    counsel = stage.add(case, "lawyer", ParticipantKind.COUNSEL, Side.DEFENCE)
    stage.add(case, "prosecutor", ParticipantKind.PROSECUTOR, Side.PROSECUTION)
    stage.add(case, "victim", ParticipantKind.VICTIM, Side.PROSECUTION)
    stage.add(case, "witness", ParticipantKind.WITNESS, Side.NONE)
    give_mandate(counsel, accused, stage.by, RULE, since=utc_now() - MONTH)
    AccessOrder.objects.create(
        case=case,
        user=stage.people["expert"],
        kind=OrderKind.EXPERT,
        classes="ecs",
        columns=["open"],
        number="2026/17",
        since=utc_now() - MONTH,
        until=utc_now() + 12 * MONTH,
    )
    hearing = create_hearing(
        stage.court, [case], stage.by, RULE, scheduled_at=stage.at(-1, 10), courtroom=stage.rooms[0]
    )
    _seat(hearing, stage, "judge", "clerk")
    assign(hearing, stage.people["assistant"], AssignmentRole.ASSISTANT, stage.by, RULE)
    place = assign(hearing, stage.people["recused"], AssignmentRole.PANEL, stage.by, RULE)
    recuse(place, stage.by, RULE, "demonstration")
    create_hearing(
        stage.court, [case], stage.by, RULE, scheduled_at=stage.at(6, 11), courtroom=stage.rooms[0]
    )
    return hearing


def _seat(hearing: Hearing, stage: Stage, judge: str, clerk: str, *, sworn: bool = False) -> None:
    assign(hearing, stage.people[judge], AssignmentRole.PRESIDING, stage.by, RULE)
    assign(hearing, stage.people[clerk], AssignmentRole.CLERK, stage.by, RULE, sworn=sworn)


def create_civil(stage: Stage) -> Hearing:
    """Create case 2: another judge's, today."""
    case = create_case(
        stage.court,
        stage.by,
        RULE,
        number="7512-26-00-2/318",
        kind=CaseKind.CIVIL,
        title="Ремонт общей кровли",
    )
    for name, side in (("КСК «Самал»", Side.CLAIMANT), ("ТОО «Стройсервис»", Side.RESPONDENT)):
        add_participant(case, stage.by, RULE, kind=ParticipantKind.PARTY, side=side, name=name)
    hearing = create_hearing(
        stage.court, [case], stage.by, RULE, scheduled_at=stage.at(0, 14, 30), courtroom=stage.rooms[1]
    )
    assign(hearing, stage.people["judge2"], AssignmentRole.PRESIDING, stage.by, RULE)
    return hearing


def create_administrative(stage: Stage) -> Hearing:
    """Create case 3: of the same judge and clerk, today and without a recording so far."""
    case = create_case(
        stage.court,
        stage.by,
        RULE,
        number="7512-26-00-3/077",
        kind=CaseKind.ADMINISTRATIVE,
        title="Отказ в выдаче лицензии",
    )
    add_participant(
        case, stage.by, RULE, kind=ParticipantKind.PARTY, side=Side.CLAIMANT, name="КХ «Алтын бидай»"
    )
    hearing = create_hearing(
        stage.court, [case], stage.by, RULE, scheduled_at=stage.at(0, 9, 30), courtroom=stage.rooms[0]
    )
    _seat(hearing, stage, "judge", "clerk")
    return hearing


def create_protected(stage: Stage) -> Hearing:
    """Create case 4: a part of case 1 once more, with a sworn clerk and a witness who is to be protected."""
    case = create_case(
        stage.court,
        stage.by,
        RULE,
        number=PROTECTED,
        kind=CaseKind.CRIMINAL,
        title="Кража велосипеда: свидетель под защитой",
    )
    accused = stage.add(case, "party", ParticipantKind.PARTY, Side.DEFENCE)
    counsel = stage.add(case, "lawyer", ParticipantKind.COUNSEL, Side.DEFENCE)
    stage.add(case, "prosecutor", ParticipantKind.PROSECUTOR, Side.PROSECUTION)
    stage.add(case, "victim", ParticipantKind.VICTIM, Side.PROSECUTION)
    add_participant(case, stage.by, RULE, kind=ParticipantKind.WITNESS, side=Side.NONE, name=WITNESS_NAME)
    give_mandate(counsel, accused, stage.by, RULE, since=utc_now() - MONTH)
    hearing = create_hearing(
        stage.court, [case], stage.by, RULE, scheduled_at=stage.at(-2, 10), courtroom=stage.rooms[0]
    )
    _seat(hearing, stage, "judge", "clerk", sworn=True)
    return hearing


def protect_witness(hearing: Hearing, judge: Caller) -> None:
    """Have the judge of case 4 protect its witness, once; a worker then renders the examination in another voice."""
    if hearing.restrictions.exists():
        return
    witness = Participant.objects.get(case__hearings=hearing, kind=ParticipantKind.WITNESS)
    order = Order(
        RestrictionKind.PROTECTED,
        participant=witness,
        ruling_number="2026/18",
        ground="Свидетелю угрожали.",
    )
    order_restriction(hearing, order, judge, RULE, decides=True)
