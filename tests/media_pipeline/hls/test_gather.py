"""Reading segments from files."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from media_pipeline.hls import Part, SegmentBytes, SourceTruncated, gather
from media_pipeline.hls.gather import BLOCK_BYTES

SIZE = 3 << 20


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[bytes, int]]:
    data = os.urandom(SIZE)
    path: Path = tmp_path_factory.mktemp("gather") / "source"
    path.write_bytes(data)
    fd = os.open(path, os.O_RDONLY)
    yield data, fd
    os.close(fd)


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
        st.builds(Part, st.just("s"), st.integers(0, SIZE - 70_000), st.sampled_from([1, 20, 9_000, 70_000])),
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=PARTS, first=st.integers(0, 200_000), length=st.integers(1, 300_000))
def test_gather_any_range_gives_just_those_bytes(
    source: tuple[bytes, int], parts: list[Part | bytes], first: int, length: int
) -> None:
    data, fd = source
    whole = _expected(parts, data)
    made = _segment(parts)
    assert b"".join(gather(made, {"s": fd})) == whole
    assert b"".join(gather(made, {"s": fd}, first, first + length - 1)) == whole[first : first + length]


def test_gather_interleaved_parts_are_read_together_in_bounded_blocks(source: tuple[bytes, int]) -> None:
    data, fd = source
    parts: list[Part | bytes] = [Part("s", at, 9_000) for at in range(0, SIZE - 10_000, 10_000)]
    blocks = list(gather(_segment(parts), {"s": fd}))
    assert b"".join(blocks) == _expected(parts, data)
    assert len(blocks) <= 1 + -(-SIZE // (BLOCK_BYTES - 10_000))
    assert max(len(block) for block in blocks) <= BLOCK_BYTES


def test_gather_long_part_comes_in_blocks(source: tuple[bytes, int]) -> None:
    blocks = list(gather(_segment([Part("s", 0, SIZE)]), {"s": source[1]}))
    assert [len(block) for block in blocks] == [6] + [BLOCK_BYTES] * (SIZE // BLOCK_BYTES)


def test_gather_from_a_source_cut_short_fails_loudly(source: tuple[bytes, int]) -> None:
    with pytest.raises(SourceTruncated):
        list(gather(_segment([Part("s", SIZE - 5, 6)]), {"s": source[1]}))
