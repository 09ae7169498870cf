"""Which parts are disguised as one, by which terms, and when a disguise opens them."""

from dataclasses import replace

import pytest

from hearings.policy.facts import Interval, Restriction
from hearings.policy.protection import Protection, protections, released
from hearings.policy.words import Face, Voice
from tests.hearings.policy.cast import restriction

CLOSED_MS = 10_000


def guarded(start_ms: int, end_ms: int | None, voice: str = "strong", face: str = "covered") -> Restriction:
    made = restriction("protected", Interval(start_ms, end_ms), released=False)
    return replace(made, voice=voice, face=face)


def part(start_ms: int, end_ms: int | None, voice: str = "strong", face: str = "covered") -> Protection:
    return Protection(start_ms, end_ms, Voice(voice), Face(face))


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ([], []),
        ([restriction("closed")], []),
        ([guarded(1_000, 2_000)], [part(1_000, 2_000)]),
        ([guarded(3_000, 4_000), guarded(1_000, 2_000)], [part(1_000, 2_000), part(3_000, 4_000)]),
        # what touches or overlaps is one part, by the strictest terms
        ([guarded(1_000, 2_000), guarded(2_000, 3_000)], [part(1_000, 3_000)]),
        ([guarded(1_000, 4_000), guarded(2_000, 3_000)], [part(1_000, 4_000)]),
        ([guarded(1_000, 3_000, "clear"), guarded(2_000, 4_000, "maximum")], [part(1_000, 4_000, "maximum")]),
        (
            [guarded(1_000, 3_000, "silence", "shown"), guarded(2_000, 4_000, "source", "covered")],
            [part(1_000, 4_000, "silence", "covered")],
        ),
        (
            [guarded(1_000, 2_000, "clear"), guarded(2_001, 3_000)],
            [part(1_000, 2_000, "clear"), part(2_001, 3_000)],
        ),
        # the session's end ends what has none
        ([guarded(1_000, None)], [part(1_000, CLOSED_MS)]),
        ([guarded(1_000, None), guarded(2_000, 3_000)], [part(1_000, CLOSED_MS)]),
        # a moment covers its millisecond, what ends before it begins covers everything
        ([guarded(1_000, 1_000)], [part(1_000, 1_001)]),
        ([guarded(1_000, 500)], [part(0, CLOSED_MS)]),
        ([guarded(-500, 1_000)], [part(0, 1_000)]),
        ([guarded(-500, 0)], [part(0, 1)]),
        # a word that nobody knows is the strictest
        ([guarded(1_000, 2_000, "loud", "half")], [part(1_000, 2_000, "silence", "covered")]),
    ],
)
def test_protected_parts(given: list[Restriction], found: list[Protection]) -> None:
    assert list(protections(given, CLOSED_MS)) == found


def test_whole_hearing_is_a_part() -> None:
    assert protections([restriction("protected", None)], CLOSED_MS) == (part(0, CLOSED_MS),)


def test_part_goes_on_while_the_session_does() -> None:
    open_ended = [guarded(1_000, None), guarded(5_000, 6_000), guarded(500, 1_200)]
    assert protections(open_ended, None) == (part(500, None),)


@pytest.mark.parametrize(
    ("disguise", "serves"),
    [
        (part(1_000, 2_000), True),
        (part(999, 2_001), True),
        (part(1_001, 2_000), False),
        (part(1_000, 1_999), False),
        (part(1_000, None), True),
        (part(1_000, 2_000, "maximum"), True),
        (part(1_000, 2_000, "silence"), True),
        (part(1_000, 2_000, "clear"), False),
        (part(1_000, 2_000, "source"), False),
        (part(1_000, 2_000, face="shown"), False),
    ],
)
def test_disguise_serves_a_part_that_it_covers_strictly_enough(disguise: Protection, *, serves: bool) -> None:
    assert disguise.serves(part(1_000, 2_000)) is serves
    (told,) = released([guarded(1_000, 2_000)], [disguise], CLOSED_MS)
    assert told.released is serves


def test_nothing_serves_what_goes_on() -> None:
    assert not part(1_000, 2_000).serves(part(1_000, None))
    assert part(1_000, None).serves(part(1_000, None))
    (told,) = released([guarded(1_000, None)], [part(1_000, 2_000)], None)
    assert not told.released


def test_restriction_is_released_with_the_whole_part_that_it_belongs_to() -> None:
    given = [guarded(1_000, 2_000), guarded(1_500, 3_000), guarded(5_000, 6_000), restriction("closed")]
    half = released(given, [part(1_000, 2_000), part(5_000, 6_000)], CLOSED_MS)
    assert [each.released for each in half] == [False, False, True, True]
    whole = released(given, [part(1_000, 3_000)], CLOSED_MS)
    assert [each.released for each in whole] == [True, True, False, True]
    assert [each.kind for each in whole] == [each.kind for each in given]


def test_what_was_released_once_is_not_when_its_disguise_is_gone() -> None:
    (told,) = released([replace(guarded(1_000, 2_000), released=True)], [], CLOSED_MS)
    assert not told.released
