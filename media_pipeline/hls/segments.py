"""One media segment: moof and mdat headers made on the fly, and the byte ranges of the originals that follow
them.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from media_pipeline.hls.errors import NoSuchSegment
from media_pipeline.hls.init import TRACK_ID
from media_pipeline.hls.intervals import normalise
from media_pipeline.hls.lane import SLATE, Format, Lane, ticks
from media_pipeline.hls.stretches import Piece
from media_pipeline.hls.timeline import Presentation
from media_pipeline.mp4.index import Int64s, TrackIndex

SYNC: Final = 0x02000000  # sample flags: depends on no other
NOT_SYNC: Final = 0x01010000
ROW: Final = np.dtype(">i4")
DURATION, SIZE, FLAGS, OFFSET = range(4)
MOOF_BYTES: Final = 96  # before the rows of trun, mdat header included
ROW_BYTES: Final = 16
Rows = NDArray[np.int64]


class Part(NamedTuple):
    """`size` bytes at `offset` of the file of this name (PieceTrack.file).

    `sizes`: of the samples in it. Of H.264, NAL units have lengths of `length_size` bytes; it is 0 for AAC.
    """

    file: str
    offset: int
    size: int
    sizes: Sequence[int] | None = None
    length_size: int = 0


@dataclass(frozen=True, slots=True)
class SegmentBytes:
    """A segment is `header`, then `parts` in order: `total` bytes in all."""

    header: bytes
    parts: tuple[Part | bytes, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Exposure:
    """A segment holds content of `source_id` from [start_ms, end_ms) of the hearing (rounded outward)."""

    source_id: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class _Span:
    source: int
    first: int
    count: int
    start: int
    until: int


def _lane(presentation: Presentation, track_key: str, number: int) -> Lane:
    lane = presentation.lane(track_key)
    if lane is None or not 0 <= number < len(lane):
        raise NoSuchSegment(f"{track_key} {number}")
    return lane


def _spans(lane: Lane, number: int) -> list[_Span]:
    low, high = int(lane.span_at[number]), int(lane.span_at[number + 1])
    ends = [*lane.span_start[low + 1 : high].tolist(), int(lane.end[number])]
    columns = (lane.source, lane.first, lane.count, lane.span_start)
    rows = zip(*(column[low:high].tolist() for column in columns), ends, strict=True)
    return [_Span(*row) for row in rows] if high > low else []


def _track(presentation: Presentation, lane: Lane, source: int) -> TrackIndex:
    track = presentation.pieces[source].track(lane.key)
    if track is None:
        raise NoSuchSegment(lane.key)
    return track


def _flags(track: TrackIndex, first: int, end: int) -> Int64s | int:
    if track.facts.kind == "audio":
        return SYNC
    flags = np.full(end - first, NOT_SYNC)
    low, high = np.searchsorted(track.keys, (first, end))
    flags[track.keys[low:high] - first] = SYNC
    return flags


def _source_rows(track: TrackIndex, span: _Span) -> Rows:
    """trun rows of samples of a recording; composition offsets count from the start of the span."""
    first, end = span.first, span.first + span.count
    dts = track.dts[first : end + 1]
    shown = track.shown_at(first, end)
    rows = np.empty((span.count, 4), np.int64)
    rows[:, DURATION] = np.diff(dts)
    rows[:, SIZE] = track.size[first:end]
    rows[:, FLAGS] = _flags(track, first, end)
    # Decoding begins with the first picture shown, so that tfdt is the segment's time in the playlist.
    rows[:, OFFSET] = (shown - shown[0]) - (dts[:-1] - dts[0])
    _stretch(rows, shown, span.until - span.start - int(dts[-1] - dts[0]))
    return rows


def _stretch(rows: Rows, shown: Int64s, missing: int) -> None:
    """Makes the samples end where the next span begins, by the duration of the one shown last; times of
    showing stay.
    """
    last = int(np.argmax(shown))
    if missing and rows[last, DURATION] + missing > 0:
        rows[last, DURATION] += missing
        rows[last + 1 :, OFFSET] -= missing


def _slate_rows(form: Format, span: _Span, samples: Sequence[bytes]) -> Rows:
    rows = np.zeros((span.count, 4), np.int64)
    steps = np.arange(span.count + 1)
    if form.facts.kind == "audio":
        frame = form.facts.frame_ticks
        edges = steps * frame.numerator // frame.denominator
        edges[-1] = span.until - span.start
    else:
        edges = steps * (span.until - span.start) // span.count
    rows[:, DURATION] = np.diff(edges)
    rows[:, SIZE] = [len(sample) for sample in samples]
    rows[:, FLAGS] = SYNC
    return rows


def _ranges(track: TrackIndex, span: _Span, file: str) -> list[Part]:
    """The bytes of a span, adjacent samples merged."""
    offset = track.offset[span.first : span.first + span.count]
    size = track.size[span.first : span.first + span.count]
    ends = offset + size
    breaks = np.flatnonzero(offset[1:] != ends[:-1])
    starts = offset[np.append(0, breaks + 1)].tolist()
    stops = ends[np.append(breaks, span.count - 1)].tolist()
    units = 0 if track.facts.kind == "audio" else track.facts.nal_length_size
    sizes = size.tolist()
    firsts = [0, *(breaks + 1).tolist(), span.count]
    rows = zip(starts, stops, firsts, firsts[1:], strict=False)
    return [Part(file, start, stop - start, sizes[one:end], units) for start, stop, one, end in rows]


def _header(number: int, decode_time: int, rows: Rows) -> bytes:
    """moof and the header of mdat."""
    count, payload = len(rows), int(rows[:, SIZE].sum())
    trun_size = 20 + ROW_BYTES * count
    traf_size = 8 + 16 + 20 + trun_size
    moof_size = 8 + 16 + traf_size
    head = struct.pack(
        ">I4sI4sIII4sI4sIII4sIQI4sIIi",
        *(moof_size, b"moof", 16, b"mfhd", 0, number + 1, traf_size, b"traf"),
        *(16, b"tfhd", 0x020000, TRACK_ID, 20, b"tfdt", 1 << 24, decode_time),
        *(trun_size, b"trun", 1 << 24 | 0xF01, count, moof_size + 8),
    )
    return head + rows.astype(ROW).tobytes() + struct.pack(">I4s", payload + 8, b"mdat")


def _slate_samples(form: Format, span: _Span) -> tuple[bytes, ...]:
    if form.video_slate is not None:
        return (form.video_slate.sample(form.facts.nal_length_size, span.first),) * span.count
    if form.audio_slate is not None:
        return form.audio_slate.taken(span.first, span.count)
    raise NoSuchSegment("no slate")


def segment(presentation: Presentation, track_key: str, number: int) -> SegmentBytes:
    """Raises NoSuchSegment for an unknown track or number, and for a gap."""
    lane = _lane(presentation, track_key, number)
    form = lane.formats[int(lane.format_of[number])]
    rows: list[Rows] = []
    parts: list[Part | bytes] = []
    for span in _spans(lane, number):
        if span.source == SLATE:
            samples = _slate_samples(form, span)
            rows.append(_slate_rows(form, span, samples))
            parts.append(b"".join(samples))
        else:
            track = _track(presentation, lane, span.source)
            rows.append(_source_rows(track, span))
            parts += _ranges(track, span, presentation.pieces[span.source].file_of(track_key))
    if not rows:
        raise NoSuchSegment(f"{track_key} {number} is a gap")
    return _assemble(lane, number, np.concatenate(rows) if len(rows) > 1 else rows[0], parts)


def _assemble(lane: Lane, number: int, table: Rows, parts: list[Part | bytes]) -> SegmentBytes:
    start = int(lane.start[number])
    lead = int(lane.span_start[lane.span_at[number]]) - start
    # Without a slate for it, a hole at the start is part of the first sample: decoded early, shown in time.
    table[0, DURATION] += lead
    table[0, OFFSET] += lead
    header = _header(number, start, table)
    return SegmentBytes(header, tuple(parts), len(header) + int(table[:, SIZE].sum()))


def exposures(presentation: Presentation, track_key: str, number: int) -> tuple[Exposure, ...]:
    """What of the recordings a segment lets out, for the verdict on it; empty for slates and gaps.

    Raises NoSuchSegment for an unknown track or number.
    """
    lane = _lane(presentation, track_key, number)
    return tuple(
        _exposure(presentation.pieces[span.source], _track(presentation, lane, span.source), span)
        for span in _spans(lane, number)
        if span.source != SLATE
    )


def _exposure(piece: Piece, track: TrackIndex, span: _Span) -> Exposure:
    first, end, scale = span.first, span.first + span.count, track.facts.timescale
    base = ticks(piece.starts_at_ms, scale)
    shown, dts = track.shown_at(first, end), track.dts[first : end + 1]
    low = (base + int(shown.min())) * 1000 // scale
    high = -(-(base + int((shown + dts[1:] - dts[:-1]).max())) * 1000 // scale)
    # Ticks can be coarser than milliseconds: rounding must not seem to pass the border that was kept.
    for start, stop in normalise(piece.visible):
        if start <= (low + high) // 2 < stop:
            low, high = max(low, start), min(high, stop)
    return Exposure(piece.source_id, low, high)
