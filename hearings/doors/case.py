"""The door to a case."""

from dataclasses import dataclass, field
from datetime import datetime

from accounts.policies.caller import Caller
from courts.models import Court
from foundation.clock import utc_now
from foundation.ids import is_id
from foundation.problems import NotFound, SignInRequired
from hearings.doors.refusal import refusal, require
from hearings.models import Case
from hearings.policies.facts import case_facts
from hearings.policies.subject import subject_of
from hearings.policy import Action, Verdict, decide_case
from hearings.policy.facts import CaseFacts, Subject


@dataclass(frozen=True, slots=True)
class AdmittedCase:
    """A case that the caller may use for the action."""

    case: Case
    caller: Caller
    subject: Subject
    facts: CaseFacts
    verdict: Verdict
    now: datetime = field(default_factory=utc_now)

    def may(self, action: Action) -> bool:
        """Tell whether another action would be allowed."""
        return decide_case(self.subject, action, self.facts, now=self.now).allowed

    @property
    def named(self) -> bool:
        """Whether the caller reads who takes part; a protection of the whole withholds it from writers too."""
        return not decide_case(self.subject, Action.CARD, self.facts, now=self.now).redacted


def get_case_for(caller: Caller, case_id: str, action: Action) -> AdmittedCase:
    """Return the case for an action; raises the problem of the verdict, NotFound for absent ones alike."""
    if not caller.known:
        raise SignInRequired
    case = (
        Case.objects.select_related("court__parent__parent").filter(pk=case_id).first()
        if is_id(case_id)
        else None
    )
    subject, now = subject_of(caller), utc_now()
    if case is None:
        _look_as_if_there(case_id, subject, action, now)
        raise NotFound
    facts = case_facts(case, subject)
    verdict = require(decide_case(subject, action, facts, now=now))
    return AdmittedCase(case, caller, subject, facts, verdict, now)


def _look_as_if_there(case_id: str, subject: Subject, action: Action, now: datetime) -> None:
    """Ask and decide what would be asked and decided of a case, so that the time of a 404 tells nothing."""
    if is_id(case_id):
        facts = case_facts(Case(pk=case_id, court=Court()), subject)
        refusal(decide_case(subject, action, facts, now=now))
