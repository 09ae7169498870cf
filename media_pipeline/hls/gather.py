"""Reading the bytes of a segment from the originals: few large reads instead of many small ones, in bounded
memory.
"""

import os
from collections.abc import Iterator, Mapping
from typing import Final

from media_pipeline.hls.errors import SourceTruncated
from media_pipeline.hls.segments import Part, SegmentBytes

# Reading over a gap of this many bytes costs less than one more system call.
SKIP_BYTES: Final = 16 << 10
# Larger buffers are given back to the kernel after each use and faulted in anew: 1 MiB blocks read at a fifth of the
# speed of these.
BLOCK_BYTES: Final = 256 << 10


def gather(
    segment: SegmentBytes, fds: Mapping[str, int], first: int = 0, last: int | None = None
) -> Iterator[bytes]:
    """Bytes `first` to `last` (inclusive, as in HTTP ranges) of the segment, in blocks of about BLOCK_BYTES.

    `fds`: an open file descriptor for each source_id. Raises SourceTruncated when an original is too short.
    """
    stop = segment.total if last is None else min(last + 1, segment.total)
    wanted = list(_wanted(segment, first, stop))
    at = 0
    while at < len(wanted):
        piece = wanted[at]
        if isinstance(piece, bytes):
            yield piece
            at += 1
            continue
        group = _group(wanted, at)
        yield _read(fds[piece.source_id], group)
        at += len(group)


def _wanted(segment: SegmentBytes, first: int, stop: int) -> Iterator[Part | bytes]:
    """What of each part lies in [first, stop) of the segment; long ranges in blocks."""
    at = 0
    for part in (segment.header, *segment.parts):
        size = len(part) if isinstance(part, bytes) else part.size
        low, high = max(first - at, 0), min(stop - at, size)
        at += size
        if low >= high:
            continue
        if isinstance(part, bytes):
            yield part[low:high]
            continue
        for start in range(low, high, BLOCK_BYTES):
            yield Part(part.source_id, part.offset + start, min(BLOCK_BYTES, high - start))


def _group(wanted: list[Part | bytes], at: int) -> list[Part]:
    """Ranges from `at` on that one read can cover."""
    group: list[Part] = []
    for part in wanted[at:]:
        if isinstance(part, bytes):
            break
        if group:
            before = group[-1]
            gap = part.offset - before.offset - before.size
            covered = part.offset + part.size - group[0].offset
            if part.source_id != before.source_id or not 0 <= gap <= SKIP_BYTES or covered > BLOCK_BYTES:
                break
        group.append(part)
    return group


def _read(fd: int, group: list[Part]) -> bytes:
    begin = group[0].offset
    span = group[-1].offset + group[-1].size - begin
    data = _read_all(fd, span, begin)
    if len(group) == 1:
        return data
    view = memoryview(data)
    return b"".join([view[part.offset - begin : part.offset - begin + part.size] for part in group])


def _read_all(fd: int, size: int, offset: int) -> bytes:
    """os.pread may give less than asked for without being at the end."""
    data = os.pread(fd, size, offset)
    while len(data) < size:
        more = os.pread(fd, size - len(data), offset + len(data))
        if not more:
            raise SourceTruncated(f"{len(data)} of {size} bytes at {offset}")
        data += more
    return data
