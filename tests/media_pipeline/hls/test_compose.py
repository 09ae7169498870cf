"""Presentations of synthetic recordings: exact times, no hole, nothing forbidden."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from media_pipeline.hls import (
    NoSuchSegment,
    Piece,
    PieceTrack,
    Resource,
    Slates,
    compose,
    exposures,
    media_playlist,
    needed_slates,
    segment,
)
from media_pipeline.hls.lane import SLATE
from media_pipeline.mp4.index import SampleIndex
from tests.media_pipeline.hls.checking import WHOLE, check, composed, lane_of, played, shown_ms
from tests.media_pipeline.hls.synthetic import audio_track, index_of, recording, slates_for, video_track


def test_compose_one_recording_plays_every_sample() -> None:
    presentation = composed([Piece.of("a", recording(20), 0, WHOLE)], 20_000)
    assert len(played(presentation, "v0")[0]) == 500
    assert set(played(presentation, "v0")) == {0}
    assert len(lane_of(presentation, "v0")) == 5
    assert not presentation.discontinuity.any()


def test_compose_sound_of_one_recording_is_whole_and_silence_only_completes_it() -> None:
    heard = played(composed([Piece.of("a", recording(20), 0, WHOLE)], 20_000), "a0")
    assert len(heard[0]) == 20 * 48000 // 1024
    assert len(heard.get(SLATE, [])) <= 1


def test_compose_gap_between_recordings_is_filled_with_slates() -> None:
    presentation = composed(
        [Piece.of("a", recording(20), 0, WHOLE), Piece.of("b", recording(20), 90_000, WHOLE)], 120_000
    )
    shown = shown_ms(presentation, "v0")
    assert (shown[0][-1], shown[1][0], shown[1][-1]) == (19_960, 90_000, 109_960)
    assert shown[SLATE][0] == 20_000
    assert max(np.diff([moment for moment in shown[SLATE] if moment < 90_000])) <= 200
    assert not presentation.discontinuity.any()
    assert len(lane_of(presentation, "v0").formats) == 1
    assert presentation.piece_start.sum() == 4


def test_compose_late_recording_begins_with_a_slate_at_zero() -> None:
    presentation = composed([Piece.of("a", recording(20), 5_003, WHOLE)], 30_000)
    assert shown_ms(presentation, "v0")[SLATE][0] == 0
    assert shown_ms(presentation, "v0")[0][0] == 5_003
    assert len(played(presentation, "a0")[0]) == 20 * 48000 // 1024


@pytest.mark.parametrize("late", [1, 40, 269, 3000])
def test_compose_picture_that_starts_late_keeps_its_offset(late: int) -> None:
    index = index_of(video_track(20, late=late), audio_track(20))
    presentation = composed([Piece.of("a", index, 0, WHOLE)], 21_000)
    assert played(presentation, "v0")[0][0] == (0, late)
    assert played(presentation, "a0")[0][0] == (0, 0)


@pytest.mark.parametrize("late", [1, 500, 1025, 48000])
def test_compose_sound_that_starts_late_keeps_its_offset(late: int) -> None:
    index = index_of(video_track(20), audio_track(20, late=late))
    presentation = composed([Piece.of("a", index, 0, WHOLE)], 21_000)
    assert played(presentation, "a0")[0][0] == (0, late)


def test_compose_priming_is_never_played() -> None:
    index = index_of(audio_track(20, first=2))
    assert (
        min(number for number, _ in played(composed([Piece.of("a", index, 0, WHOLE)], 20_000), "a0")[0]) == 2
    )


def test_compose_recording_that_began_before_the_hearing_starts_at_the_first_key() -> None:
    presentation = composed([Piece.of("a", recording(20), -5_500, WHOLE)], 14_500)
    assert shown_ms(presentation, "v0")[0][0] == 500  # keys every 2 s, at 6.0 s of the recording
    assert shown_ms(presentation, "a0")[0][0] in range(42, 64 + 1)  # two frames off the border


def test_compose_closed_part_withholds_what_touches_it() -> None:
    visible = ((0, 7_000), (11_000, 20_000))
    presentation = composed([Piece.of("a", recording(20), 0, visible)], 20_000)
    shown = shown_ms(presentation, "v0")
    assert [moment for moment in shown[0] if moment < 9_000][-1] == 6_960  # cut on the frame
    assert min(moment for moment in shown[0] if moment > 9_000) == 12_000  # from the next key on
    heard = shown_ms(presentation, "a0")[0]
    assert max(moment for moment in heard if moment < 9_000) < 7_000 - 3 * 21
    assert min(moment for moment in heard if moment > 9_000) >= 11_000 + 2 * 21


def test_compose_closed_part_of_nothing_but_the_middle_hides_no_other_segment() -> None:
    open_ = compose([Piece.of("a", recording(60), 0, WHOLE)], 60_000)
    closed = composed([Piece.of("a", recording(60), 0, ((0, 30_500), (31_000, 60_000)))], 60_000)
    before = [segment(open_, "v0", number).parts for number in range(7)]
    assert [segment(closed, "v0", number).parts for number in range(7)] == before


def test_compose_all_closed_is_all_slate() -> None:
    presentation = composed([Piece.of("a", recording(20), 0, ())], 20_000)
    assert set(played(presentation, "v0")) == set(played(presentation, "a0")) == {SLATE}


def test_compose_touching_recordings_leave_no_slate() -> None:
    pieces = [Piece.of(str(number), recording(20), number * 20_000, WHOLE) for number in range(3)]
    presentation = composed(pieces, 60_000)
    assert SLATE not in played(presentation, "v0")
    assert sum(len(rows) for source, rows in played(presentation, "v0").items()) == 1500


@pytest.mark.parametrize("hole", [1, 40, 99, 150, 299])
def test_compose_short_hole_between_recordings_gets_no_segment_of_its_own(hole: int) -> None:
    pieces = [Piece.of("a", recording(20), 0, WHOLE), Piece.of("b", recording(20), 20_000 + hole, WHOLE)]
    assert len(lane_of(composed(pieces, 40_000 + hole), "v0")) == 10


def test_compose_other_format_changes_every_track_at_the_same_segment() -> None:
    other = index_of(video_track(20, timescale=90000), audio_track(20))
    pieces = [
        Piece.of("a", recording(20), 0, WHOLE),
        Piece.of("b", other, 30_000, WHOLE),
        Piece.of("c", recording(20), 60_000, WHOLE),
    ]
    presentation = composed(pieces, 80_000)
    video, audio = lane_of(presentation, "v0"), lane_of(presentation, "a0")
    assert presentation.discontinuity.sum() == 2
    assert (len(video.formats), len(audio.formats)) == (2, 1)
    changed = np.flatnonzero(np.diff(video.format_of)) + 1
    assert changed.tolist() == np.flatnonzero(presentation.discontinuity).tolist()
    first, second = (int(number) for number in changed)
    assert [int(lane.start_us[first]) for lane in (video, audio)] == [30_000_000] * 2
    assert [int(lane.start_us[second]) for lane in (video, audio)] == [60_000_000] * 2


def test_compose_sound_only_is_cut_every_four_seconds() -> None:
    presentation = composed([Piece.of("a", index_of(audio_track(60)), 0, WHOLE)], 60_000)
    assert [lane.key for lane in presentation.lanes] == ["a0"]
    assert len(lane_of(presentation, "a0")) == 15


def test_compose_picture_without_sound_has_one_lane() -> None:
    presentation = composed([Piece.of("a", index_of(video_track(20)), 0, WHOLE)], 20_000)
    assert [lane.key for lane in presentation.lanes] == ["v0"]


def test_compose_piece_without_picture_is_shown_as_slate_with_its_sound() -> None:
    pieces = [Piece.of("a", recording(20), 0, WHOLE), Piece.of("b", index_of(audio_track(20)), 20_000, WHOLE)]
    presentation = composed(pieces, 40_000)
    assert not presentation.discontinuity.any()
    assert set(shown_ms(presentation, "v0")) == {0, SLATE}
    assert len(played(presentation, "a0")[1]) == 20 * 48000 // 1024


def test_compose_fewer_microphones_later_leaves_the_others_silent() -> None:
    three = index_of(video_track(20), *[audio_track(20) for _ in range(3)])
    presentation = composed(
        [Piece.of("a", three, 0, WHOLE), Piece.of("b", recording(20), 20_000, WHOLE)], 40_000
    )
    assert [lane.key for lane in presentation.lanes] == ["v0", "a0", "a1", "a2"]
    assert not presentation.discontinuity.any()
    assert [1 in played(presentation, key) for key in ("a0", "a1", "a2")] == [True, False, False]


def test_compose_without_slates_leaves_gaps_and_no_discontinuity() -> None:
    pieces = [Piece.of("a", recording(20), 0, WHOLE), Piece.of("b", recording(20), 60_000, WHOLE)]
    presentation = compose(pieces, 80_000, Slates())
    check(presentation)
    lane = lane_of(presentation, "v0")
    assert lane.gaps.sum() == 10
    assert not presentation.discontinuity.any()
    playlist = media_playlist(
        presentation, "v0", datetime(2026, 1, 1, tzinfo=UTC), lambda resource: f"{resource.number}"
    )
    assert playlist.count("#EXT-X-GAP") == 10


@pytest.mark.parametrize(("pieces", "duration"), [([], 1000), ([Piece.of("a", recording(20), 0, WHOLE)], 0)])
def test_compose_nothing_is_refused(pieces: list[Piece], duration: int) -> None:
    with pytest.raises(ValueError, match="nothing"):
        compose(pieces, duration)


def test_compose_joins_of_sound_do_not_add_up() -> None:
    """Players count frames: over many joins the frames played must stay within one of the time passed."""
    pieces = [Piece.of(str(number), index_of(audio_track(7)), number * 9_013, WHOLE) for number in range(40)]
    presentation = composed(pieces, 40 * 9_013)
    rows = [(tick, 1) for found in played(presentation, "a0").values() for _, tick in found]
    begins = np.sort(np.array([tick for tick, _ in rows]))
    assert np.abs(begins - np.arange(len(begins)) * 1024).max() <= 1024


def test_exposures_name_the_source_and_hold_every_sample() -> None:
    pieces = [Piece.of("a", recording(20), 0, ((0, 7_000),)), Piece.of("b", recording(20), 30_000, WHOLE)]
    presentation = composed(pieces, 50_000)
    for key in ("v0", "a0"):
        found = [
            exposure
            for number in range(len(lane_of(presentation, key)))
            for exposure in exposures(presentation, key, number)
        ]
        assert {exposure.source_id for exposure in found} == {"a", "b"}
        assert max(exposure.end_ms for exposure in found if exposure.source_id == "a") <= 7_000
        assert min(exposure.start_ms for exposure in found if exposure.source_id == "b") == 30_000


@pytest.mark.parametrize(("key", "number"), [("v0", -1), ("v0", 5), ("v1", 0), ("a1", 0), ("", 0)])
def test_segment_unknown_is_refused(key: str, number: int) -> None:
    presentation = compose([Piece.of("a", recording(20), 0, WHOLE)], 20_000)
    with pytest.raises(NoSuchSegment):
        segment(presentation, key, number)


def test_needed_slates_lists_each_format_once() -> None:
    pieces = [Piece.of("a", recording(20), 0, WHOLE), Piece.of("b", recording(20), 0, WHOLE)]
    video, audio = needed_slates(pieces)
    assert [(form.width, form.height, form.sar) for form in video] == [(320, 180, (1, 1))]
    assert [(form.core_rate, form.channels) for form in audio] == [(48000, 2)]


RANGES = st.lists(st.tuples(st.integers(-5_000, 90_000), st.integers(1, 40_000)), max_size=4).map(
    lambda rows: tuple((start, start + length) for start, length in rows)
)


def _kinds() -> list[SampleIndex]:
    return [
        recording(12),
        recording(7, gop=33),
        index_of(video_track(9, fps=30, timescale=90000), audio_track(8, rate=44100, late=777)),
        index_of(audio_track(10, first=1)),
        index_of(video_track(8, late=3333, b_frames=False)),
        index_of(video_track(6, gop=10), audio_track(7), audio_track(5, late=4000)),
        index_of(video_track(9), audio_track(8, channels=0)),
    ]


PIECES = st.lists(
    st.tuples(st.sampled_from(range(7)), st.integers(-8_000, 70_000), RANGES), min_size=1, max_size=5
)


@settings(max_examples=150, deadline=None)
@given(rows=PIECES, duration_ms=st.integers(400, 90_000), with_slates=st.booleans(), with_rungs=st.booleans())
def test_compose_any_arrangement_is_exact_and_shows_nothing_else(
    rows: list[tuple[int, int, tuple[tuple[int, int], ...]]],
    duration_ms: int,
    with_slates: bool,
    with_rungs: bool,
) -> None:
    kinds = _kinds()
    pieces = [
        Piece.of(str(at), kinds[kind], start, visible) for at, (kind, start, visible) in enumerate(rows)
    ]
    pieces = [_twice(piece) for piece in pieces] if with_rungs else pieces
    slates = slates_for([track for kind in kinds for track in kind.tracks]) if with_slates else Slates()
    presentation = compose(pieces, duration_ms, slates)
    check(presentation)
    for lane in presentation.lanes:
        playlist = media_playlist(presentation, lane.key, datetime(2026, 1, 1, tzinfo=UTC), _name)
        lengths = [float(line[8:-1]) for line in playlist.splitlines() if line.startswith("#EXTINF:")]
        assert len(lengths) == len(lane)
        assert round(sum(lengths) * 1000) == duration_ms
        assert playlist.count("#EXT-X-DISCONTINUITY") == presentation.discontinuity.sum()
    # Nothing runs past the end, and sound and pictures begin each segment together (to two AAC frames).
    starts = [lane.start_us[:-1] for lane in presentation.lanes]
    assert all(int(np.abs(one - starts[0]).max()) <= 2 * 23_300 for one in starts)


def _twice(piece: Piece) -> Piece:
    """The piece with its picture as a rung as well."""
    picture = piece.track("v0")
    return replace(piece, tracks=(*piece.tracks, PieceTrack("v1", picture, "small"))) if picture else piece


def _name(resource: Resource) -> str:
    return f"{resource.kind}{resource.number}"
