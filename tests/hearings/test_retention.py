"""When a retention period ends, and which hearings of a court are due."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from courts.models import JurisdictionProfile
from courts.policies.profile import Rules
from foundation.clock import utc_now
from hearings.models import Case, Hearing, HearingCase
from hearings.policies.retention import due, kept_until, retention_until
from tests.cast import Cast

RULES = Rules({"criminal": 25, "civil": 5, "administrative": 1})


@pytest.mark.parametrize(
    ("heard_on", "kinds", "until"),
    [
        (date(2026, 3, 2), ["civil"], date(2031, 3, 2)),
        (date(2026, 3, 2), ["civil", "criminal"], date(2051, 3, 2)),  # the longest of joined cases
        (date(2024, 2, 29), ["administrative"], date(2025, 2, 28)),
        (date(2024, 2, 29), ["civil"], date(2029, 2, 28)),
        (date(2026, 3, 2), ["labour"], None),  # not named: for ever
        (date(2026, 3, 2), ["civil", "labour"], None),
        (date(2026, 3, 2), [], None),
        (date(9990, 1, 1), ["criminal"], None),
    ],
)
def test_hearing_is_kept_for_the_longest_period_of_its_cases(
    heard_on: date, kinds: list[str], until: date | None
) -> None:
    assert retention_until(heard_on, kinds, RULES) == until


def profile(cast: Cast, **years: int) -> None:
    JurisdictionProfile.objects.create(
        court=cast.courts["city"],
        effective_from=date(2020, 1, 1),
        title="T",
        rules={"retention_years": years},
    )
    JurisdictionProfile.objects.exclude(court=cast.courts["city"]).delete()


def hearing(cast: Cast, at: datetime, *kinds: str, **columns: object) -> Hearing:
    made = Hearing.objects.create(court=cast.courts["city"], scheduled_at=at, **columns)
    for number, kind in enumerate(kinds):
        case = Case.objects.create(court=made.court, number=f"{made.pk}-{number}", kind=kind)
        HearingCase.objects.create(hearing=made, case=case)
    return made


# 1 March 2031, 00:30 in Almaty (UTC+5): still February in UTC.
NOW = datetime(2031, 2, 28, 19, 30, tzinfo=UTC)


@pytest.mark.db
@pytest.mark.parametrize(
    ("at", "kinds", "is_due"),
    [
        (datetime(2026, 2, 27, 12, tzinfo=UTC), ["civil"], True),
        (datetime(2026, 2, 28, 18, 59, tzinfo=UTC), ["civil"], True),  # 28 February there
        (datetime(2026, 2, 28, 19, 1, tzinfo=UTC), ["civil"], False),  # 1 March there: kept on its last day
        (datetime(2026, 2, 27, 12, tzinfo=UTC), ["civil", "criminal"], False),
        (datetime(2006, 2, 27, 12, tzinfo=UTC), ["civil", "criminal"], True),
        (datetime(1990, 1, 1, tzinfo=UTC), ["administrative"], False),  # this profile does not name it
        (datetime(1990, 1, 1, tzinfo=UTC), [], False),
    ],
)
def test_due_is_what_the_exact_rule_says(cast: Cast, at: datetime, kinds: list[str], is_due: bool) -> None:
    profile(cast, civil=5, criminal=25)
    made = hearing(cast, at, *kinds)
    with time_machine.travel(NOW, tick=False):
        listed = due(Hearing.objects.filter(pk=made.pk), made.court)
        last = kept_until(made, made.cases.all())
        assert (made in listed) is is_due
        assert (last is not None and last < date(2031, 3, 1)) is is_due


@pytest.mark.db
def test_due_and_the_exact_rule_agree_around_every_end_of_february(cast: Cast) -> None:
    profile(cast, civil=1)
    days = [datetime(year, 2, day, 6, tzinfo=UTC) for year in (2023, 2024) for day in (27, 28)]
    days += [
        datetime(2024, 2, 29, 6, tzinfo=UTC),
        datetime(2023, 3, 1, 6, tzinfo=UTC),
        datetime(2024, 3, 1, 6, tzinfo=UTC),
    ]
    rows = [hearing(cast, day, "civil") for day in days]
    for offset in range(-3, 4):
        for now in (datetime(2024, 2, 29, 6, tzinfo=UTC), datetime(2025, 2, 28, 6, tzinfo=UTC)):
            with time_machine.travel(now + timedelta(days=offset), tick=False):
                today = utc_now().date()
                listed = set(due(Hearing.objects.filter(pk__in=[row.pk for row in rows]), rows[0].court))
                exact = {
                    row
                    for row in rows
                    if (last := kept_until(row, row.cases.all())) is not None and last < today
                }
                assert listed == exact, today


@pytest.mark.parametrize("columns", [{"hold": True}, {"retention_expired": True}])
def test_held_and_destroyed_hearings_are_not_due(cast: Cast, columns: dict[str, bool]) -> None:
    profile(cast, civil=5)
    old = datetime(2000, 1, 1, tzinfo=UTC)
    made = hearing(cast, old, "civil", **columns)
    plain = hearing(cast, old, "civil")
    assert list(due(Hearing.objects.filter(pk__in=[made.pk, plain.pk]), made.court)) == [plain]


def test_end_of_the_session_counts_where_it_is_marked(cast: Cast) -> None:
    profile(cast, civil=5)
    old, late = datetime(2000, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    made = hearing(cast, old, "civil", opened_at=old, closed_at=late)
    assert kept_until(made, made.cases.all()) == date(2031, 1, 1)
