"""Cutting recordings into segments, and sets of moments."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, strategies as st

from media_pipeline.hls.intervals import contains, intersect, normalise
from media_pipeline.hls.plan import VideoPlan
from media_pipeline.hls.stretches import Piece, lay_out
from tests.media_pipeline.hls.synthetic import recording, video_track

RANGES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6)


def _moments(ranges: object) -> set[int]:
    assert isinstance(ranges, list | tuple)
    return {moment for start, end in ranges for moment in range(start, end)}


@given(RANGES)
def test_normalise_keeps_the_moments_and_leaves_holes_between(ranges: list[tuple[int, int]]) -> None:
    found = normalise(ranges)
    assert _moments(found) == _moments(ranges)
    assert all(one[1] < other[0] for one, other in pairwise(found))


@given(RANGES, st.integers(0, 60), st.integers(0, 60))
def test_interval_operations_agree_with_sets(ranges: list[tuple[int, int]], low: int, high: int) -> None:
    one = normalise(ranges)
    assert _moments(intersect(one, low, high)) == _moments(one) & set(range(low, high))
    assert contains(one, low) is (low in _moments(one))


@pytest.mark.parametrize(
    ("gop_s", "lengths"),
    [
        (1, [4] * 6),
        (2, [4] * 6),
        (3, [3] * 8),  # 3 is nearer to 4 than 6
        (5, [5, 5, 5, 5, 4]),  # one GOP where GOPs are longer
        (12, [12, 12]),
        (24, [24]),
    ],
)
def test_video_cuts_lie_at_the_key_nearest_to_four_seconds(gop_s: int, lengths: list[int]) -> None:
    track = video_track(24, gop=25 * gop_s)
    cuts = [*VideoPlan.of(track).cuts.tolist(), 600]
    assert [length / 25 for length in np.diff(cuts)] == lengths


@pytest.mark.parametrize(
    ("low_s", "high_s", "expected"),
    [
        (0.0, 20.0, [0, 100, 200, 300, 400, 500]),
        (0.1, 20.0, [50, 100, 200, 300, 400, 500]),
        (3.0, 9.0, [100, 200, 225]),
        (4.0, 4.2, []),  # less than a segment may be
        (4.1, 5.9, []),  # no key inside
        (0.0, 8.1, [0, 100, 201]),  # a rest of one picture is no segment of its own
        (4.0, 10.02, [100, 200, 250]),  # the border lies inside frame 250
    ],
)
def test_video_run_stays_inside_and_keeps_the_plan(low_s: float, high_s: float, expected: list[int]) -> None:
    track = video_track(20)
    cuts = VideoPlan.of(track).run(round(low_s * 12_800), round(high_s * 12_800))
    assert cuts.tolist() == expected


def test_lay_out_of_overlapping_recordings_gives_disjoint_stretches() -> None:
    pieces = [Piece.of(str(at), recording(20), at * 7_000, ((0, 10**6),)) for at in (3, 1, 2, 0)]
    stretches = lay_out(pieces, 60_000, "video")
    assert [(stretch.piece, stretch.start_ms, stretch.end_ms) for stretch in stretches] == [
        (3, 0, 7_000),
        (1, 7_000, 14_000),
        (2, 14_000, 21_000),
        (0, 21_000, 41_000),
    ]
    assert not any(stretch.hard_start or stretch.hard_end for stretch in stretches)


def test_lay_out_marks_borders_of_permission_as_hard() -> None:
    stretches = lay_out(
        [Piece.of("a", recording(20), -2_000, ((-2_000, 5_000), (8_000, 12_000)))], 10_000, "video"
    )
    assert [(stretch.hard_start, stretch.hard_end) for stretch in stretches] == [(True, True), (True, True)]
    assert (stretches[0].start_ms, stretches[-1].end_ms) == (0, 10_000)
