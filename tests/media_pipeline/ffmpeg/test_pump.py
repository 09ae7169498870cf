"""Sinks keep what they promise and no more."""

import pytest

from media_pipeline.ffmpeg.pump import Collector, Tail


@pytest.mark.parametrize(
    ("chunks", "kept", "overflowed"),
    [
        ([b"abc"], b"abc", False),
        ([b"ab", b"cd"], b"abcd", False),  # exactly full
        ([b"ab", b"cde"], b"abcd", True),  # cut inside a chunk
        ([b"abcd", b"e", b"f"], b"abcd", True),  # stays full
    ],
)
def test_collector_limit_keeps_the_beginning(chunks: list[bytes], kept: bytes, overflowed: bool) -> None:
    collector = Collector(limit=4)
    for chunk in chunks:
        collector.feed(chunk)
    assert (bytes(collector.data), collector.overflowed) == (kept, overflowed)


@pytest.mark.parametrize(
    ("chunks", "kept"), [([b"ab"], b"ab"), ([b"abcdef"], b"cdef"), ([b"abc", b"de"], b"bcde")]
)
def test_tail_limit_keeps_the_end(chunks: list[bytes], kept: bytes) -> None:
    tail = Tail(limit=4)
    for chunk in chunks:
        tail.feed(chunk)
    assert tail.data == kept
