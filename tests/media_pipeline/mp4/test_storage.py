"""The index file."""

import json
import zlib
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from media_pipeline.mp4 import (
    IndexFileError,
    IndexLimits,
    SampleIndex,
    TrackIndex,
    index_file,
    open_index,
    write_index,
)
from media_pipeline.mp4.storage import PREAMBLE
from tests.media_pipeline.mp4.maker import Track, audio_track, movie, saved


@pytest.fixture
def index(tmp_path: Path) -> SampleIndex:
    data = movie(Track(delays=(512, 1536, 512, 0, 512) * 10, edits=((2000, 512),)), audio_track())
    return index_file(saved(data, tmp_path), IndexLimits())


def _same(one: TrackIndex, other: TrackIndex) -> bool:
    arrays = [field.name for field in fields(TrackIndex) if field.name != "facts"]
    return one.facts == other.facts and all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in arrays
    )


def test_write_index_then_open_gives_the_same(index: SampleIndex, tmp_path: Path) -> None:
    size = write_index(index, tmp_path / "a.index")
    again = open_index(tmp_path / "a.index")
    assert (tmp_path / "a.index").stat().st_size == size
    assert all(_same(one, other) for one, other in zip(index.tracks, again.tracks, strict=True))
    assert (again.file_size, again.duration_ms, again.moov_first) == (
        index.file_size,
        index.duration_ms,
        True,
    )


def test_open_index_arrays_cannot_be_written(index: SampleIndex, tmp_path: Path) -> None:
    write_index(index, tmp_path / "a.index")
    with pytest.raises(ValueError, match="read-only"):
        open_index(tmp_path / "a.index").tracks[0].size[0] = 1


def test_write_index_failing_leaves_the_old_file_and_nothing_else(index: SampleIndex, tmp_path: Path) -> None:
    target = tmp_path / "made"
    target.mkdir()
    write_index(index, target / "a.index")
    before = (target / "a.index").read_bytes()
    (target / "b").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_index(index, target / "b")
    assert sorted(entry.name for entry in target.iterdir()) == ["a.index", "b"]
    assert (target / "a.index").read_bytes() == before


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1), value=st.integers(0, 255))
def test_open_index_with_a_damaged_header_is_refused_or_the_same(
    index: SampleIndex, place: float, value: int, tmp_path: Path
) -> None:
    path = tmp_path / "a.index"
    write_index(index, path)
    data = bytearray(path.read_bytes())
    size = int.from_bytes(data[12:16], "little")
    at = int(place * (PREAMBLE - 4 + size - 1))
    at += 4 if at >= PREAMBLE - 4 else 0  # the four bytes before the header mean nothing
    same = data[at] == value
    data[at] = value
    path.write_bytes(data)
    if same:
        assert open_index(path).duration_ms == index.duration_ms
    else:
        with pytest.raises(IndexFileError):
            open_index(path)


@pytest.mark.parametrize("size", [0, 1, 23, 24, 500, -1])
def test_open_index_cut_short_is_refused(size: int, index: SampleIndex, tmp_path: Path) -> None:
    path = tmp_path / "a.index"
    write_index(index, path)
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(IndexFileError):
        open_index(path)


def _with_header(path: Path, change: dict[str, object]) -> None:
    data = path.read_bytes()
    size = int.from_bytes(data[12:16], "little")
    header = json.loads(data[PREAMBLE : PREAMBLE + size])
    header["tracks"][0]["arrays"] |= change
    text = json.dumps(header, separators=(",", ":")).encode()
    assert -(-len(text) // 8) == -(-size // 8), "the arrays must not move"
    numbers = (1, len(text), zlib.crc32(text), 0)
    preamble = data[:8] + b"".join(number.to_bytes(4, "little") for number in numbers)
    body_at = -(-(PREAMBLE + size) // 8) * 8
    path.write_bytes((preamble + text).ljust(body_at, b"\0") + data[body_at:])


@pytest.mark.parametrize(
    "place",
    [
        [0, 9999],  # longer than the file
        [-8, 50],  # before the arrays
        [4, 50],  # not aligned
        [0, 49],  # not as long as the others
        [0, -1],
    ],
)
def test_open_index_with_a_sealed_but_wrong_place_is_refused(
    place: list[int], index: SampleIndex, tmp_path: Path
) -> None:
    path = tmp_path / "a.index"
    write_index(index, path)
    _with_header(path, {"offset": place})
    with pytest.raises(IndexFileError):
        open_index(path)
