"""To whom parties are named: who sees a case or hearing only as the public does sees it without them, and nobody is
named in one that is protected as a whole.
"""

from dataclasses import replace

from django.db.models import Q

from accounts.policies.caller import Caller
from foundation.clock import utc_now
from hearings.policies.columns import CASES, HEARINGS, Reach
from hearings.policies.standing import standing_known
from hearings.policies.subject import subject_of
from hearings.policies.visible import given
from hearings.policy import visibility
from hearings.policy.classes import Column, ContentClass
from hearings.policy.visibility import Source


def hearings_named_to(caller: Caller) -> Q:
    """Return the hearings whose parties the caller may read and search."""
    return _named_to(caller, HEARINGS)


def cases_named_to(caller: Caller) -> Q:
    """Return the cases whose matter and parties the caller may read and search."""
    return _named_to(caller, CASES)


def _named_to(caller: Caller, reach: Reach) -> Q:
    unprotected = ~reach.any_of([Column.PROTECTED])
    subject = subject_of(caller)
    has = standing_known(caller, subject)
    if not has.public:
        return unprotected  # of what is visible at all: nobody sees anything as the public
    plan = visibility(subject, utc_now(), ContentClass.CARD)
    roles = tuple(clause for clause in plan.clauses if clause.source is not Source.PUBLIC)
    return given(replace(plan, clauses=roles), reach, has) & unprotected
