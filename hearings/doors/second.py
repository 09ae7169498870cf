"""The second person: a judge of a court above, where a court's profile lets that be (R12), and never a recused one."""

from typing import Any

from accounts.policies.caller import Caller
from courts.models import Court
from courts.policies.profile import rules_of
from foundation.clock import utc_now
from hearings.doors.court import courts_for
from hearings.models import Assignment
from hearings.policies.facts import assignments_of
from hearings.policy import CourtAction
from hearings.policy.roles import is_recused

RULE = "R12-second-person"


def is_judge_above(caller: Caller, court: Court | None) -> bool:
    """Tell whether the caller may be the second person for this court as a judge or chair of a court above.

    Of no court nobody may; the caller's offices are asked for all the same, as long as it takes elsewhere.
    """
    offices = courts_for(caller, CourtAction.APPROVE_BREAK_GLASS)
    if court is None:
        return False
    judges = not set(court.ancestors()).isdisjoint(offices)
    return judges and rules_of(court, utc_now().astimezone(court.zone).date()).second_person_above


def is_recused_from(caller: Caller, **hearings: Any) -> bool:
    """Tell whether the caller is recused in the hearings that these lookups of places find: as anybody, here too."""
    seats = Assignment.objects.filter(user=caller.user, **hearings)
    return is_recused(list(assignments_of(seats)), utc_now())
