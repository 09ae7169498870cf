"""Recordings that overlap, sound and pictures of recordings of their own, smaller pictures beside the leading ones."""

from dataclasses import replace

import numpy as np
import pytest

from media_pipeline.hls import (
    Part,
    Piece,
    PieceTrack,
    Presentation,
    segment,
)
from media_pipeline.hls.lane import SLATE
from tests.media_pipeline.hls.checking import (
    WHOLE,
    composed,
    lane_of,
    played,
    shown_ms,
)
from tests.media_pipeline.hls.synthetic import audio_track, index_of, recording, video_track


def test_compose_overlap_goes_to_the_later_from_its_first_key() -> None:
    pieces = [Piece.of("late", recording(20), 15_300, WHOLE), Piece.of("early", recording(20), 0, WHOLE)]
    presentation = composed(pieces, 36_000)
    shown = shown_ms(presentation, "v0")
    assert shown[1][0] == 0
    assert 15_100 <= shown[1][-1] < 15_300  # cut on the last picture that is whole
    assert (shown[0][0], shown[0][-1]) == (15_300, 35_260)
    heard = shown_ms(presentation, "a0")
    assert heard[1][-1] < 15_300 <= heard[0][0] < 15_322


def test_compose_recording_inside_another_is_not_shown() -> None:
    pieces = [Piece.of("long", recording(20), 0, WHOLE), Piece.of("copy", recording(8), 4_000, WHOLE)]
    presentation = composed(pieces, 20_000)
    assert {source for lane in ("v0", "a0") for source in played(presentation, lane)} == {0}


def test_compose_recording_inside_the_unread_part_of_another_is_shown() -> None:
    pieces = [
        Piece.of("long", recording(60), 0, ((0, 8_000),)),
        Piece.of("other", recording(8), 20_000, WHOLE),
    ]
    assert set(shown_ms(composed(pieces, 28_000), "v0")) == {0, 1, SLATE}


def test_compose_sound_longer_than_its_picture_costs_the_next_piece_no_picture() -> None:
    long = index_of(video_track(20), audio_track(20, first=0, late=1_000))  # ends 16 ms behind the picture
    pieces = [Piece.of("a", long, 0, WHOLE), Piece.of("b", recording(20), 20_000, WHOLE)]
    presentation = composed(pieces, 40_000)
    assert shown_ms(presentation, "v0")[1][0] == 20_000
    assert SLATE not in shown_ms(presentation, "v0")


def test_compose_pictures_and_sound_from_recordings_of_their_own_play_together() -> None:
    pieces = [
        Piece.of("camera", index_of(video_track(20)), 0, WHOLE),
        Piece.of("microphones", index_of(audio_track(30)), 5_000, WHOLE),
    ]
    presentation = composed(pieces, 35_000)
    assert not presentation.discontinuity.any()
    assert shown_ms(presentation, "v0")[0][0] == 0
    assert 5_000 <= shown_ms(presentation, "a0")[1][0] < 5_022


def test_compose_other_microphones_change_the_format_while_the_picture_goes_on() -> None:
    pieces = [
        Piece.of("camera", index_of(video_track(60)), 0, WHOLE),
        Piece.of("two", index_of(audio_track(20)), 0, WHOLE),
        Piece.of("one", index_of(audio_track(20, channels=1)), 30_000, WHOLE),
    ]
    presentation = composed(pieces, 60_000)
    video, audio = lane_of(presentation, "v0"), lane_of(presentation, "a0")
    assert (len(video.formats), len(audio.formats)) == (1, 2)
    (changed,) = np.flatnonzero(presentation.discontinuity).tolist()
    assert [int(lane.start_us[changed]) for lane in (video, audio)] == [30_000_000] * 2
    assert len(shown_ms(presentation, "v0")[0]) == 1500


def _with_rung(seconds: int, *, gop: int, timescale: int = 90_000, starts_at_ms: int = 0) -> Piece:
    whole = Piece.of("a", recording(seconds), starts_at_ms, WHOLE)
    rung = PieceTrack("v1", video_track(seconds, gop=gop, timescale=timescale, size=30), "a.small")
    return replace(whole, tracks=(*whole.tracks, rung))


def _at_key(presentation: Presentation, key: str) -> list[int]:
    lane = lane_of(presentation, key)
    return [int(lane.start_us[number]) for number in range(len(lane))]


@pytest.mark.parametrize("gop", [50, 25])  # as often as the source, and twice as often
def test_compose_rung_follows_the_cuts_of_the_leading_picture(gop: int) -> None:
    presentation = composed([_with_rung(60, gop=gop, starts_at_ms=3)], 60_003)
    leading, rung = (shown_ms(presentation, key) for key in ("v0", "v1"))
    assert leading[0] == rung[0]
    apart = [abs(a - b) for a, b in zip(*(_at_key(presentation, key) for key in ("v0", "v1")), strict=True)]
    assert max(apart) <= 80  # a tick of the coarser clock
    assert {part.file for part in segment(presentation, "v1", 3).parts if isinstance(part, Part)} == {
        "a.small"
    }


def test_compose_rung_with_fewer_keys_shows_the_slate_until_its_next_one() -> None:
    piece = replace(_with_rung(60, gop=100), visible=((0, 21_000), (26_000, 60_000)))
    presentation = composed([piece], 60_000)
    shown = shown_ms(presentation, "v1")[0]
    assert not any(20_960 < moment < 28_000 for moment in shown)
    assert 28_000 in shown


def test_compose_rung_keeps_to_what_may_be_shown() -> None:
    piece = replace(_with_rung(60, gop=50), visible=((0, 21_130), (26_010, 60_000)))
    presentation = composed([piece], 60_000)
    for key in ("v0", "v1"):
        shown = shown_ms(presentation, key)[0]
        assert not any(21_130 - 40 < moment < 26_010 for moment in shown)
