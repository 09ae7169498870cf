"""The rules in force for a court on a day: the nearest profile up the tree wins, key by key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from courts.models import Court, JurisdictionProfile

YEARS_MAX = 1000
RETENTION, ABOVE = "retention_years", "second_person_above"


@dataclass(frozen=True, slots=True)
class Rules:
    """``retention_years``: by kind of case; a kind that is not named is kept for ever.

    ``second_person_above``: where two persons are needed, the second may be a judge of a court above (R12).
    """

    retention_years: Mapping[str, int] = field(default_factory=dict)
    second_person_above: bool = False


def rules_of(court: Court, day: date) -> Rules:
    """Return the rules for a court on a day (one query for it and each court above)."""
    said: dict[str, Any] = {}
    for court_id in reversed([court.pk, *court.ancestors()]):
        rows = JurisdictionProfile.objects.filter(court=court_id, effective_from__lte=day)
        newest = rows.order_by("-effective_from").first()
        if newest is not None and not faults_in(newest.rules):
            said |= newest.rules
    return Rules(said.get(RETENTION, {}), said.get(ABOVE, False))


def faults_in(rules: object) -> list[str]:
    """Return which known keys of a profile's rules do not hold what they must; other keys are others' business."""
    if not isinstance(rules, dict):
        return ["{}"]
    years, above = rules.get(RETENTION, {}), rules.get(ABOVE, False)
    found = []
    if not isinstance(years, dict) or not all(_is_period(each) for each in years.values()):
        found.append(RETENTION)
    if not isinstance(above, bool):
        found.append(ABOVE)
    return found


def _is_period(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= YEARS_MAX
