"""Whom rulings leave out of whole hearings: found once for a person, so that lists need not ask it of each hearing."""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from hearings.models import Assignment, Participant, Restriction, RestrictionExclusion, RestrictionKind
from hearings.policies.accounts import of_account
from hearings.policies.columns import Reach
from hearings.policies.restrictions import of_the_whole
from hearings.policy.table import EXCLUDED_KEEPS
from hearings.policy.visibility import VisibilityPlan
from hearings.states import WITHHOLDING

Left = frozenset[tuple[str, str]]
"""Hearings and the kinds of the restrictions that leave a person out of all of them."""
NONE: Final[Left] = frozenset()
PART, SEAT = "case__hearings__restrictions", "hearing__restrictions"
WORD = "exclusions__word"


def rulings() -> QuerySet[Restriction]:
    """Return the restrictions that leave anybody out of a whole hearing."""
    named = RestrictionExclusion.objects.filter(restriction=OuterRef("pk"))
    return of_the_whole().filter(Q(kind=RestrictionKind.EX_PARTE) | Q(Exists(named)))


def left_out(user_id: str) -> Left:
    """Find the hearings (one query): own id, a participant's id, side, or place; ended ones count."""
    by_name = RestrictionExclusion.objects.filter(**_whole("restriction"), word=user_id)
    # Without a named side every participant is left out.
    everybody = Q(**{f"{PART}__exclusions": None, f"{PART}__kind": RestrictionKind.EX_PARTE})
    # One filter each: a second one would speak of another restriction.
    by_part = Participant.objects.filter(
        of_account(user_id), _word_is(PART, F("pk"), F("side")) | everybody, **_whole(PART)
    )
    by_seat = Assignment.objects.filter(_word_is(SEAT, F("role")), **_whole(SEAT), user_id=user_id)
    found = [_pairs(by_name, "restriction"), _pairs(by_part, PART), _pairs(by_seat, SEAT)]
    return frozenset(found[0].union(*found[1:]))


def _whole(path: str) -> dict[str, Any]:
    return {f"{path}__whole": True, f"{path}__state__in": sorted(WITHHOLDING)}


def _word_is(path: str, *words: F) -> Q:
    found = Q(pk__in=[])
    for word in words:
        found |= Q(**{f"{path}__{WORD}": word})
    return found


def _pairs(rows: QuerySet[Any], path: str) -> QuerySet[Any, tuple[str, str]]:
    found: QuerySet[Any, tuple[str, str]] = rows.order_by().values_list(
        f"{path}__hearing_id", f"{path}__kind"
    )
    return found


def not_excluded(plan: VisibilityPlan, reach: Reach, left: Iterable[tuple[str, str]]) -> Q:
    """Return that no ruling keeps the plan's person from what is wanted: nothing of what is held ex parte is kept,
    existence and card of anything else. A case excludes nobody: its hearings do.
    """
    if reach.is_case:
        return Q()
    keeps = plan.wanted in EXCLUDED_KEEPS
    hearings = {hearing for hearing, kind in left if kind == RestrictionKind.EX_PARTE or not keeps}
    return ~Q(pk__in=sorted(hearings)) if hearings else Q()
