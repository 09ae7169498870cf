"""Sample tables of stbl. Each is checked against its box, the file and the others before anything is
expanded.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from media_pipeline.mp4.boxes import only
from media_pipeline.mp4.errors import Mp4Damaged, Mp4NotPlayable
from media_pipeline.mp4.index import Int32s, Int64s, UInt32s
from media_pipeline.mp4.limits import IndexLimits

Boxes = dict[bytes, list[memoryview]]
MAX_COMPOSITION_SECONDS: Final = 60  # no encoder delays a picture longer: more is damage


@dataclass(frozen=True, slots=True)
class RawTables:
    """Expanded tables, before edit lists. `dts` counts from 0 and has the end as one more entry; `cts` may
    be empty (all zero); `keys` is None when every sample is a key."""

    offset: Int64s
    size: UInt32s
    dts: Int64s
    cts: Int32s
    keys: Int64s | None


def _mismatch(detail: str) -> Mp4Damaged:
    return Mp4Damaged("table-mismatch", detail)


def _rows(
    body: memoryview, columns: int, dtype: str, name: str
) -> "np.ndarray[tuple[int, int], np.dtype[np.int64]]":
    """Entries of a table with version/flags and a count in front, as int64 [rows, columns]."""
    count = int.from_bytes(body[4:8], "big") if len(body) >= 8 else -1
    item = np.dtype(dtype)
    if count < 0 or count * columns * item.itemsize > len(body) - 8:
        raise Mp4Damaged("table-overflow", f"{name}: {count} rows in {len(body)} bytes")
    flat = np.frombuffer(body, item, count * columns, 8)
    return flat.astype(np.int64).reshape(count, columns)


def sample_count(stbl: Boxes) -> int:
    """Number of samples that stsz or stz2 declares, not yet believed."""
    body = only(stbl, b"stsz" if b"stsz" in stbl else b"stz2")
    if len(body) < 12:
        raise Mp4Damaged("table-overflow", "stsz")
    return int.from_bytes(body[8:12], "big")


def _sizes(stbl: Boxes, count: int, file_size: int, limits: IndexLimits) -> UInt32s:
    compact = b"stsz" not in stbl
    body = only(stbl, b"stz2" if compact else b"stsz")
    width, fixed = (body[7] // 8, 0) if compact else (4, int.from_bytes(body[4:8], "big"))
    if width not in {1, 2, 4}:
        raise Mp4NotPlayable("unsupported-table", f"stz2 of {body[7]} bits")
    if (fixed * count if fixed else count) > file_size:
        raise _mismatch(f"{count} samples do not fit a file of {file_size} bytes")
    if not fixed and count * width > len(body) - 12:
        raise Mp4Damaged("table-overflow", f"stsz: {count} samples in {len(body)} bytes")
    size: UInt32s = (
        np.full(count, fixed, np.uint32)
        if fixed
        else np.frombuffer(body, f">u{width}", count, 12).astype(np.uint32)
    )
    if int(size.sum(dtype=np.int64)) > file_size:
        raise _mismatch(f"samples are larger than the file of {file_size} bytes")
    if not int(size.min()):
        raise Mp4NotPlayable("empty-sample", "a sample of 0 bytes")
    if int(size.max()) > limits.max_sample_bytes:
        raise Mp4NotPlayable("sample-too-large", f"{int(size.max())} bytes")
    return size


def _chunk_offsets(stbl: Boxes, file_size: int) -> Int64s:
    wide = b"stco" not in stbl
    rows = _rows(only(stbl, b"co64" if wide else b"stco"), 1, ">u8" if wide else ">u4", "stco")[:, 0]
    # A 64-bit offset beyond 2^63 has become negative here.
    if len(rows) and (int(rows.min()) < 0 or int(rows.max()) >= file_size):
        raise Mp4Damaged("sample-outside-file", f"chunk at {int(rows.max())} in a file of {file_size} bytes")
    return rows


def _samples_per_chunk(stbl: Boxes, chunks: int, count: int) -> Int64s:
    rows = _rows(only(stbl, b"stsc"), 3, ">u4", "stsc")
    if not len(rows) or len(rows) > chunks or rows[0, 0] != 1 or rows[-1, 0] > chunks:
        raise _mismatch(f"stsc: {len(rows)} rows for {chunks} chunks")
    runs = np.diff(np.append(rows[:, 0], chunks + 1))
    if runs.min() <= 0 or rows[:, 1].min() <= 0:
        raise _mismatch("stsc: not ascending")
    if rows[:, 2].min() != 1 or rows[:, 2].max() != 1:
        raise Mp4NotPlayable("codec-changes", "several sample descriptions")
    # Python integers: the product of hostile numbers may not fit 64 bits.
    total = sum(int(samples) * int(run) for samples, run in zip(rows[:, 1], runs, strict=True))
    if total != count:
        raise _mismatch(f"stsc holds {total} samples, stsz {count}")
    return np.repeat(rows[:, 1], runs)


def _offsets(stbl: Boxes, size: UInt32s, file_size: int) -> Int64s:
    chunks = _chunk_offsets(stbl, file_size)
    per_chunk = _samples_per_chunk(stbl, len(chunks), len(size))
    offset = np.cumsum(size, dtype=np.int64)
    offset -= size
    first = np.cumsum(per_chunk) - per_chunk
    offset += np.repeat(chunks - offset[first], per_chunk)
    last = first + per_chunk - 1
    # Inside a chunk offsets only grow, so its last sample is the furthest.
    if int((offset[last] + size[last]).max()) > file_size:
        raise Mp4Damaged("sample-outside-file", f"samples end behind the file of {file_size} bytes")
    return offset


def _decode_times(stbl: Boxes, count: int, timescale: int, limits: IndexLimits) -> Int64s:
    rows = _rows(only(stbl, b"stts"), 2, ">u4", "stts")
    if int(rows[:, 0].sum()) != count:
        raise _mismatch(f"stts counts {int(rows[:, 0].sum())} samples, stsz {count}")
    total = sum(int(samples) * int(delta) for samples, delta in rows)
    if total * 1000 > limits.max_duration_ms * timescale:
        raise Mp4Damaged("duration", f"{total} ticks of 1/{timescale} s")
    dts = np.zeros(count + 1, np.int64)
    np.cumsum(np.repeat(rows[:, 1], rows[:, 0]), out=dts[1:])
    return dts


def _composition(stbl: Boxes, count: int, timescale: int) -> Int32s:
    if b"ctts" not in stbl:
        return np.empty(0, np.int32)
    # Version 0 is unsigned on paper, but QuickTime and others write negative numbers there too.
    rows = _rows(only(stbl, b"ctts"), 2, ">u4", "ctts")
    if int(rows[:, 0].sum()) != count:
        raise _mismatch(f"ctts counts {int(rows[:, 0].sum())} samples, stsz {count}")
    delay = rows[:, 1].astype(np.uint32).view(np.int32)
    if int(np.abs(delay.astype(np.int64)).max()) > min(MAX_COMPOSITION_SECONDS * timescale, 1 << 30):
        raise _mismatch("ctts: a picture is delayed beyond reason")
    return np.repeat(delay, rows[:, 0])


def _keys(stbl: Boxes, count: int) -> Int64s | None:
    if b"stss" not in stbl:
        return None
    keys = _rows(only(stbl, b"stss"), 1, ">u4", "stss")[:, 0] - 1
    if not len(keys):
        raise Mp4NotPlayable("no-key-frame", "stss is empty")
    if keys[0] < 0 or keys[-1] >= count or (np.diff(keys) <= 0).any():
        raise _mismatch("stss")
    return keys


def read_tables(stbl: Boxes, count: int, timescale: int, file_size: int, limits: IndexLimits) -> RawTables:
    """Expands the tables of one track. `count` is its sample_count(), already inside the caller's budget and
    above 0.

    Raises Mp4Damaged("table-overflow", "table-mismatch", "sample-outside-file", "duration") or
    Mp4NotPlayable.
    """
    size = _sizes(stbl, count, file_size, limits)
    offset = _offsets(stbl, size, file_size)
    dts = _decode_times(stbl, count, timescale, limits)
    return RawTables(offset, size, dts, _composition(stbl, count, timescale), _keys(stbl, count))
