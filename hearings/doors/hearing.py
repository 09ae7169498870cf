"""The door to a hearing."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from django.db.models import BooleanField, ExpressionWrapper, Prefetch, QuerySet

from accounts.policies.caller import Caller
from courts.models import Court
from foundation.clock import utc_now
from foundation.ids import is_id
from foundation.problems import NotFound, SignInRequired
from hearings.doors.refusal import refusal, require
from hearings.models import Assignment, Case, Hearing, HearingCase
from hearings.policies.facts import TRANSFERRED, any_transfer, hearing_facts
from hearings.policies.restrictions import RESTRICTED, any_on_listed
from hearings.policies.subject import subject_of
from hearings.policy import Action, Verdict, decide, decide_with, grants
from hearings.policy.facts import Facts, Interval, Subject
from hearings.policy.roles import Grant
from hearings.policy.verdict import Reason


@dataclass(frozen=True, slots=True)
class Admitted:
    """A hearing that the caller may use for the action, with all that was found on the way.

    ``places``: its assignments, read for people only. ``held``: what the roles of the caller grant.
    """

    hearing: Hearing
    cases: list[Case]
    caller: Caller
    subject: Subject
    facts: Facts
    verdict: Verdict
    held: tuple[Grant, ...]
    now: datetime = field(default_factory=utc_now)
    places: list[Assignment] = field(default_factory=list)

    def verdict_on(self, action: Action, interval: Interval | None = None) -> Verdict:
        """Return the verdict on another action, without another query."""
        return decide_with(self.held, self.subject, action, self.facts, interval, None, now=self.now)

    def may(self, action: Action, interval: Interval | None = None) -> bool:
        """Tell whether another action would be allowed."""
        return self.verdict_on(action, interval).allowed

    def awaits_step_up(self, action: Action) -> bool:
        """Tell whether nothing but a second sign-in stands between the caller and the action."""
        return self.verdict_on(action).reason is Reason.STEP_UP

    def require(self, action: Action, interval: Interval | None = None) -> Verdict:
        """Return the verdict on another action or raise its problem."""
        return require(self.verdict_on(action, interval))


def get_hearing_for(
    caller: Caller, hearing_id: str, action: Action, interval: Interval | None = None
) -> Admitted:
    """Return the hearing for an action; raises the problem of the verdict, NotFound for absent ones alike."""
    if not caller.known:
        raise SignInRequired
    subject, now = subject_of(caller), utc_now()
    hearing = _fetch(hearing_id, subject)
    if hearing is None:
        _look_as_if_there(hearing_id, subject, action, now)
        raise NotFound
    cases = [link.case for link in hearing.case_links.all()]
    seats = Assignment.objects.filter(hearing=hearing).select_related("user")
    places = list(seats) if subject.user_id else []
    facts = hearing_facts(hearing, cases, subject, now, places)
    held = grants(subject, facts, now)
    verdict = require(decide_with(held, subject, action, facts, interval, None, now=now))
    return Admitted(hearing, cases, caller, subject, facts, verdict, held, now, places)


def _look_as_if_there(hearing_id: str, subject: Subject, action: Action, now: datetime) -> None:
    """Ask and decide what would be asked and decided of a hearing, so that the time of a 404 tells nothing."""
    if not is_id(hearing_id):
        return  # no hearing has such an id: there is nothing to hide
    hearing = Hearing(pk=hearing_id, court=Court(), scheduled_at=now)
    for noted in (RESTRICTED, TRANSFERRED):
        setattr(hearing, noted, False)
    cases = [link.case for link in HearingCase.objects.select_related("case").filter(hearing=hearing)]
    seats = Assignment.objects.filter(hearing=hearing).select_related("user")
    places = list(seats) if subject.user_id else []
    facts = hearing_facts(hearing, cases or [Case(pk=hearing_id)], subject, now, places)
    refusal(decide(subject, action, facts, now=now))


def _fetch(hearing_id: str, subject: Subject) -> Hearing | None:
    if not is_id(hearing_id):
        return None
    return _looked_at().annotate(**{TRANSFERRED: any_transfer(subject)}).filter(pk=hearing_id).first()


@cache
def _looked_at() -> QuerySet[Hearing]:
    """What the door reads of any hearing, built once; never evaluated itself."""
    rows = Hearing.objects.select_related("court__parent__parent", "courtroom")
    rows = rows.annotate(**{RESTRICTED: ExpressionWrapper(any_on_listed(), BooleanField())})
    return rows.prefetch_related(Prefetch("case_links", HearingCase.objects.select_related("case")))
