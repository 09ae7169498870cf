"""Reading the bytes of a segment from the files that hold them: few large reads instead of many small ones, in
bounded memory.
"""

from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack
from typing import Final

from media_pipeline.hls.files import Opened, Stored
from media_pipeline.hls.segments import Part, SegmentBytes

# Reading over a gap of this many bytes costs less than one more system call.
SKIP_BYTES: Final = 16 << 10
# Larger buffers are given back to the kernel after each use and faulted in anew: 1 MiB blocks read at a fifth of the
# speed of these.
BLOCK_BYTES: Final = 256 << 10


def gather(
    segment: SegmentBytes, files: Mapping[str, Stored], first: int = 0, last: int | None = None
) -> Generator[bytes]:
    """Bytes `first` to `last` (inclusive, as in HTTP ranges) of the segment, in blocks of about BLOCK_BYTES.

    `files`: where the file of each name lies; all that are needed are opened before the first block and closed at the
    end. Raises SourceTruncated when a file is too short, OSError when it does not open.
    """
    stop = segment.total if last is None else min(last + 1, segment.total)
    wanted = list(_wanted(segment, first, stop))
    needed = {part.file for part in wanted if isinstance(part, Part)}
    with ExitStack() as stack:
        opened = {name: stack.enter_context(files[name].open()) for name in needed}
        at = 0
        while at < len(wanted):
            piece = wanted[at]
            if isinstance(piece, bytes):
                yield piece
                at += 1
                continue
            group = _group(wanted, at)
            yield _read(opened[piece.file], group)
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
            yield Part(part.file, part.offset + start, min(BLOCK_BYTES, high - start))


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
            if part.file != before.file or not 0 <= gap <= SKIP_BYTES or covered > BLOCK_BYTES:
                break
        group.append(part)
    return group


def _read(opened: Opened, group: list[Part]) -> bytes:
    begin = group[0].offset
    span = group[-1].offset + group[-1].size - begin
    data = opened.read_at(begin, span)
    if len(group) == 1:
        return data
    view = memoryview(data)
    return b"".join([view[part.offset - begin : part.offset - begin + part.size] for part in group])
