"""The door to what is done in a court as such: new cases and hearings, deposits for a courtroom."""

from accounts.policies.caller import Caller
from courts.models import Court, Courtroom
from foundation.clock import utc_now
from foundation.ids import is_id, new_id
from foundation.problems import NotFound, SignInRequired
from hearings.doors.refusal import require
from hearings.policies.facts import court_facts
from hearings.policies.subject import subject_of
from hearings.policy import CourtAction, Verdict, decide_court
from hearings.policy.facts import CourtFacts


def require_at_court(caller: Caller, court_id: str, action: CourtAction) -> tuple[Court, Verdict]:
    """Return the court for an action in it, or raise; who has no office there gets NotFound."""
    if not caller.known:
        raise SignInRequired
    subject = subject_of(caller)  # before the court: an absent one is refused by as many questions
    court = (
        Court.objects.select_related("parent__parent").filter(pk=court_id).first()
        if is_id(court_id)
        else None
    )
    if court is None:
        raise NotFound
    verdict = require(decide_court(subject, action, court_facts(court), utc_now()))
    return court, verdict


def courts_for(caller: Caller, action: CourtAction) -> list[str]:
    """Return the ids of the courts in which a person may do something by an office."""
    subject, now = subject_of(caller), utc_now()
    ids = sorted({office.court_id for office in subject.memberships})
    return [each for each in ids if decide_court(subject, action, CourtFacts(each), now).allowed]


def require_at_courtroom(caller: Caller, courtroom_id: str, action: CourtAction) -> Courtroom:
    """Return the courtroom for an action in its court, or raise."""
    rows = Courtroom.objects.select_related("court__parent__parent")
    room = rows.filter(pk=courtroom_id).first() if is_id(courtroom_id) else None
    require_at_court(caller, room.court_id if room is not None else new_id(), action)
    if room is None:
        raise NotFound
    return room
