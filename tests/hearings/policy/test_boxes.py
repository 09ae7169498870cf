"""Rectangles against the points of a picture that they cover: of a camera without any, all of it is covered."""

from itertools import product

import pytest
from hypothesis import given, strategies as st

from hearings.policy.boxes import Box, Boxes, hide_as_much, joined

EDGES = (0, 250, 500, 1000)
POINTS = tuple(product((1, 2, 3), (100, 400, 700), (100, 400, 700)))
"""(camera, x, y): one point in every field between the edges that boxes are drawn along."""
spans = st.sampled_from([(a, b) for a, b in product(EDGES, EDGES) if a < b])
boxes = st.frozensets(
    st.builds(lambda camera, x, y: Box(camera, x[0], y[0], x[1], y[1]), st.sampled_from((1, 2)), spans, spans)
)


def covered(drawn: Boxes) -> set[tuple[int, int, int]]:
    """Return the points out of sight."""
    shown = {box.camera for box in drawn}
    inside = {
        (camera, x, y)
        for camera, x, y in POINTS
        for box in drawn
        if box.camera == camera and box.left <= x < box.right and box.top <= y < box.bottom
    }
    return inside | {point for point in POINTS if point[0] not in shown}


@given(boxes, boxes)
def test_joined_rectangles_cover_what_either_do_and_no_more(one: Boxes, other: Boxes) -> None:
    assert covered(joined(one, other)) == covered(one) | covered(other)


@given(boxes, boxes)
def test_rectangles_that_hide_as_much_show_nothing_new(one: Boxes, other: Boxes) -> None:
    if hide_as_much(one, other):
        assert covered(one) >= covered(other)


@given(boxes, boxes)
def test_rectangles_and_more_of_them_hide_as_much(one: Boxes, more: Boxes) -> None:
    kept = {box.camera for box in one}
    assert hide_as_much(one | {box for box in more if box.camera in kept}, one)


@given(boxes)
def test_whole_picture_hides_as_much_as_any_rectangles(drawn: Boxes) -> None:
    assert hide_as_much(frozenset(), drawn)
    assert hide_as_much(drawn, frozenset()) is not bool(drawn)


@pytest.mark.parametrize(
    ("box", "whole"),
    [
        (Box(1, 0, 0, 1000, 1000), True),
        (Box(1, 999, 999, 1000, 1000), True),
        (Box(1, 5, 5, 6, 6), True),
        (Box(1, -1, 0, 10, 10), False),
        (Box(1, 0, -1, 10, 10), False),
        (Box(1, 0, 0, 1001, 10), False),
        (Box(1, 0, 0, 10, 1001), False),
        (Box(1, 5, 5, 5, 6), False),
        (Box(1, 5, 5, 6, 5), False),
    ],
)
def test_rectangle_lies_inside_the_picture_and_is_not_empty(box: Box, *, whole: bool) -> None:
    assert box.is_whole is whole


@pytest.mark.parametrize(
    ("other", "holds"),
    [
        (Box(1, 10, 10, 20, 20), True),
        (Box(2, 10, 10, 20, 20), False),
        (Box(1, 9, 10, 20, 20), False),
        (Box(1, 10, 9, 20, 20), False),
        (Box(1, 10, 10, 21, 20), False),
        (Box(1, 10, 10, 20, 21), False),
    ],
)
def test_rectangle_holds_what_lies_inside_it_on_its_camera(other: Box, *, holds: bool) -> None:
    assert Box(1, 10, 10, 20, 20).holds(other) is holds
