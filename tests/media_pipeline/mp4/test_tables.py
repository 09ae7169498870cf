"""Sample tables, edit lists and clean cuts on files written by hand."""

import struct
from pathlib import Path

import numpy as np
import pytest

from media_pipeline.mp4 import IndexLimits, Mp4NotPlayable, SampleIndex, index_file
from media_pipeline.mp4.cuts import clean_keys, last_clean_cut
from tests.media_pipeline.mp4.maker import Track, aac_entry, audio_track, box, full, movie, rows, saved

LIMITS = IndexLimits()


def _index(data: bytes, directory: Path) -> SampleIndex:
    return index_file(saved(data, directory), LIMITS)


def _video_of(data: bytes, directory: Path) -> tuple[int, int, int, int]:
    """(first sample, end, start tick, end tick)."""
    track = _index(data, directory).video
    assert track is not None
    return track.facts.first, track.facts.end, track.facts.start_tick, track.facts.end_tick


def test_index_several_chunks_gives_each_sample_its_place(tmp_path: Path) -> None:
    sizes = (10, 20, 30, 40, 50)
    chunks = {b"stsc": rows(b"stsc", (1, 2, 1), (3, 1, 1)), b"stco": rows(b"stco", (1000,), (2000,), (500,))}
    data = movie(Track(sizes=sizes, keys=(1,), replaced=chunks)) + bytes(4000)
    track = _index(data, tmp_path).tracks[0]
    assert track.offset.tolist() == [1000, 1010, 2000, 2030, 500]
    assert track.size.tolist() == list(sizes)


def test_index_64_bit_offsets_and_compact_sizes_are_read(tmp_path: Path) -> None:
    wide = {b"stco": b"", b"co64": full(b"co64", struct.pack(">IQ", 1, 600))}
    small = {b"stsz": b"", b"stz2": full(b"stz2", struct.pack(">II", 16, 3), struct.pack(">3H", 5, 6, 7))}
    track = _index(
        movie(Track(sizes=(5, 6, 7), keys=(1,), replaced=wide | small)) + bytes(999), tmp_path
    ).tracks[0]
    assert track.offset.tolist() == [600, 605, 611]


@pytest.mark.parametrize(
    ("edits", "delays", "expected"),
    [
        ((), (), (0, 50, 0, 25600)),
        (((2000, 0),), (), (0, 50, 0, 25600)),
        (((2000, 1024),), (1024,) * 50, (0, 50, 0, 25600)),  # delay of B-frames taken off exactly
        ((), (1024,) * 50, (0, 50, 1024, 26624)),  # not told: shown late, as it says
        (((500, -1), (2000, 0)), (), (0, 50, 6400, 32000)),  # the track starts later
        (((250, -1), (250, -1), (2000, 0)), (), (0, 50, 6400, 32000)),
        (((1000, 12800),), (), (25, 50, 0, 12800)),  # begins at a key: the first GOP is hidden
        (((1500, 0),), (), (0, 38, 0, 19456)),  # ends inside a GOP; 19200 + one movie tick lies in frame 37
        (((2000, 3),), (), (0, 50, 0, 25597)),  # a first frame that begins 3 ticks early is shown from 0 on
        (((0, 0),), (), (0, 50, 0, 25600)),  # duration 0: to the end
    ],
)
def test_index_edit_list_moves_and_limits_what_is_shown(
    edits: tuple[tuple[int, int], ...],
    delays: tuple[int, ...],
    expected: tuple[int, int, int, int],
    tmp_path: Path,
) -> None:
    assert _video_of(movie(Track(edits=edits, delays=delays)), tmp_path) == expected


def test_index_edit_inside_a_gop_is_not_playable_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(Mp4NotPlayable, match="inside a group"):
        _index(movie(Track(edits=((1000, 6400),))), tmp_path)


