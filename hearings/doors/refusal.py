"""What a refused caller is told: status and code from the verdict, words from the policy's own list."""

from django.utils.translation import gettext as _

from foundation.problems import (
    Forbidden,
    Gone,
    Held,
    NotFound,
    NotReady,
    Problem,
    SignInRequired,
    StepUpRequired,
)
from hearings.policy.reasons import message
from hearings.policy.verdict import Outcome, Reason, Verdict

PROBLEM_OF: dict[Outcome, type[Problem]] = {
    Outcome.UNAUTHENTICATED: SignInRequired,
    Outcome.FORBIDDEN: Forbidden,
    Outcome.NOT_FOUND: NotFound,
    Outcome.NOT_READY: NotReady,
    Outcome.GONE: Gone,
    Outcome.HELD: Held,
}
SILENT = frozenset({Outcome.NOT_FOUND, Outcome.UNAUTHENTICATED})


def refusal(verdict: Verdict) -> Problem:
    """Return the problem for a verdict; a 404 says nothing more, whether the object is there or not."""
    problem = StepUpRequired() if verdict.reason is Reason.STEP_UP else PROBLEM_OF[verdict.outcome]()
    if verdict.outcome not in SILENT:
        problem.code = verdict.reason
        problem.detail = _(message(verdict.reason))
        problem.extra = {"rule": verdict.rule_id}
    return problem


def require(verdict: Verdict) -> Verdict:
    """Return an allowing verdict, raise the problem of any other."""
    if not verdict.allowed:
        raise refusal(verdict)
    return verdict
