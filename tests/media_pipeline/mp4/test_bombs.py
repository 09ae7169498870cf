"""Files that ask for more than they hold: refused before anything is expanded."""

import contextlib
import struct
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from media_pipeline.mp4 import (
    IndexLimits,
    Mp4Damaged,
    Mp4NotPlayable,
    Mp4Problem,
    NotMp4,
    TrackIndex,
    index_file,
)
from tests.media_pipeline.mp4.maker import (
    Track,
    aac_entry,
    audio_track,
    avc_entry,
    box,
    full,
    movie,
    rows,
    saved,
)

LIMITS = IndexLimits()
MAX_BYTES = 8 << 20  # of Python memory for any of these small files
MAX_SECONDS = 2.0

FAR = 1 << 31


def _table(kind: bytes, *entries: tuple[int, ...]) -> dict[bytes, bytes]:
    return {kind: rows(kind, *entries)}


def _video(kind: bytes, *entries: tuple[int, ...]) -> bytes:
    return movie(Track(replaced=_table(kind, *entries)))


def _sizes(fixed: int, count: int, table: bytes = b"") -> bytes:
    return movie(Track(replaced={b"stsz": full(b"stsz", struct.pack(">II", fixed, count), table)}))


BOMBS: list[tuple[str, bytes, type[Mp4Problem], str]] = [
    ("stsz: 4 thousand million samples of 1 byte", _sizes(1, 0xFFFFFFFF), Mp4NotPlayable, "too-many-samples"),
    ("stsz: more samples than the file has bytes", _sizes(1, 8_000_000), Mp4Damaged, "table-mismatch"),
    ("stsz: table longer than its box", _sizes(0, 1000), Mp4Damaged, "table-overflow"),
    ("stsz: sizes beyond the file", _sizes(0, 50, b"\x7f" * 200), Mp4Damaged, "table-mismatch"),
    ("stsz: samples of no bytes", _sizes(0, 50, bytes(200)), Mp4NotPlayable, "empty-sample"),
    (
        "stts: one row for 4 thousand million samples",
        _video(b"stts", (0xFFFFFFFF, 1)),
        Mp4Damaged,
        "table-mismatch",
    ),
    ("stts: time beyond a week", _video(b"stts", (50, 0xFFFFFFFF)), Mp4Damaged, "duration"),
    (
        "stts: counts that overflow to the right sum",
        _video(b"stts", *[(FAR, 0)] * 2, (50, 1)),
        Mp4Damaged,
        "table-mismatch",
    ),
    (
        "stts: more rows than its box",
        movie(Track(replaced={b"stts": full(b"stts", b"\xff" * 4)})),
        Mp4Damaged,
        "table-overflow",
    ),
    ("ctts: one row for too many", _video(b"ctts", (0xFFFFFFFF, 1)), Mp4Damaged, "table-mismatch"),
    ("ctts: a year of delay", _video(b"ctts", (50, 0x7FFFFFFF)), Mp4Damaged, "table-mismatch"),
    ("stsc: too many per chunk", _video(b"stsc", (1, 0xFFFFFFFF, 1)), Mp4Damaged, "table-mismatch"),
    (
        "stsc: chunks that are not there",
        _video(b"stsc", (1, 25, 1), (0xFFFFFFFF, 25, 1)),
        Mp4Damaged,
        "table-mismatch",
    ),
    ("stsc: does not begin at 1", _video(b"stsc", (2, 50, 1)), Mp4Damaged, "table-mismatch"),
    ("stsc: none per chunk", _video(b"stsc", (1, 0, 1)), Mp4Damaged, "table-mismatch"),
    ("stsc: a second description", _video(b"stsc", (1, 50, 2)), Mp4NotPlayable, "codec-changes"),
    ("stco: outside the file", _video(b"stco", (0x7FFFFFFF,)), Mp4Damaged, "sample-outside-file"),
    ("stss: no key", _video(b"stss"), Mp4NotPlayable, "no-key-frame"),
    ("stss: a key that is no sample", _video(b"stss", (1,), (51,)), Mp4Damaged, "table-mismatch"),
    ("stss: keys backwards", _video(b"stss", (26,), (1,)), Mp4Damaged, "table-mismatch"),
    ("stss: key 0", _video(b"stss", (0,)), Mp4Damaged, "table-mismatch"),
    ("timescale of 0", movie(Track(timescale=0)), Mp4Damaged, "timescale"),
    (
        "dimensions",
        movie(Track(entry=avc_entry(sps=bytes.fromhex("6764000cacd94000a0002800c8")))),
        Mp4NotPlayable,
        "dimensions",
    ),
    ("too many tracks", movie(*[Track()] * 65), Mp4NotPlayable, "too-many-tracks"),
    (
        "two sample tables",
        movie(Track(replaced={b"stts": rows(b"stts", (50, 1)) * 2})),
        Mp4Damaged,
        "box-repeated",
    ),
    ("no stts", movie(Track(replaced={b"stts": b""})), Mp4Damaged, "box-missing"),
    ("fragmented", movie(Track(), extra=box(b"mvex")), Mp4NotPlayable, "fragmented"),
    ("compressed", movie(Track(), extra=box(b"cmov")), Mp4NotPlayable, "compressed-moov"),
    ("encrypted", movie(Track(entry=avc_entry(kind=b"encv"))), Mp4NotPlayable, "encrypted"),
    ("HEVC", movie(Track(entry=avc_entry(kind=b"hvc1"))), Mp4NotPlayable, "codec-video"),
    ("MP3 in mp4a", movie(audio_track(entry=aac_entry(object_type=0x6B))), Mp4NotPlayable, "codec-audio"),
    ("AC-3", movie(Track(), audio_track(entry=aac_entry(kind=b"ac-3"))), Mp4NotPlayable, "codec-audio"),
    ("media in another file", movie(Track(dref_flags=0)), Mp4NotPlayable, "external-data"),
    ("two pieces of media", movie(Track(edits=((500, 0), (500, 6400)))), Mp4NotPlayable, "unsupported-edit"),
    ("only text", movie(Track(handler=b"text")), Mp4NotPlayable, "no-tracks"),
    ("one GOP of two minutes", movie(Track(keys=(1,), delta=12800 * 4)), Mp4NotPlayable, "key-gap"),
    ("nothing", b"", NotMp4, "not-mp4"),
    ("a box longer than its parent", movie(Track(), extra=b"\x7f\xff\xff\xffjunk"), Mp4Damaged, "box-size"),
    ("a box of 7 bytes", movie(Track(), extra=b"\0\0\0\x07junk"), Mp4Damaged, "box-size"),
    ("a 64-bit size beyond all", movie(Track(), extra=b"\0\0\0\1junk" + b"\xff" * 8), Mp4Damaged, "box-size"),
    ("a 64-bit size of 0", movie(Track(), extra=b"\0\0\0\1junk" + bytes(8)), Mp4Damaged, "box-size"),
    ("10,000 boxes", movie(Track(), extra=box(b"free") * 10_000), Mp4Damaged, "box-size"),
    ("no moov", box(b"ftyp", b"isom", bytes(12)) + box(b"mdat", bytes(99)), Mp4Damaged, "no-moov"),
    (
        "media to the end of the file",
        box(b"ftyp", b"isom", bytes(12)) + bytes(4) + b"mdat" + bytes(9),
        Mp4Damaged,
        "no-moov",
    ),
    (
        "cut inside the media",
        box(b"ftyp", b"isom", bytes(12)) + box(b"mdat", bytes(99))[:50],
        Mp4Damaged,
        "truncated",
    ),
    ("a picture", box(b"ftyp", b"heic", bytes(12)), NotMp4, "not-mp4"),
    ("text", b"#EXTM3U\nhttp://127.0.0.1/\n", NotMp4, "not-mp4"),
    ("a web page with a size in front", b"\0\0\0\x20<html><script>" + bytes(50), NotMp4, "not-mp4"),
]


