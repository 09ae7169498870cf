"""Tracks of several files played as one: every picture at its own time, in its own file."""

from dataclasses import replace

import numpy as np
import pytest

from media_pipeline.mp4.errors import Mp4Damaged
from media_pipeline.mp4.index import TrackIndex
from media_pipeline.mp4.join import Joint, join
from tests.media_pipeline.hls.synthetic import video_track

SCALE = 90_000


def part(seconds: int) -> TrackIndex:
    return video_track(seconds, timescale=SCALE)


def test_join_shows_all_pictures_at_their_times() -> None:
    joints = [
        Joint(part(4), 1_000, 0),
        Joint(part(2), 1_000 + 4 * SCALE, 5_000),
        Joint(part(3), 1_000 + 6 * SCALE, 9_000),
    ]
    track = join(joints, 1_000 + 9 * SCALE)
    assert sorted(track.shown_at(0, 225).tolist()) == [1_000 + number * 3_600 for number in range(225)]
    assert (track.facts.frames, track.facts.start_tick, track.facts.end_tick) == (
        225,
        1_000,
        1_000 + 9 * SCALE,
    )
    assert (np.diff(track.dts) > 0).all()
    assert track.key_times().tolist() == [1_000 + second * SCALE for second in (0, 2, 4, 6, 8)]
    assert track.facts.key_gap_max_ms == 2_000


def test_join_counts_through_the_row_of_files() -> None:
    one, other = part(2), part(2)
    track = join([Joint(one, 0, 0), Joint(other, 2 * SCALE, 7_777)], 4 * SCALE)
    assert track.offset[:50].tolist() == one.offset.tolist()
    assert track.offset[50:].tolist() == (other.offset + 7_777).tolist()


def test_join_leaves_out_what_a_part_hides() -> None:
    one = part(4)
    hidden = replace(one, facts=replace(one.facts, first=0, end=50))
    track = join([Joint(hidden, 0, 0), Joint(part(2), 2 * SCALE, 0)], 4 * SCALE)
    assert track.facts.frames == 100


def test_join_of_different_decoders_is_refused() -> None:
    one = part(2)
    other = replace(one, facts=replace(one.facts, config=b"other"))
    with pytest.raises(Mp4Damaged):
        join([Joint(one, 0, 0), Joint(other, 2 * SCALE, 0)], 4 * SCALE)


def test_join_of_nothing_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="nothing"):
        join([], 0)
