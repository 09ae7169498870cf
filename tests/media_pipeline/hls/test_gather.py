"""Reading segments from files."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from media_pipeline.hls import Part, SegmentBytes, SourceTruncated, gather
from media_pipeline.hls.files import JoinedFiles, LocalFile, Stored
from media_pipeline.hls.gather import BLOCK_BYTES

SIZE = 3 << 20


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Stored]:
    data = os.urandom(SIZE)
    path: Path = tmp_path_factory.mktemp("gather") / "source"
    path.write_bytes(data)
    return data, LocalFile(path)


def _segment(parts: list[Part | bytes]) -> SegmentBytes:
    total = sum(len(part) if isinstance(part, bytes) else part.size for part in parts)
    return SegmentBytes(b"header", tuple(parts), total + 6)


def _expected(parts: list[Part | bytes], data: bytes) -> bytes:
    return b"header" + b"".join(
        part if isinstance(part, bytes) else data[part.offset : part.offset + part.size] for part in parts
    )


PARTS = st.lists(
    st.one_of(
        st.binary(max_size=30),
        st.builds(
            Part,
            st.just("s"),
            st.integers(0, SIZE - 70_000),
            st.sampled_from([1, 20, 9_000, 70_000]),
            st.none(),
            st.just(0),
        ),
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=PARTS, first=st.integers(0, 200_000), length=st.integers(1, 300_000))
def test_gather_any_range_gives_just_those_bytes(
    source: tuple[bytes, Stored], parts: list[Part | bytes], first: int, length: int
) -> None:
    data, file = source
    whole = _expected(parts, data)
    made = _segment(parts)
    assert b"".join(gather(made, {"s": file})) == whole
    assert b"".join(gather(made, {"s": file}, first, first + length - 1)) == whole[first : first + length]


def test_gather_interleaved_parts_are_read_together_in_bounded_blocks(source: tuple[bytes, Stored]) -> None:
    data, file = source
    parts: list[Part | bytes] = [Part("s", at, 9_000) for at in range(0, SIZE - 10_000, 10_000)]
    blocks = list(gather(_segment(parts), {"s": file}))
    assert b"".join(blocks) == _expected(parts, data)
    assert len(blocks) <= 1 + -(-SIZE // (BLOCK_BYTES - 10_000))
    assert max(len(block) for block in blocks) <= BLOCK_BYTES


def test_gather_long_part_comes_in_blocks(source: tuple[bytes, Stored]) -> None:
    blocks = list(gather(_segment([Part("s", 0, SIZE)]), {"s": source[1]}))
    assert [len(block) for block in blocks] == [6] + [BLOCK_BYTES] * (SIZE // BLOCK_BYTES)


def test_gather_from_a_source_cut_short_fails_loudly(source: tuple[bytes, Stored]) -> None:
    with pytest.raises(SourceTruncated):
        list(gather(_segment([Part("s", SIZE - 5, 6)]), {"s": source[1]}))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sizes=st.lists(st.integers(1, 5_000), min_size=1, max_size=8),
    start=st.integers(0, 39_999),
    count=st.integers(0, 9_000),
)
def test_joined_files_read_as_one(tmp_path: Path, sizes: list[int], start: int, count: int) -> None:
    data, parts = os.urandom(sum(sizes)), []
    for number, size in enumerate(sizes):
        path = tmp_path / str(number)
        path.write_bytes(data[sum(sizes[:number]) :][:size])
        parts.append(LocalFile(path))
    with JoinedFiles(parts, sizes).open() as joined:
        if start + count > len(data):
            with pytest.raises(SourceTruncated):
                joined.read_at(start, count)
        else:
            assert joined.read_at(start, count) == data[start : start + count]


def test_gather_closes_what_it_opened_when_the_reader_leaves_early(source: tuple[bytes, Stored]) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    blocks = gather(_segment([Part("s", 0, SIZE)]), {"s": source[1]})
    next(blocks), next(blocks)
    blocks.close()
    assert len(list(Path("/proc/self/fd").iterdir())) == before