@pytest.mark.parametrize(("data", "kind", "code"), [row[1:] for row in BOMBS], ids=[row[0] for row in BOMBS])
def test_index_hostile_file_is_refused_cheaply(
    data: bytes, kind: type[Mp4Problem], code: str, tmp_path: Path
) -> None:
    path = saved(data, tmp_path)
    tracemalloc.start()
    began = time.perf_counter()
    try:
        with pytest.raises(kind) as caught:
            index_file(path, LIMITS)
        assert caught.value.code == code
        assert tracemalloc.get_traced_memory()[1] < MAX_BYTES
        assert time.perf_counter() - began < MAX_SECONDS
    finally:
        tracemalloc.stop()


def test_index_deeply_nested_boxes_are_not_followed(tmp_path: Path) -> None:
    nest = b""
    for _ in range(100_000):
        nest = struct.pack(">I4s", len(nest) + 8, b"trak") + nest if len(nest) < 800_000 else nest
    with pytest.raises(Mp4Damaged, match="box-missing"):
        index_file(saved(movie(Track(), extra=nest), tmp_path), LIMITS)


def test_index_moov_over_the_limit_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(Mp4NotPlayable, match="moov-too-large"):
        index_file(saved(movie(Track()), tmp_path), IndexLimits(max_moov_bytes=100))


