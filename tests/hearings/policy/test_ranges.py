"""Which ranges play for whom, in one hearing that holds every kind of part."""

import pytest

from hearings.policy import Action, decide, playable_ranges
from hearings.policy.facts import Interval, SessionBounds
from tests.hearings.policy.cast import (
    CLOSED_MS,
    DURATION_MS,
    NOW,
    OPENED_MS,
    OWN_SPAN,
    hearing,
    order_for,
    restriction,
    subject,
)

MIXED = (
    restriction("closed", Interval(1_200_000, 1_800_000), "defence"),
    restriction("off_record", Interval(3_000_000, 3_300_000)),
    restriction("protected", Interval(4_000_000, 4_100_000), released=False),
    restriction("provisional", Interval(5_000_000, 5_500_000)),
)


@pytest.mark.parametrize(
    ("name", "ranges"),
    [
        ("judge", [(60_000, 3_000_000), (3_300_000, 4_000_000), (4_100_000, 10_200_000)]),
        (
            "prosecutor",
            [(60_000, 3_000_000), (3_300_000, 4_000_000), (4_100_000, 5_000_000), (5_500_000, 10_200_000)],
        ),
        (
            "lawyer",
            [
                (60_000, 1_200_000),
                (1_800_000, 3_000_000),
                (3_300_000, 4_000_000),
                (4_100_000, 5_000_000),
                (5_500_000, 10_200_000),
            ],
        ),
        ("witness", [OWN_SPAN]),
        ("clerk2", []),
        ("outsider", []),
        ("anonymous", []),
    ],
)
def test_playable_ranges_of_a_mixed_hearing_differ_by_role(name: str, ranges: list[tuple[int, int]]) -> None:
    assert list(playable_ranges(subject(name), hearing(*MIXED), DURATION_MS, NOW)) == ranges


@pytest.mark.parametrize(("name", "plays"), [("clerk", True), ("party", False)])
def test_playable_ranges_of_an_unmarked_session_are_for_staff(name: str, *, plays: bool) -> None:
    ranges = playable_ranges(subject(name), hearing(session=None), DURATION_MS, NOW)
    assert ranges == (((0, DURATION_MS),) if plays else ())


@pytest.mark.parametrize(
    "bounds", [SessionBounds(OPENED_MS, CLOSED_MS + DURATION_MS), SessionBounds(OPENED_MS)]
)
def test_playable_ranges_end_with_the_recording(bounds: SessionBounds) -> None:
    ranges = playable_ranges(subject("party"), hearing(session=bounds), DURATION_MS, NOW)
    assert ranges == ((OPENED_MS, DURATION_MS),)


@pytest.mark.parametrize("duration_ms", [0, -1])
def test_playable_ranges_of_nothing_are_none(duration_ms: int) -> None:
    assert playable_ranges(subject("judge"), hearing(), duration_ms, NOW) == ()


def test_playable_ranges_that_two_grants_open_touch_but_do_not_join() -> None:
    # The order opens the closed part, the office the protected one; a segment across the border has neither.
    closed, protected = Interval(1_200_000, 1_800_000), Interval(1_800_000, 2_400_000)
    facts = hearing(
        restriction("closed", closed),
        restriction("protected", protected),
        orders=(order_for("chair", "s", "closed"),),
    )
    ranges = playable_ranges(subject("chair"), facts, DURATION_MS, NOW)
    borders = {edge for span in ranges for edge in span}
    assert 1_800_000 in borders
    across = Interval(1_799_000, 1_801_000)
    assert not decide(subject("chair"), Action.SEGMENT, facts, across, now=NOW).allowed


def test_playable_ranges_resume_after_a_withheld_moment() -> None:
    facts = hearing(restriction("off_record", Interval(1_200_000, 1_200_000)))
    ranges = playable_ranges(subject("party"), facts, DURATION_MS, NOW)
    assert ranges == ((OPENED_MS, 1_200_000), (1_200_001, CLOSED_MS))
