"""Which parts are disguised as one, by which terms, and when a disguise opens them."""

from dataclasses import replace

import pytest

from hearings.policy.boxes import Box, Boxes
from hearings.policy.facts import Interval, Restriction
from hearings.policy.protection import Protection, protections, released
from hearings.policy.words import Face, Voice
from tests.hearings.policy.cast import restriction

CLOSED_MS = 10_000


def guarded(
    start_ms: int,
    end_ms: int | None,
    voice: str = "strong",
    face: str = "covered",
    boxes: Boxes = frozenset(),
) -> Restriction:
    made = restriction("protected", Interval(start_ms, end_ms), released=False)
    return replace(made, voice=voice, face=face, boxes=boxes)


def part(
    start_ms: int,
    end_ms: int | None,
    voice: str = "strong",
    face: str = "covered",
    boxes: Boxes = frozenset(),
) -> Protection:
    return Protection(start_ms, end_ms, Voice(voice), Face(face), boxes)


def boxes(*rows: tuple[int, int, int, int, int]) -> Boxes:
    return frozenset(Box(*row) for row in rows)


FACE, MOUTH, CAPTION = (1, 400, 200, 600, 600), (1, 450, 400, 550, 500), (1, 0, 900, 1000, 1000)
OTHER = (2, 100, 100, 300, 300)
"""The mouth lies in the face; another camera."""


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


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (boxes(FACE), boxes(FACE), boxes(FACE)),
        (boxes(FACE), boxes(CAPTION), boxes(FACE, CAPTION)),
        # a camera that one of them covers whole is covered whole
        (boxes(FACE, OTHER), boxes(CAPTION), boxes(FACE, CAPTION)),
        (boxes(FACE), boxes(OTHER), boxes()),
        (boxes(FACE), boxes(), boxes()),
    ],
)
def test_touching_masked_parts_are_one_that_covers_what_either_does(
    one: Boxes, other: Boxes, found: Boxes
) -> None:
    for first, second in ((one, other), (other, one)):
        given = [
            guarded(1_000, 2_000, face="masked", boxes=first),
            guarded(2_000, 3_000, face="masked", boxes=second),
        ]
        assert protections(given, CLOSED_MS) == (part(1_000, 3_000, face="masked", boxes=found),)


@pytest.mark.parametrize(
    ("beside", "face", "found"),
    [("shown", "masked", boxes(FACE)), ("covered", "covered", boxes()), ("half", "covered", boxes())],
)
def test_masked_part_beside_another_takes_the_stricter_picture(beside: str, face: str, found: Boxes) -> None:
    masked = guarded(1_000, 2_000, face="masked", boxes=boxes(FACE))
    after, before = guarded(1_500, 3_000, face=beside), guarded(500, 1_500, face=beside)
    for first, second in ((masked, after), (before, masked)):
        (joined,) = protections([first, second], CLOSED_MS)
        assert (joined.face, joined.boxes) == (face, found)


def test_rectangles_are_of_masked_pictures_alone() -> None:
    for face in ("covered", "shown"):
        given = guarded(1_000, 2_000, face=face, boxes=boxes(FACE))
        assert protections([given], CLOSED_MS) == (part(1_000, 2_000, face=face),)


@pytest.mark.parametrize(
    ("own", "wanted", "strict"),
    [
        (boxes(FACE), boxes(FACE), True),
        (boxes(FACE), boxes(MOUTH), True),
        (boxes(MOUTH), boxes(FACE), False),
        (boxes(FACE), boxes(FACE, CAPTION), False),
        (boxes(FACE, CAPTION), boxes(FACE), True),
        # no rectangle of a camera: all of it is covered
        (boxes(FACE), boxes(FACE, OTHER), True),
        (boxes(FACE, OTHER), boxes(FACE), False),
        (boxes(), boxes(FACE), True),
        (boxes(FACE), boxes(), False),
        (boxes(), boxes(), True),
        (boxes((2, *FACE[1:])), boxes(FACE), False),
    ],
)
def test_mask_serves_what_it_covers(own: Boxes, wanted: Boxes, *, strict: bool) -> None:
    made = part(1_000, 2_000, face="masked", boxes=own)
    assert made.serves(part(1_000, 2_000, face="masked", boxes=wanted)) is strict


def test_rectangles_matter_between_masked_pictures_alone() -> None:
    masked = part(1_000, 2_000, face="masked", boxes=boxes(FACE))
    assert part(1_000, 2_000).serves(masked)
    assert not masked.serves(part(1_000, 2_000))
    assert masked.serves(part(1_000, 2_000, face="shown"))
    assert not part(1_000, 2_000, "clear", "masked", boxes(FACE)).serves(masked)


@pytest.mark.parametrize(
    ("row", "whole"),
    [
        ((1, 0, 0, 1000, 1000), True),
        ((1, 999, 999, 1000, 1000), True),
        ((1, -1, 0, 10, 10), False),
        ((1, 0, -1, 10, 10), False),
        ((1, 10, 0, 10, 10), False),
        ((1, 0, 10, 10, 10), False),
        ((1, 0, 0, 1001, 10), False),
        ((1, 0, 0, 10, 1001), False),
    ],
)
def test_rectangle_lies_in_the_picture(row: tuple[int, int, int, int, int], *, whole: bool) -> None:
    assert Box(*row).is_whole is whole


@pytest.mark.parametrize(
    "moved",
    [(1, 399, 200, 600, 600), (1, 400, 199, 600, 600), (1, 400, 200, 601, 600), (1, 400, 200, 600, 601)],
)
def test_rectangle_holds_no_other_that_reaches_beyond_one_of_its_edges(
    moved: tuple[int, int, int, int, int],
) -> None:
    assert Box(*FACE).holds(Box(*FACE))
    assert Box(*moved).holds(Box(*FACE))
    assert not Box(*FACE).holds(Box(*moved))
