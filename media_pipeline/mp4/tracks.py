"""One trak box to one TrackIndex."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from media_pipeline.mp4.boxes import by_kind, only
from media_pipeline.mp4.cuts import clean_keys, last_clean_cut
from media_pipeline.mp4.edits import Edit, read_edit
from media_pipeline.mp4.entries import PICTURES, audio_facts, read_entry, video_facts
from media_pipeline.mp4.errors import Mp4Damaged, Mp4NotPlayable
from media_pipeline.mp4.index import Int64s, TrackFacts, TrackIndex
from media_pipeline.mp4.limits import IndexLimits
from media_pipeline.mp4.tables import Boxes, RawTables, read_tables, sample_count

READERS: dict[bytes, Callable[[int, int, bytes, memoryview, IndexLimits], TrackFacts]] = {
    b"vide": video_facts,
    b"soun": audio_facts,
}


@dataclass(frozen=True, slots=True)
class Movie:
    """What every track of a file needs to know of it."""

    timescale: int
    file_size: int
    limits: IndexLimits


def _number(body: memoryview, at: int, size: int) -> int:
    if len(body) < at + size:
        raise Mp4Damaged("box-size", "header box ends early")
    return int.from_bytes(body[at : at + size], "big")


def time_header(body: memoryview, limits: IndexLimits) -> tuple[int, int]:
    """(created in seconds since 1904, timescale) of mvhd or mdhd."""
    wide = _number(body, 0, 1) == 1
    timescale = _number(body, 20 if wide else 12, 4)
    if not 0 < timescale <= limits.max_timescale:
        raise Mp4Damaged("timescale", str(timescale))
    return _number(body, 4, 8 if wide else 4), timescale


def _language(mdhd: memoryview) -> str:
    packed = _number(mdhd, 32 if mdhd[0] == 1 else 20, 2)
    letters = "".join(chr(0x60 + (packed >> shift & 31)) for shift in (10, 5, 0))
    # Below 0x400 it is an old QuickTime number, not three letters.
    return letters if packed >= 0x400 and letters.isascii() and letters.isalpha() else "und"


def _check_own_data(minf: Boxes, limits: IndexLimits) -> None:
    """A data reference may name another file: its samples are not in this one."""
    for dinf in minf.get(b"dinf", []):
        for dref in by_kind(dinf, limits.max_boxes).get(b"dref", []):
            for bodies in by_kind(dref[8:], limits.max_boxes).values():
                if any(len(body) < 4 or not body[3] & 1 for body in bodies):
                    raise Mp4NotPlayable("external-data", "samples lie in another file")


def _frame_rate(dts: Int64s, timescale: int) -> tuple[int, int] | None:
    steps = np.diff(dts[:-1])
    if not len(steps) or not steps[0] or (steps != steps[0]).any():
        return None
    step = int(steps[0])
    shared = math.gcd(timescale, step)
    return timescale // shared, step // shared


def _audio(facts: TrackFacts, raw: RawTables, edit: Edit) -> TrackIndex:
    if len(raw.cts) and raw.cts.any():
        raise Mp4NotPlayable("unsupported-edit", "audio frames out of order")
    dts = raw.dts + edit.shift
    # Priming is dropped by whole frames; what is left of it stays as the offset of the first frame kept.
    first = int(np.searchsorted(dts[:-1], edit.start, "left"))
    end = int(np.searchsorted(dts[:-1], edit.until, "left"))
    if first >= end:
        raise Mp4NotPlayable("unsupported-edit", "nothing of the sound is shown")
    facts = replace(facts, first=first, end=end, start_tick=int(dts[first]), end_tick=int(dts[end]))
    return TrackIndex(facts, raw.offset, raw.size, dts, np.empty(0, np.int32), np.empty(0, np.int64))


def _check_nothing_lost(shown: Int64s, keys: Int64s, seen: Int64s, edit: Edit) -> None:
    """An edit that begins inside a GOP shows pictures that need hidden ones; hidden ones are never handed
    out.
    """
    first = int(seen[0]) if len(seen) else len(shown)
    hidden = keys[keys < first]
    if len(hidden) and (shown[hidden[-1] : first] >= edit.start).any():
        raise Mp4NotPlayable("unsupported-edit", "the shown part begins inside a group of pictures")
    if not len(seen):
        raise Mp4NotPlayable("open-gop", "no picture stands alone")


def _video(facts: TrackFacts, raw: RawTables, edit: Edit, limits: IndexLimits) -> TrackIndex:
    dts = raw.dts + edit.shift
    count = len(raw.size)
    cts = raw.cts if len(raw.cts) else np.zeros(count, np.int32)
    shown = dts[:-1] + cts
    listed = raw.keys if raw.keys is not None else np.arange(count)
    keys = clean_keys(shown, listed)
    # A key that begins a little before the edit is still seen at its start: it is shown from there on.
    seen = keys[(shown[keys] + np.diff(dts)[keys] > edit.start) & (shown[keys] < edit.until)]
    _check_nothing_lost(shown, keys, seen, edit)
    keys = seen
    first, last = int(keys[0]), int(keys[-1])
    cts[first] += max(0, edit.start - int(shown[first]))
    shown[first] = max(edit.start, int(shown[first]))
    tail = shown[last:]
    end = last + last_clean_cut(tail, tail + 1, edit.until)
    gaps = np.diff(np.append(shown[keys], shown[end - 1]))
    gap_ms = int(gaps.max()) * 1000 // facts.timescale
    if gap_ms > limits.max_key_gap_ms:
        raise Mp4NotPlayable("open-gop" if len(keys) < len(listed) else "key-gap", f"{gap_ms} ms")
    facts = replace(
        facts,
        first=first,
        end=end,
        start_tick=int(shown[first]),
        end_tick=int((shown[last:end] + np.diff(dts[last : end + 1])).max()),
        fps=_frame_rate(dts, facts.timescale),
        key_gap_max_ms=gap_ms,
    )
    return TrackIndex(facts, raw.offset, raw.size, dts, cts, keys)


def _is_picture(handler: bytes, code: bytes, count: int) -> bool:
    """Cover art and chapter pictures are video tracks on paper."""
    return handler == b"vide" and (code in PICTURES or (count == 1 and code not in {b"avc1", b"avc3"}))


def read_track(trak: Boxes, movie: Movie, budget: int) -> TrackIndex | None:
    """The index of one track, or None for a kind that is not played (text, time code, cover art, empty
    tracks).

    `budget`: samples that all tracks left may still have. Raises Mp4Damaged or Mp4NotPlayable.
    """
    limits = movie.limits
    mdia = by_kind(only(trak, b"mdia"), limits.max_boxes)
    handler = bytes(only(mdia, b"hdlr")[8:12])
    if handler not in READERS:
        return None
    minf = by_kind(only(mdia, b"minf"), limits.max_boxes)
    stbl = by_kind(only(minf, b"stbl"), limits.max_boxes)
    code, body = read_entry(only(stbl, b"stsd"), limits)
    count = sample_count(stbl)
    if not count or _is_picture(handler, code, count):
        return None
    _check_own_data(minf, limits)
    mdhd, tkhd = only(mdia, b"mdhd"), only(trak, b"tkhd")
    _, timescale = time_header(mdhd, limits)
    facts = READERS[handler](_number(tkhd, 20 if tkhd[0] == 1 else 12, 4), timescale, code, body, limits)
    if count > budget:
        raise Mp4NotPlayable("too-many-samples", f"{count} samples")
    at = 52 if tkhd[0] == 1 else 40
    matrix = tuple(int.from_bytes(tkhd[p : p + 4], "big", signed=True) for p in range(at, at + 36, 4))
    facts = replace(facts, matrix=matrix, language=_language(mdhd))
    raw = read_tables(stbl, count, timescale, movie.file_size, limits)
    edit = read_edit(trak, timescale, movie.timescale, limits)
    return _audio(facts, raw, edit) if handler == b"soun" else _video(facts, raw, edit, limits)
