"""The budget of one verdict; CPU time, so a busy machine does not fail it."""

from hearings.policy.bench import BUDGET_US, microseconds_per_verdict


def test_verdict_with_fifty_restrictions_stays_within_its_budget() -> None:
    assert 0 < microseconds_per_verdict(rounds=500) <= BUDGET_US
