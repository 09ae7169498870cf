"""Presentations of synthetic recordings: exact times, no hole, nothing forbidden."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from media_pipeline.hls import (
    NoSuchSegment,
    Part,
    Piece,
    PieceTrack,
    Presentation,
    Resource,
    Slates,
    compose,
    exposures,
    media_playlist,
    needed_slates,
    segment,
)
from media_pipeline.hls.intervals import normalise
from media_pipeline.hls.lane import SLATE, Lane, ticks
from media_pipeline.mp4.index import SampleIndex, TrackIndex
from tests.media_pipeline.hls.fragments import Fragment, parse
from tests.media_pipeline.hls.synthetic import audio_track, index_of, recording, slates_for, video_track

WHOLE = ((0, 10**9),)
RUNGS = ("v1", "v2")


def _fragment(presentation: Presentation, key: str, number: int) -> Fragment:
    """The segment with media bytes replaced by zeros."""
    made = segment(presentation, key, number)
    body = b"".join(part if isinstance(part, bytes) else bytes(part.size) for part in made.parts)
    assert len(made.header) + len(body) == made.total
    return parse(made.header + body)


def _lane(presentation: Presentation, key: str) -> Lane:
    lane = presentation.lane(key)
    assert lane is not None
    return lane


def _track(piece: Piece, key: str) -> TrackIndex:
    track = piece.track(key)
    assert track is not None
    return track


def _played(presentation: Presentation, key: str) -> dict[int, list[tuple[int, int]]]:
    """For every piece number the samples played: (sample number, tick at which it is shown)."""
    lane = _lane(presentation, key)
    played: dict[int, list[tuple[int, int]]] = {}
    for number in np.flatnonzero(~lane.gaps).tolist():
        samples = list(_fragment(presentation, key, number).samples)
        for span in range(lane.span_at[number], lane.span_at[number + 1]):
            count, first = int(lane.count[span]), int(lane.first[span])
            taken, samples = samples[:count], samples[count:]
            rows = [(first + at, sample.shown) for at, sample in enumerate(taken)]
            played.setdefault(int(lane.source[span]), []).extend(rows)
        assert not samples
    return played


def _check_lane(presentation: Presentation, lane: Lane) -> None:
    """Segments abut, last as long as they say, begin where the playlist says, and their numbers add up."""
    period_ends = presentation.discontinuity[1:]
    assert (lane.end[:-1] == lane.start[1:])[~period_ends].all()
    assert lane.start[0] == 0
    assert lane.start_us[-1] == presentation.duration_ms * 1000
    assert (np.diff(lane.start_us) > 0).all()
    for number in range(len(lane)):
        if lane.gaps[number]:
            with pytest.raises(NoSuchSegment):
                segment(presentation, lane.key, number)
            continue
        fragment = _fragment(presentation, lane.key, number)
        scale = lane.formats[lane.format_of[number]].facts.timescale
        assert fragment.decode_time == lane.start[number]
        assert fragment.duration == lane.end[number] - lane.start[number]
        assert abs(fragment.decode_time * 1_000_000 / scale - lane.start_us[number]) <= 0.5
        assert fragment.samples[0].key
        assert min(sample.duration for sample in fragment.samples) > 0
        assert min(sample.shown for sample in fragment.samples) >= lane.start[number]


def _check_exact(presentation: Presentation, key: str) -> None:
    """Every sample is shown at its own time, inside what is visible, and none twice."""
    for source, rows in _played(presentation, key).items():
        if source == SLATE:
            continue
        piece = presentation.pieces[source]
        track = _track(piece, key)
        scale = track.facts.timescale
        numbers = np.array([number for number, _ in rows])
        assert len(np.unique(numbers)) == len(numbers)
        base = ticks(piece.starts_at_ms, scale)
        own = np.array([int(track.shown_at(number, number + 1)[0]) for number in numbers]) + base
        # A rung counts on a clock of its own and begins where the leading picture does.
        assert np.abs(own - [shown for _, shown in rows]).max() <= 8 * (key in RUNGS)
        ends = own + np.diff(track.dts)[numbers]
        for start, end in zip(own.tolist(), ends.tolist(), strict=True):
            assert any(
                ticks(a, scale) <= start and end <= ticks(b, scale) for a, b in normalise(piece.visible)
            )


def check(presentation: Presentation) -> None:
    assert len({len(lane) for lane in presentation.lanes}) == 1
    for lane in presentation.lanes:
        _check_lane(presentation, lane)
        _check_exact(presentation, lane.key)


def _compose(pieces: Sequence[Piece], duration_ms: int) -> Presentation:
    presentation = compose(
        pieces, duration_ms, slates_for([track.samples for piece in pieces for track in piece.tracks])
    )
    check(presentation)
    return presentation


def _ms(presentation: Presentation, key: str) -> dict[int, list[int]]:
    """For every source the milliseconds at which its samples are shown."""
    scale = _lane(presentation, key).formats[0].facts.timescale
    return {
        source: sorted(round(tick * 1000 / scale) for _, tick in rows)
        for source, rows in _played(presentation, key).items()
    }


def test_compose_one_recording_plays_every_sample() -> None:
    presentation = _compose([Piece.of("a", recording(20), 0, WHOLE)], 20_000)
    assert len(_played(presentation, "v0")[0]) == 500
    assert set(_played(presentation, "v0")) == {0}
    assert len(_lane(presentation, "v0")) == 5
    assert not presentation.discontinuity.any()


def test_compose_sound_of_one_recording_is_whole_and_silence_only_completes_it() -> None:
    played = _played(_compose([Piece.of("a", recording(20), 0, WHOLE)], 20_000), "a0")
    assert len(played[0]) == 20 * 48000 // 1024
    assert len(played.get(SLATE, [])) <= 1


def test_compose_gap_between_recordings_is_filled_with_slates() -> None:
    presentation = _compose(
        [Piece.of("a", recording(20), 0, WHOLE), Piece.of("b", recording(20), 90_000, WHOLE)], 120_000
    )
    shown = _ms(presentation, "v0")
    assert (shown[0][-1], shown[1][0], shown[1][-1]) == (19_960, 90_000, 109_960)
    assert shown[SLATE][0] == 20_000
    assert max(np.diff([moment for moment in shown[SLATE] if moment < 90_000])) <= 200
    assert not presentation.discontinuity.any()
    assert len(_lane(presentation, "v0").formats) == 1
    assert presentation.piece_start.sum() == 4


def test_compose_late_recording_begins_with_a_slate_at_zero() -> None:
    presentation = _compose([Piece.of("a", recording(20), 5_003, WHOLE)], 30_000)
    assert _ms(presentation, "v0")[SLATE][0] == 0
    assert _ms(presentation, "v0")[0][0] == 5_003
    assert len(_played(presentation, "a0")[0]) == 20 * 48000 // 1024


@pytest.mark.parametrize("late", [1, 40, 269, 3000])
def test_compose_picture_that_starts_late_keeps_its_offset(late: int) -> None:
    index = index_of(video_track(20, late=late), audio_track(20))
    presentation = _compose([Piece.of("a", index, 0, WHOLE)], 21_000)
    assert _played(presentation, "v0")[0][0] == (0, late)
    assert _played(presentation, "a0")[0][0] == (0, 0)


@pytest.mark.parametrize("late", [1, 500, 1025, 48000])
def test_compose_sound_that_starts_late_keeps_its_offset(late: int) -> None:
    index = index_of(video_track(20), audio_track(20, late=late))
    presentation = _compose([Piece.of("a", index, 0, WHOLE)], 21_000)
    assert _played(presentation, "a0")[0][0] == (0, late)


def test_compose_priming_is_never_played() -> None:
    index = index_of(audio_track(20, first=2))
    assert (
        min(number for number, _ in _played(_compose([Piece.of("a", index, 0, WHOLE)], 20_000), "a0")[0]) == 2
    )


def test_compose_recording_that_began_before_the_hearing_starts_at_the_first_key() -> None:
    presentation = _compose([Piece.of("a", recording(20), -5_500, WHOLE)], 14_500)
    assert _ms(presentation, "v0")[0][0] == 500  # keys every 2 s, at 6.0 s of the recording
    assert _ms(presentation, "a0")[0][0] in range(42, 64 + 1)  # two frames off the border


def test_compose_closed_part_withholds_what_touches_it() -> None:
    visible = ((0, 7_000), (11_000, 20_000))
    presentation = _compose([Piece.of("a", recording(20), 0, visible)], 20_000)
    shown = _ms(presentation, "v0")
    assert [moment for moment in shown[0] if moment < 9_000][-1] == 6_960  # cut on the frame
    assert min(moment for moment in shown[0] if moment > 9_000) == 12_000  # from the next key on
    heard = _ms(presentation, "a0")[0]
    assert max(moment for moment in heard if moment < 9_000) < 7_000 - 3 * 21
    assert min(moment for moment in heard if moment > 9_000) >= 11_000 + 2 * 21


def test_compose_closed_part_of_nothing_but_the_middle_hides_no_other_segment() -> None:
    open_ = compose([Piece.of("a", recording(60), 0, WHOLE)], 60_000)
    closed = _compose([Piece.of("a", recording(60), 0, ((0, 30_500), (31_000, 60_000)))], 60_000)
    before = [segment(open_, "v0", number).parts for number in range(7)]
    assert [segment(closed, "v0", number).parts for number in range(7)] == before


def test_compose_all_closed_is_all_slate() -> None:
    presentation = _compose([Piece.of("a", recording(20), 0, ())], 20_000)
    assert set(_played(presentation, "v0")) == set(_played(presentation, "a0")) == {SLATE}


def test_compose_overlap_goes_to_the_later_from_its_first_key() -> None:
    pieces = [Piece.of("late", recording(20), 15_300, WHOLE), Piece.of("early", recording(20), 0, WHOLE)]
    presentation = _compose(pieces, 36_000)
    shown = _ms(presentation, "v0")
    assert shown[1][0] == 0
    assert 15_100 <= shown[1][-1] < 15_300  # cut on the last picture that is whole
    assert (shown[0][0], shown[0][-1]) == (15_300, 35_260)
    heard = _ms(presentation, "a0")
    assert heard[1][-1] < 15_300 <= heard[0][0] < 15_322


def test_compose_recording_inside_another_is_not_shown() -> None:
    pieces = [Piece.of("long", recording(20), 0, WHOLE), Piece.of("copy", recording(8), 4_000, WHOLE)]
    presentation = _compose(pieces, 20_000)
    assert {source for lane in ("v0", "a0") for source in _played(presentation, lane)} == {0}


def test_compose_recording_inside_the_unread_part_of_another_is_shown() -> None:
    pieces = [
        Piece.of("long", recording(60), 0, ((0, 8_000),)),
        Piece.of("other", recording(8), 20_000, WHOLE),
    ]
    assert set(_ms(_compose(pieces, 28_000), "v0")) == {0, 1, SLATE}


def test_compose_sound_longer_than_its_picture_costs_the_next_piece_no_picture() -> None:
    long = index_of(video_track(20), audio_track(20, first=0, late=1_000))  # ends 16 ms behind the picture
    pieces = [Piece.of("a", long, 0, WHOLE), Piece.of("b", recording(20), 20_000, WHOLE)]
    presentation = _compose(pieces, 40_000)
    assert _ms(presentation, "v0")[1][0] == 20_000
    assert SLATE not in _ms(presentation, "v0")


def test_compose_pictures_and_sound_from_recordings_of_their_own_play_together() -> None:
    pieces = [
        Piece.of("camera", index_of(video_track(20)), 0, WHOLE),
        Piece.of("microphones", index_of(audio_track(30)), 5_000, WHOLE),
    ]
    presentation = _compose(pieces, 35_000)
    assert not presentation.discontinuity.any()
    assert _ms(presentation, "v0")[0][0] == 0
    assert 5_000 <= _ms(presentation, "a0")[1][0] < 5_022


def test_compose_other_microphones_change_the_format_while_the_picture_goes_on() -> None:
    pieces = [
        Piece.of("camera", index_of(video_track(60)), 0, WHOLE),
        Piece.of("two", index_of(audio_track(20)), 0, WHOLE),
        Piece.of("one", index_of(audio_track(20, channels=1)), 30_000, WHOLE),
    ]
    presentation = _compose(pieces, 60_000)
    video, audio = _lane(presentation, "v0"), _lane(presentation, "a0")
    assert (len(video.formats), len(audio.formats)) == (1, 2)
    (changed,) = np.flatnonzero(presentation.discontinuity).tolist()
    assert [int(lane.start_us[changed]) for lane in (video, audio)] == [30_000_000] * 2
    assert len(_ms(presentation, "v0")[0]) == 1500


def _with_rung(seconds: int, *, gop: int, timescale: int = 90_000, starts_at_ms: int = 0) -> Piece:
    whole = Piece.of("a", recording(seconds), starts_at_ms, WHOLE)
    rung = PieceTrack("v1", video_track(seconds, gop=gop, timescale=timescale, size=30), "a.small")
    return replace(whole, tracks=(*whole.tracks, rung))


def _at_key(presentation: Presentation, key: str) -> list[int]:
    lane = _lane(presentation, key)
    return [int(lane.start_us[number]) for number in range(len(lane))]


@pytest.mark.parametrize("gop", [50, 25])  # as often as the source, and twice as often
def test_compose_rung_follows_the_cuts_of_the_leading_picture(gop: int) -> None:
    presentation = _compose([_with_rung(60, gop=gop, starts_at_ms=3)], 60_003)
    leading, rung = (_ms(presentation, key) for key in ("v0", "v1"))
    assert leading[0] == rung[0]
    apart = [abs(a - b) for a, b in zip(*(_at_key(presentation, key) for key in ("v0", "v1")), strict=True)]
    assert max(apart) <= 80  # a tick of the coarser clock
    assert {part.file for part in segment(presentation, "v1", 3).parts if isinstance(part, Part)} == {
        "a.small"
    }


def test_compose_rung_with_fewer_keys_shows_the_slate_until_its_next_one() -> None:
    piece = replace(_with_rung(60, gop=100), visible=((0, 21_000), (26_000, 60_000)))
    presentation = _compose([piece], 60_000)
    shown = _ms(presentation, "v1")[0]
    assert not any(20_960 < moment < 28_000 for moment in shown)
    assert 28_000 in shown


def test_compose_rung_keeps_to_what_may_be_shown() -> None:
    piece = replace(_with_rung(60, gop=50), visible=((0, 21_130), (26_010, 60_000)))
    presentation = _compose([piece], 60_000)
    for key in ("v0", "v1"):
        shown = _ms(presentation, key)[0]
        assert not any(21_130 - 40 < moment < 26_010 for moment in shown)


def test_compose_touching_recordings_leave_no_slate() -> None:
    pieces = [Piece.of(str(number), recording(20), number * 20_000, WHOLE) for number in range(3)]
    presentation = _compose(pieces, 60_000)
    assert SLATE not in _played(presentation, "v0")
    assert sum(len(rows) for source, rows in _played(presentation, "v0").items()) == 1500


@pytest.mark.parametrize("hole", [1, 40, 99, 150, 299])
def test_compose_short_hole_between_recordings_gets_no_segment_of_its_own(hole: int) -> None:
    pieces = [Piece.of("a", recording(20), 0, WHOLE), Piece.of("b", recording(20), 20_000 + hole, WHOLE)]
    assert len(_lane(_compose(pieces, 40_000 + hole), "v0")) == 10


def test_compose_other_format_changes_every_track_at_the_same_segment() -> None:
    other = index_of(video_track(20, timescale=90000), audio_track(20))
    pieces = [
        Piece.of("a", recording(20), 0, WHOLE),
        Piece.of("b", other, 30_000, WHOLE),
        Piece.of("c", recording(20), 60_000, WHOLE),
    ]
    presentation = _compose(pieces, 80_000)
    video, audio = _lane(presentation, "v0"), _lane(presentation, "a0")
    assert presentation.discontinuity.sum() == 2
    assert (len(video.formats), len(audio.formats)) == (2, 1)
    changed = np.flatnonzero(np.diff(video.format_of)) + 1
    assert changed.tolist() == np.flatnonzero(presentation.discontinuity).tolist()
    first, second = (int(number) for number in changed)
    assert [int(lane.start_us[first]) for lane in (video, audio)] == [30_000_000] * 2
    assert [int(lane.start_us[second]) for lane in (video, audio)] == [60_000_000] * 2


def test_compose_sound_only_is_cut_every_four_seconds() -> None:
    presentation = _compose([Piece.of("a", index_of(audio_track(60)), 0, WHOLE)], 60_000)
    assert [lane.key for lane in presentation.lanes] == ["a0"]
    assert len(_lane(presentation, "a0")) == 15


def test_compose_picture_without_sound_has_one_lane() -> None:
    presentation = _compose([Piece.of("a", index_of(video_track(20)), 0, WHOLE)], 20_000)
    assert [lane.key for lane in presentation.lanes] == ["v0"]


def test_compose_piece_without_picture_is_shown_as_slate_with_its_sound() -> None:
    pieces = [Piece.of("a", recording(20), 0, WHOLE), Piece.of("b", index_of(audio_track(20)), 20_000, WHOLE)]
    presentation = _compose(pieces, 40_000)
    assert not presentation.discontinuity.any()
    assert set(_ms(presentation, "v0")) == {0, SLATE}
    assert len(_played(presentation, "a0")[1]) == 20 * 48000 // 1024


def test_compose_fewer_microphones_later_leaves_the_others_silent() -> None:
    three = index_of(video_track(20), *[audio_track(20) for _ in range(3)])
    presentation = _compose(
        [Piece.of("a", three, 0, WHOLE), Piece.of("b", recording(20), 20_000, WHOLE)], 40_000
    )
    assert [lane.key for lane in presentation.lanes] == ["v0", "a0", "a1", "a2"]
    assert not presentation.discontinuity.any()
    assert [1 in _played(presentation, key) for key in ("a0", "a1", "a2")] == [True, False, False]


def test_compose_without_slates_leaves_gaps_and_no_discontinuity() -> None:
    pieces = [Piece.of("a", recording(20), 0, WHOLE), Piece.of("b", recording(20), 60_000, WHOLE)]
    presentation = compose(pieces, 80_000, Slates())
    check(presentation)
    lane = _lane(presentation, "v0")
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
    presentation = _compose(pieces, 40 * 9_013)
    rows = [(tick, 1) for found in _played(presentation, "a0").values() for _, tick in found]
    begins = np.sort(np.array([tick for tick, _ in rows]))
    assert np.abs(begins - np.arange(len(begins)) * 1024).max() <= 1024


def test_exposures_name_the_source_and_hold_every_sample() -> None:
    pieces = [Piece.of("a", recording(20), 0, ((0, 7_000),)), Piece.of("b", recording(20), 30_000, WHOLE)]
    presentation = _compose(pieces, 50_000)
    for key in ("v0", "a0"):
        found = [
            exposure
            for number in range(len(_lane(presentation, key)))
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
