"""Rules of a jurisdiction profile: by court and day, and nothing that cannot be applied."""

from datetime import date
from typing import Any

import pytest

from courts.models import JurisdictionProfile
from courts.policies.profile import Rules, faults_in, rules_of
from tests.cast import Cast

DAY = date(2026, 6, 1)


def write(cast: Cast, court: str, day: date, **rules: Any) -> None:
    JurisdictionProfile.objects.create(court=cast.courts[court], effective_from=day, title="T", rules=rules)


def test_rules_of_the_nearest_court_win_key_by_key(cast: Cast) -> None:
    write(cast, "region", date(2026, 2, 1), retention_years={"civil": 5}, second_person_above=True)
    write(cast, "city", date(2026, 2, 1), retention_years={"civil": 7})
    assert rules_of(cast.courts["city"], DAY) == Rules({"civil": 7}, second_person_above=True)
    assert rules_of(cast.courts["other"], DAY) == Rules({"civil": 5}, second_person_above=True)


def test_rules_are_those_of_the_day(cast: Cast) -> None:
    write(cast, "city", date(2026, 2, 1), retention_years={"civil": 5})
    write(cast, "city", date(2026, 7, 1), retention_years={"civil": 9})
    days = (date(2025, 1, 1), DAY, date(2026, 7, 1))
    assert [rules_of(cast.courts["city"], day).retention_years.get("civil") for day in days] == [None, 5, 9]


@pytest.mark.parametrize(
    ("rules", "faults"),
    [
        ({}, []),
        ({"example": True, "days": [1]}, []),  # other keys are others' business
        ({"retention_years": {"civil": 5}}, []),
        ({"retention_years": {"civil": 0}}, ["retention_years"]),
        ({"retention_years": {"civil": -1}}, ["retention_years"]),
        ({"retention_years": {"civil": "5"}}, ["retention_years"]),
        ({"retention_years": {"civil": True}}, ["retention_years"]),
        ({"retention_years": {"civil": 10**9}}, ["retention_years"]),
        ({"retention_years": [5]}, ["retention_years"]),
        ({"second_person_above": "yes"}, ["second_person_above"]),
        ([], ["{}"]),
        (None, ["{}"]),
    ],
)
def test_faults_name_the_keys_that_do_not_hold(cast: Cast, rules: Any, faults: list[str]) -> None:
    assert faults_in(rules) == faults
    if faults and rules is not None:
        JurisdictionProfile.objects.create(
            court=cast.courts["city"], effective_from=date(2026, 3, 1), title="T", rules=rules
        )
        assert rules_of(cast.courts["city"], DAY) == rules_of(cast.courts["other"], DAY)


@pytest.mark.parametrize(
    ("rules", "status"), [('{"retention_years": {"civil": 5}}', 302), ('{"retention_years": 5}', 200)]
)
def test_administration_refuses_rules_that_do_not_hold(
    cast: Cast, client: Any, rules: str, status: int
) -> None:
    client.force_login(cast.people["admin"])
    form = {"court": cast.courts["city"].pk, "effective_from": "2026-05-01", "title": "T", "rules": rules}
    assert client.post("/admin/courts/jurisdictionprofile/add/", form).status_code == status
