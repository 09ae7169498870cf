"""Disguised sound in the place of a recording's own, on the frames of the recording's own time.

A dub is a piece of its own that is never laid out: it fills what the recordings leave empty, and nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from media_pipeline.hls.audio_lane import Dub
from media_pipeline.hls.init import init_segment
from media_pipeline.hls.lane import Format, ticks
from media_pipeline.hls.stretches import Piece
from media_pipeline.mp4.index import Int64s, TrackFacts, TrackIndex

BEFORE, AFTER = 2, 1
"""Frames beyond the ends: a frame is decoded with the one before it, and what is whole covers a border inside one."""


@dataclass(frozen=True, slots=True)
class DubPlan:
    """Frames that stand for [start, end) of a track's time: the first begins at `start_tick` of the track, which is
    `lead` samples of 48 kHz behind the disguise's beginning (before it: negative).
    """

    start_tick: int
    frames: int
    lead: int


def plan(track: TrackIndex, low: int, high: int, rate: int) -> DubPlan | None:
    """Frames on the track's own grid that cover ticks [low, high) and a little more; `lead` in samples of `rate`.

    None where the track has nothing there.
    """
    facts = track.facts
    first = int(np.searchsorted(track.dts, low, "right")) - 1 - BEFORE
    first = max(first, 0)
    if low >= high or int(track.dts[first]) >= high or int(track.dts[-1]) <= low:
        return None
    start = int(track.dts[first])
    end = min(high, int(track.dts[-1]))
    count = int(-(-(end - start) // facts.frame_ticks)) + AFTER
    return DubPlan(start, count, round((start - low) * rate / facts.timescale))


def dub_track(facts: TrackFacts, wanted: DubPlan, offset: int, size: int) -> TrackIndex:
    """The samples of a dub: equal frames from `offset` of its file on."""
    steps = np.arange(wanted.frames + 1, dtype=np.int64)
    frame = facts.frame_ticks
    dts = wanted.start_tick + steps * frame.numerator // frame.denominator
    own = replace(facts, first=0, end=wanted.frames, start_tick=wanted.start_tick, end_tick=int(dts[-1]))
    sizes = np.full(wanted.frames, size, np.uint32)
    return TrackIndex(own, offset + steps[:-1] * size, sizes, dts, np.empty(0, np.int32), steps[:-1])


def span_ticks(start_ms: int, end_ms: int, starts_at_ms: int, facts: TrackFacts) -> tuple[int, int]:
    """A part of the hearing's time in a track's ticks."""
    base = ticks(starts_at_ms, facts.timescale)
    return ticks(start_ms, facts.timescale) - base, ticks(end_ms, facts.timescale) - base


@dataclass(frozen=True, slots=True)
class Dubs:
    """The dubs of a presentation, numbered behind its other pieces."""

    first: int
    pieces: tuple[Piece, ...]

    def of(self, key: str, form: Format) -> list[Dub]:
        """Those of a track that a period's format decodes, in order of time."""
        found = []
        for number, piece in enumerate(self.pieces, self.first):
            track = piece.track(key)
            if track is not None and init_segment(track.facts) == form.init:
                found += [Dub(number, *frames) for frames in _frames(piece, track)]
        return sorted(found, key=lambda dub: int(dub.begins[dub.first]))


def _frames(piece: Piece, track: TrackIndex) -> Iterator[tuple[Int64s, int, int]]:
    """When the frames of a dub begin, and which of them stand in for what is visible of its piece."""
    scale = track.facts.timescale
    begins = track.dts + ticks(piece.starts_at_ms, scale)
    for start_ms, end_ms in piece.visible:
        first = int(np.searchsorted(begins, ticks(start_ms, scale), "right")) - 1 - BEFORE
        end = int(np.searchsorted(begins, ticks(end_ms, scale), "left")) + AFTER
        first, end = max(first, 0), min(end, track.facts.end)
        if first < end:
            yield begins, first, end