def test_index_edit_with_another_speed_is_not_playable_as_it_is(tmp_path: Path) -> None:
    slow = full(b"elst", struct.pack(">4I", 1, 2000, 0, 1 << 15))
    track = Track(edits=((2000, 0),))
    normal = box(b"edts", rows(b"elst", (2000, 0, 1 << 16)))
    data = movie(track).replace(normal, box(b"edts", slow))
    with pytest.raises(Mp4NotPlayable, match=r"speed 0\.5"):
        _index(data, tmp_path)


@pytest.mark.parametrize(
    ("media_time", "first", "start"),
    [
        (0, 0, 0),
        (1024, 1, 0),
        (2048, 2, 0),
        (2112, 3, 960),  # 64 samples into frame 2: it is dropped, the rest of it stays as an offset
    ],
)
def test_index_priming_is_dropped_by_whole_frames(
    media_time: int, first: int, start: int, tmp_path: Path
) -> None:
    facts = _index(movie(audio_track(edits=((2000, media_time),))), tmp_path).tracks[0].facts
    assert (facts.first, facts.start_tick) == (first, start)


def test_index_channels_come_from_the_entry_when_only_the_stream_tells(tmp_path: Path) -> None:
    facts = _index(movie(audio_track(entry=aac_entry(bytes.fromhex("1180"), 4))), tmp_path).tracks[0].facts
    assert facts.channels == 4


def test_index_he_aac_names_core_and_output_rate(tmp_path: Path) -> None:
    entry = aac_entry(bytes.fromhex("2b920800"))
    facts = _index(movie(audio_track(entry=entry, timescale=44100, delta=2048)), tmp_path).tracks[0].facts
    assert (facts.codec, facts.core_rate, facts.sample_rate) == ("mp4a.40.5", 22050, 44100)
    assert facts.frame_ticks == 2048


def test_index_language_and_signed_delays_are_read(tmp_path: Path) -> None:
    data = movie(Track(delays=(0, -512, 512) + (0,) * 47))
    track = _index(data, tmp_path).tracks[0]
    assert track.facts.language == "und"
    assert track.shown_at(0, 4).tolist() == [0, 0, 1536, 1536]


def test_index_text_and_cover_art_are_ignored(tmp_path: Path) -> None:
    cover = Track(entry=box(b"jpeg", bytes(78)), sizes=(30,), keys=None)
    index = _index(movie(Track(), Track(handler=b"tmcd"), cover, audio_track()), tmp_path)
    assert [track.facts.kind for track in index.tracks] == ["video", "audio"]


@pytest.mark.parametrize(
    ("shown", "keys", "clean"),
    [
        ([0, 2, 1, 3, 5, 4], [0, 3], [0, 3]),  # closed GOPs
        ([0, 2, 1, 5, 3, 4], [0, 3], [0]),  # leading pictures before the second key: an open GOP
        ([2, 0, 1, 3, 4, 5], [0, 3], [3]),  # begins with leading pictures
        (
            [0, 3, 1, 2, 4, 5],
            [0, 2, 4],
            [0, 4],
        ),  # a key in the middle that is shown before an earlier picture
        ([1, 0, 2, 3], [2], [2]),  # pictures before the first key
    ],
)
def test_clean_keys_are_those_before_which_everything_is_shown(
    shown: list[int], keys: list[int], clean: list[int]
) -> None:
    assert clean_keys(np.array(shown), np.array(keys)).tolist() == clean


@pytest.mark.parametrize(
    ("shown", "limit", "kept"),
    [
        ([0, 1, 2, 3], 4, 4),
        ([0, 1, 2, 3], 3, 3),
        ([0, 1, 2, 3], 0, 0),
        ([0, 3, 1, 2, 6, 4, 5], 5, 4),  # frame 4 and 5 need frame 6, which is not allowed
        ([0, 3, 1, 2, 6, 4, 5], 3, 1),
    ],
)
def test_last_clean_cut_keeps_no_picture_beyond_and_no_hole(shown: list[int], limit: int, kept: int) -> None:
    times = np.array(shown)
    assert last_clean_cut(times, times + 1, limit) == kept
