"""Whom a ruling leaves out of a whole hearing, as a filter of lists."""

from django.db.models import Exists, F, OuterRef, Q

from hearings.models import RestrictionKind
from hearings.policies.accounts import of_account
from hearings.policies.columns import Reach
from hearings.policies.restrictions import of_the_whole
from hearings.policy.table import EXCLUDED_KEEPS
from hearings.policy.visibility import VisibilityPlan

PEOPLE = "hearing__cases__participants"
SEATS = "hearing__assignments"
WORD = "exclusions__word"


def not_excluded(plan: VisibilityPlan, reach: Reach) -> Q:
    """Return that no ruling keeps the plan's person from what is wanted: nothing of what is held ex parte is kept,
    existence and card of anything else. A case excludes nobody: its hearings do.
    """
    if reach.is_case or plan.user_id is None:
        return Q()
    wholes = of_the_whole().filter(hearing=OuterRef("pk"))
    ex_parte = {"kind": RestrictionKind.EX_PARTE}
    named = wholes.filter(_means(plan.user_id), **(ex_parte if plan.wanted in EXCLUDED_KEEPS else {}))
    # Without a named side every participant is left out.
    everybody = wholes.filter(of_account(plan.user_id, f"{PEOPLE}__"), exclusions__isnull=True, **ex_parte)
    return ~Q(Exists(named)) & ~Q(Exists(everybody))


def _means(user_id: str) -> Q:
    """Return that a word of a restriction means the person: own id, participant's id, side, or place; ended ones count.

    Joins instead of subqueries: SQLite reads no deep nesting.
    """
    mine, seated = of_account(user_id, f"{PEOPLE}__"), Q(**{f"{SEATS}__user": user_id})
    by_part = mine & Q(**{WORD: F(f"{PEOPLE}__pk")})
    by_side = mine & Q(**{WORD: F(f"{PEOPLE}__side")})
    return Q(**{WORD: user_id}) | by_part | by_side | (seated & Q(**{WORD: F(f"{SEATS}__role")}))
