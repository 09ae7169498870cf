"""Reading the bytes of a segment from the files that hold them: few large reads instead of many small ones, in
bounded memory. Samples are read whole, since what stands beside picture and sound is not sent out (nal.py,
beside_sound.py).
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack
from io import BytesIO
from typing import Final, NamedTuple

import numpy as np

from media_pipeline.hls.beside_sound import blanks
from media_pipeline.hls.errors import SourceTruncated
from media_pipeline.hls.files import Opened, Stored
from media_pipeline.hls.nal import instead, unneeded
from media_pipeline.hls.segments import Part, SegmentBytes

# Reading over a gap of this many bytes costs less than one more system call.
SKIP_BYTES: Final = 16 << 10
# Larger buffers are given back to the kernel after each use and faulted in anew: 1 MiB blocks read at a fifth of the
# speed of these.
BLOCK_BYTES: Final = 256 << 10
# One sample is held in memory; the largest intra picture of 8K has a few MiB.
SAMPLE_BYTES: Final = 64 << 20


class _Want(NamedTuple):
    """Bytes `low` to `high` of a part that is read whole."""

    part: Part
    low: int
    high: int


def gather(
    segment: SegmentBytes, files: Mapping[str, Stored], first: int = 0, last: int | None = None
) -> Generator[bytes]:
    """Bytes `first` to `last` (inclusive, as in HTTP ranges) of the segment, in blocks of about BLOCK_BYTES.

    `files`: where the file of each name lies; all that are needed are opened before the first block and closed at the
    end. Raises SourceTruncated when a file is too short, OSError when it does not open.
    """
    stop = segment.total if last is None else min(last + 1, segment.total)
    wanted = list(_wanted(segment, first, stop))
    needed = {want.part.file for want in wanted if isinstance(want, _Want)}
    with ExitStack() as stack:
        opened = {name: stack.enter_context(files[name].open()) for name in needed}
        at = 0
        while at < len(wanted):
            want = wanted[at]
            if isinstance(want, bytes):
                yield want
                at += 1
                continue
            group = _group(wanted, at)
            yield _read(opened[want.part.file], group)
            at += len(group)


def _wanted(segment: SegmentBytes, first: int, stop: int) -> Iterator[_Want | bytes]:
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
        elif part.sizes is not None:
            yield from _samples(part, part.sizes, low, high)
        else:
            for start in range(low, high, BLOCK_BYTES):
                count = min(BLOCK_BYTES, high - start)
                yield _Want(Part(part.file, part.offset + start, count), 0, count)


def _samples(part: Part, sizes: Sequence[int], low: int, high: int) -> Iterator[_Want]:
    """The samples that [low, high) of a part touches, as many at a time as a block holds, at least one. Raises
    SourceTruncated for one that is too large to be a picture.
    """
    if part.size <= BLOCK_BYTES:
        yield _Want(part, low, high)
        return
    ends = np.cumsum(sizes, dtype=np.int64)
    if (largest := max(sizes)) > SAMPLE_BYTES:
        raise SourceTruncated(f"a sample of {largest} bytes")
    begin = int(np.searchsorted(ends, low, "right"))
    at = int(ends[begin - 1]) if begin else 0
    while at < high:
        end = max(begin + 1, int(np.searchsorted(ends, at + BLOCK_BYTES, "right")))
        size = int(ends[end - 1]) - at
        samples = Part(part.file, part.offset + at, size, sizes[begin:end], part.length_size)
        yield _Want(samples, max(low - at, 0), min(high - at, size))
        begin, at = end, at + size


def _group(wanted: list[_Want | bytes], at: int) -> list[_Want]:
    """Ranges from `at` on that one read can cover."""
    group: list[_Want] = []
    for want in wanted[at:]:
        if isinstance(want, bytes):
            break
        if group and not _follows(want.part, group[-1].part, group[0].part):
            break
        group.append(want)
    return group


def _follows(part: Part, before: Part, first: Part) -> bool:
    gap = part.offset - before.offset - before.size
    covered = part.offset + part.size - first.offset
    alike = part.file == before.file and part.length_size == before.length_size
    return alike and 0 <= gap <= SKIP_BYTES and covered <= BLOCK_BYTES


def _read(opened: Opened, group: list[_Want]) -> bytes:
    """What is wanted of parts that lie in a row; only the first can begin, and only the last end, inside a part."""
    begin, last = group[0].part.offset, group[-1]
    data = opened.read_at(begin, last.part.offset + last.part.size - begin)
    edits = [edit for part, _low, _high in group for edit in _edits(part, data, part.offset - begin)]
    if edits:
        # The only holder of its bytes writes into them and gives them back: half a megabyte less to copy each time.
        held = BytesIO(data)
        del data
        for start, filler in edits:
            held.seek(start)
            held.write(filler)
        data = held.getvalue()
    if len(group) > 1:
        view = memoryview(data)
        data = b"".join([view[part.offset - begin :][: part.size] for part, _low, _high in group])
    return data[group[0].low : len(data) - (last.part.size - last.high)]


def _edits(part: Part, data: bytes, at: int) -> list[tuple[int, bytes]]:
    """What is sent in the place of what stands beside picture or sound: where, and which bytes."""
    if part.sizes is None:
        return []
    if part.length_size:
        found = unneeded(data, at, part.sizes, part.length_size)
        return [(start, instead(data[start:stop])) for start, stop in found]
    return blanks(data, at, part.sizes)