def test_index_budget_of_samples_counts_all_tracks(tmp_path: Path) -> None:
    path = saved(movie(Track(), audio_track()), tmp_path)
    assert len(index_file(path, IndexLimits(max_samples=144)).tracks) == 2
    with pytest.raises(Mp4NotPlayable, match="too-many-samples"):
        index_file(path, IndexLimits(max_samples=143))


WHOLE: list[bytes] = [
    movie(
        Track(delays=(512, 1536, 512, 0, 512) * 10, edits=((1000, 512),)), audio_track(edits=((1000, 1024),))
    ),
    movie(Track(), audio_track(), moov_last=True),
]


def _survives(data: bytes, directory: Path) -> None:
    """Any outcome but a value or a typed problem, or one that costs much, is a fault."""
    path = saved(data, directory)
    began = time.perf_counter()
    tracks: tuple[TrackIndex, ...] = ()
    with contextlib.suppress(Mp4Problem):
        tracks = index_file(path, LIMITS).tracks
    for track in tracks:
        assert 0 <= track.facts.first < track.facts.end <= len(track.size)
        assert int((track.offset + track.size).max()) <= len(data)
        assert int(track.offset.min()) >= 0
    assert time.perf_counter() - began < MAX_SECONDS


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    which=st.sampled_from(WHOLE), flips=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=8)
)
def test_index_flipped_bytes_end_in_an_index_or_a_problem(
    which: bytes, flips: list[tuple[float, int]], tmp_path: Path
) -> None:
    data = bytearray(which)
    for place, value in flips:
        data[min(int(place * len(data)), len(data) - 1)] = value
    _survives(bytes(data), tmp_path)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    which=st.sampled_from(WHOLE),
    place=st.floats(0, 1),
    number=st.sampled_from([0, 1, 7, 8, 0x7FFFFFFF, 0xFFFFFFFF]),
)
def test_index_any_number_replaced_ends_in_an_index_or_a_problem(
    which: bytes, place: float, number: int, tmp_path: Path
) -> None:
    at = min(int(place * 1200), len(which) - 4)
    _survives(which[:at] + struct.pack(">I", number) + which[at + 4 :], tmp_path)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(which=st.sampled_from(WHOLE), place=st.floats(0, 1))
def test_index_truncated_file_is_never_accepted(which: bytes, place: float, tmp_path: Path) -> None:
    with pytest.raises(Mp4Problem):
        index_file(saved(which[: int(place * (len(which) - 1))], tmp_path), LIMITS)
