"""What a viewer is told of the restricted parts of a timeline: kinds, borders, joined neighbours."""

import pytest

from hearings.policy.bands import Band, BandKind, bands, known_ranges
from hearings.policy.facts import Facts, Interval
from tests.hearings.policy.cast import (
    CLOSED_MS,
    DURATION_MS,
    NOW,
    OPENED_MS,
    OWN_SPAN,
    hearing,
    restriction,
    subject,
)

START_MS, MIDDLE_MS, END_MS = 1_200_000, 1_500_000, 1_800_000
PART = Interval(START_MS, END_MS)
BEFORE = Band(0, OPENED_MS, BandKind.NOT_IN_SESSION, plays=False)
AFTER = Band(CLOSED_MS, DURATION_MS, BandKind.NOT_IN_SESSION, plays=False)


def told(name: str, facts: Facts) -> list[Band]:
    """Return the bands between opening and end, with what lies outside them checked and left out."""
    first, *inside, last = bands(subject(name), facts, DURATION_MS, NOW)
    assert (first.start_ms, first.end_ms, first.plays) == (0, OPENED_MS, False)
    assert (last.start_ms, last.end_ms, last.plays) == (CLOSED_MS, DURATION_MS, False)
    return inside


def test_bands_of_an_open_hearing_are_what_lies_outside_the_session() -> None:
    assert bands(subject("party"), hearing(), DURATION_MS, NOW) == (BEFORE, AFTER)


@pytest.mark.parametrize(
    ("kind", "name", "band", "plays"),
    [
        ("closed", "party", BandKind.CLOSED, True),
        ("closed", "lawyer", BandKind.CLOSED, True),
        ("closed", "chair", BandKind.CLOSED, False),
        ("closed", "clerk2", BandKind.NOT_IN_SESSION, False),
        ("provisional", "party", BandKind.CLOSED, False),
        ("provisional", "judge", BandKind.CLOSED, True),
        ("ex_parte", "judge", BandKind.CLOSED, True),
        ("protected", "party", BandKind.PROTECTED, True),
    ],
)
def test_band_of_a_restricted_part(kind: str, name: str, band: BandKind, *, plays: bool) -> None:
    assert told(name, hearing(restriction(kind, PART))) == [Band(START_MS, END_MS, band, plays)]


def test_band_of_the_absent_side_looks_like_a_recess() -> None:
    facts = hearing(restriction("ex_parte", PART, "defence"))
    assert told("lawyer", facts) == [Band(START_MS, END_MS, BandKind.NOT_IN_SESSION, plays=False)]
    assert told("prosecutor", facts) == [Band(START_MS, END_MS, BandKind.CLOSED, plays=True)]


def test_band_of_who_knows_nothing_is_one() -> None:
    facts = hearing(restriction("closed", PART), restriction("off_record", Interval(MIDDLE_MS, END_MS)))
    assert bands(subject("outsider"), facts, DURATION_MS, NOW) == (
        Band(0, DURATION_MS, BandKind.NOT_IN_SESSION, plays=False),
    )


def test_band_that_waits_for_a_decision_is_told_to_staff_alone() -> None:
    facts = hearing(restriction("off_record", PART, confirmed=False))
    assert told("judge", facts) == [Band(START_MS, END_MS, BandKind.UNDECIDED, plays=True)]
    assert told("clerk", facts)[0].kind is BandKind.UNDECIDED
    assert told("party", facts)[0].kind is BandKind.NOT_IN_SESSION


@pytest.mark.parametrize("name", ["judge", "party", "lawyer"])
def test_band_of_a_disguise_that_is_being_made(name: str) -> None:
    unmade = restriction("protected", PART, released=False)
    assert told(name, hearing(unmade)) == [
        Band(START_MS, END_MS, BandKind.PROTECTED, plays=False, preparing=True)
    ]


def test_band_that_will_never_play_is_not_being_prepared() -> None:
    facts = hearing(restriction("protected", PART, released=False))
    assert [each.preparing for each in bands(subject("clerk2"), facts, DURATION_MS, NOW)] == [False] * 3


def test_closed_part_that_is_protected_too_is_told_as_closed() -> None:
    facts = hearing(restriction("protected", PART), restriction("closed", Interval(MIDDLE_MS, END_MS)))
    assert told("party", facts) == [
        Band(START_MS, MIDDLE_MS, BandKind.PROTECTED, plays=True),
        Band(MIDDLE_MS, END_MS, BandKind.CLOSED, plays=True),
    ]


def test_neighbours_of_one_kind_join_and_those_of_two_do_not() -> None:
    first, second = Interval(START_MS, MIDDLE_MS), Interval(MIDDLE_MS, END_MS)
    alike = hearing(restriction("closed", first), restriction("provisional", second))
    assert told("chair", alike) == [Band(START_MS, END_MS, BandKind.CLOSED, plays=False)]
    apart = hearing(restriction("closed", first), restriction("closed", second, "defence"))
    assert told("lawyer", apart) == [
        Band(START_MS, MIDDLE_MS, BandKind.CLOSED, plays=True),
        Band(MIDDLE_MS, END_MS, BandKind.CLOSED, plays=False),
    ]


def test_same_kind_with_an_open_part_between_stays_two() -> None:
    facts = hearing(
        restriction("closed", Interval(START_MS, MIDDLE_MS)),
        restriction("closed", Interval(MIDDLE_MS + 1_000, END_MS)),
    )
    assert [(each.start_ms, each.end_ms) for each in told("party", facts)] == [
        (START_MS, MIDDLE_MS),
        (MIDDLE_MS + 1_000, END_MS),
    ]


@pytest.mark.parametrize(
    ("name", "ranges"),
    [
        ("judge", [(OPENED_MS, START_MS), (START_MS, END_MS), (END_MS, OWN_SPAN[1])]),
        ("lawyer", [(OPENED_MS, START_MS), (END_MS, OWN_SPAN[1])]),
        ("outsider", []),
    ],
)
def test_known_ranges_leave_out_what_is_not_in_session_for_the_viewer(
    name: str, ranges: list[tuple[int, int]]
) -> None:
    facts = hearing(restriction("ex_parte", PART, "defence"))
    assert list(known_ranges(subject(name), facts, 0, OWN_SPAN[1], NOW)) == ranges
