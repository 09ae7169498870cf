"""Reading of ffmpeg's progress stream, however the pipe cuts it."""

import pytest

from media_pipeline.ffmpeg.progress import LINE_BYTES, Progress, ProgressReader

STREAM = (
    b"frame=12\nfps=0.0\nout_time_us=480000\nout_time_ms=480000\nprogress=continue\n"
    b"frame=25\nout_time_us=1000000\nprogress=end\n"
)
REPORTS = [Progress(480, 12, finished=False), Progress(1000, 25, finished=True)]


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_feed_stream_cut_anywhere_reports_each_block(size: int) -> None:
    seen: list[Progress] = []
    reader = ProgressReader(seen.append)
    for start in range(0, len(STREAM), size):
        reader.feed(STREAM[start : start + size])
    assert seen == REPORTS


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (b"out_time_us=N/A\nprogress=continue\n", Progress(0, 0, finished=False)),  # nothing written yet
        (b"out_time_us=-21333\nprogress=continue\n", Progress(0, 0, finished=False)),  # encoder priming
        (b"progress=end\n", Progress(0, 0, finished=True)),
    ],
)
def test_feed_block_without_usable_time_reports_zero(block: bytes, expected: Progress) -> None:
    seen: list[Progress] = []
    ProgressReader(seen.append).feed(block)
    assert seen == [expected]


def test_feed_endless_line_stays_bounded() -> None:
    reader = ProgressReader(lambda _: None)
    for _ in range(100):
        reader.feed(b"x" * LINE_BYTES)
    assert len(reader._rest) == LINE_BYTES
