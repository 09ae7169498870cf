"""How figures are made of samples: medians, spreads, repeats, the file."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.alike import area_under_curve
from tests.bench.figures import (
    Figure,
    Goal,
    bounded,
    compared,
    half_spread,
    of_pairs,
    percentile,
    save,
    table,
)


def test_pairs_give_medians_and_the_median_of_ratios() -> None:
    figure = of_pairs("x", "s", Goal(2.0), [(2, 1), (3, 2), (10, 4)])
    assert (figure.value, figure.floor, figure.ratio, figure.n) == (3, 2, 2.0, 3)
    assert figure.verdict == "holds"


@pytest.mark.parametrize(
    ("goal", "ratio", "verdict"),
    [
        (Goal(0.4, at_least=True), 0.5, "holds"),
        (Goal(0.4, at_least=True), 0.3, "MISSES"),
        (Goal(1.0), 1.2, "MISSES"),
    ],
)
def test_goal_with_a_bound_judges_the_ratio(goal: Goal, ratio: float, verdict: str) -> None:
    assert Figure("x", ratio, 1, ratio, "s", 5, goal=goal).verdict == verdict


def test_compared_within_its_spread_is_measured_again() -> None:
    samples: Iterator[tuple[float, float]] = iter([(1.1, 1.0), (0.7, 1.0), (1.5, 1.0)] + [(0.9, 1.0)] * 9)
    figure = compared("x", "s", Goal(1.0), lambda: next(samples), n=3)
    assert (figure.n, figure.verdict) == (6, "holds")


def test_compared_far_beyond_its_goal_is_not_repeated() -> None:
    assert compared("x", "s", Goal(1.0), lambda: (5.0, 1.0), n=3).n == 3


@pytest.mark.parametrize(("share", "expected"), [(0.5, 2), (0.95, 4), (0.0, 1)])
def test_percentile_of_few_samples_is_one_of_them(share: float, expected: float) -> None:
    assert percentile([4, 1, 3, 2], share) == expected


def test_half_spread_of_one_sample_is_nothing() -> None:
    assert half_spread([3.0]) == 0.0
    assert half_spread([1.0, 2.0, 3.0, 4.0, 5.0]) == 1.0


def test_save_keeps_what_was_not_measured_now(tmp_path: Path) -> None:
    path = tmp_path / "bench" / "latest.json"
    save(path, [bounded("old", 1, 2, "s", 5)])
    save(path, [bounded("new", 3, 2, "s", 6)])
    known = json.loads(path.read_text())
    assert known["new"] == {"value": 3, "floor": 2, "ratio": 1.5, "unit": "s", "n": 6}
    assert set(known) == {"old", "new"}


def test_table_of_a_missed_goal_says_so() -> None:
    assert "MISSES" in table([bounded("late", 3, 2, "s", 6)])


# what one has, what the other has -> how often the first is the larger one
@pytest.mark.parametrize(
    ("one", "other", "area"),
    [
        ([3, 4], [1, 2], 1.0),
        ([1, 2], [3, 4], 0.0),
        ([1, 2], [1, 2], 0.5),
        ([1, 1], [1, 1], 0.5),
        ([1, 3], [2, 2], 0.5),
        ([2, 3], [1, 2, 2], 5 / 6),
    ],
)
def test_area_counts_the_pairs_in_which_one_is_larger(
    one: list[float], other: list[float], area: float
) -> None:
    assert area_under_curve(one, other) == pytest.approx(area)
