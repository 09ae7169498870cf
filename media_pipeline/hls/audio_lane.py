"""The sound of one period: AAC frames of the recordings, and frames of silence between them."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from media_pipeline.hls.lane import SLATE, Format, no_spans, ticks
from media_pipeline.hls.stretches import Piece, Stretch
from media_pipeline.hls.told import Told
from media_pipeline.mp4.index import Int64s, TrackIndex

NOTICE_REST_MS: Final = 1_000
"""A part that lasts less than this beyond its announcement is not announced: the words would be all there is."""


def _frames_inside(track: TrackIndex, stretch: Stretch, base: int) -> tuple[int, int]:
    """Frames [first, end) that lie whole inside the stretch, kept off its hard borders."""
    facts = track.facts
    low, high = (ticks(moment, facts.timescale) - base for moment in (stretch.start_ms, stretch.end_ms))
    first = int(np.searchsorted(track.dts, low, "left"))
    end = int(np.searchsorted(track.dts, high, "right")) - 1
    if stretch.hard_start and first > facts.first:
        first += facts.preroll_frames
    if stretch.hard_end and end < facts.end:
        end -= facts.preroll_frames
    return max(first, facts.first), min(end, facts.end)


@dataclass(frozen=True, slots=True, eq=False)
class Dub:
    """Frames [first, end) of piece `source` stand in for a recording's own; `begins`: when all of them begin, and the
    end, in ticks of the hearing.
    """

    source: int
    begins: Int64s
    first: int
    end: int


class AudioPeriod:
    """Frames from tick `start` to `end`, dealt out to segments that begin at ticks `borders` (the first is
    `start`).
    """

    def __init__(
        self,
        form: Format,
        borders: Int64s,
        end: int,
        told: Sequence[Told] = (),
        dubs: Sequence[Dub] = (),
    ) -> None:
        self._form = form
        self._told = told
        self._dubs = dubs
        self._frame = form.facts.frame_ticks
        self._borders = borders
        self._end = end
        self._cursor = int(borders[0])
        self._owed = Fraction(0)
        self._spans: list[Int64s] = []
        self._first_at = borders.copy()
        self._filled = np.zeros(len(borders), bool)

    def build(self, pieces: Sequence[Piece], stretches: Sequence[Stretch], key: str) -> tuple[Int64s, Int64s]:
        """(segment starts, span rows) of the audio track with this key of each piece."""
        for stretch in stretches:
            piece = pieces[stretch.piece]
            track = piece.track(key)
            if track is None:
                continue
            base = ticks(piece.starts_at_ms, track.facts.timescale)
            first, end = _frames_inside(track, stretch, base)
            if first < end:
                self._fill(base + int(track.dts[first]))
                self._deal(stretch.piece, first, track.dts[first:end], base)
                self._cursor = base + int(track.dts[end])
        self._fill(self._end)
        return self._first_at, np.concatenate([no_spans(), *self._spans])

    def _fill(self, until: int) -> None:
        """What stands in for the recordings up to a tick: disguised sound where there is any, else silence."""
        for dub in self._dubs:
            first = max(dub.first, int(np.searchsorted(dub.begins, self._cursor, "left")))
            end = min(dub.end, int(np.searchsorted(dub.begins, until, "right")) - 1)
            if first < end:
                self._add_silence(int(dub.begins[first]))
                self._deal(dub.source, first, dub.begins[first:end], 0)
                self._cursor = int(dub.begins[end])
        self._add_silence(until)

    def _add_silence(self, until: int) -> None:
        """Whole frames; what does not come out even lengthens or shortens the last one. What was added or
        left out is made good at the next hole, because players count frames and would drift otherwise."""
        hole = until - self._cursor
        if hole <= 0 or self._form.audio_slate is None:
            return
        exact = hole / self._frame
        count = min(round(exact + self._owed), int((hole - 1) // self._frame) + 1)
        if count > 0:
            steps = np.arange(count, dtype=np.int64) * self._frame.numerator // self._frame.denominator
            at = 0
            for begin, first, length in self._notices(count):
                self._deal(SLATE, 0, steps[at:begin], self._cursor)
                at = begin + length
                self._deal(SLATE, first, steps[begin:at], self._cursor)
            self._deal(SLATE, 0, steps[at:], self._cursor)
        self._owed += exact - max(count, 0)

    def _notices(self, count: int) -> Iterator[tuple[int, int, int]]:
        """Words in a hole of `count` frames: at which frame of it, from which frame of the slate, how many.

        Each withheld part is announced once, where it begins, if it is longer than its announcement.
        """
        slate, scale = self._form.audio_slate, self._form.facts.timescale
        free = 0
        for part in self._told:
            first, length = slate.notices.get(part.said, (0, 0)) if slate and part.aloud else (0, 0)
            begin = math.ceil((ticks(part.start_ms, scale) - self._cursor) / self._frame)
            fits = part.end_ms - part.start_ms >= length * self._frame * 1000 / scale + NOTICE_REST_MS
            if length and fits and begin >= free and begin + length <= count:
                yield begin, first, length
                free = begin + length

    def _deal(self, source: int, first: int, begins: Int64s, base: int) -> None:
        """Gives frames that begin at ticks `begins` + `base` to the segments in which they begin."""
        if not len(begins):
            return
        low = max(0, int(np.searchsorted(self._borders, base + int(begins[0]), "right")) - 1)
        high = int(np.searchsorted(self._borders, base + int(begins[-1]), "right"))
        edges = np.searchsorted(begins, self._borders[low:high] - base, "left")
        counts = np.diff(np.append(edges, len(begins)))
        numbers, edges, counts = (column[counts > 0] for column in (np.arange(low, high), edges, counts))
        starts = begins[edges] + base
        # Frames of silence are all the same one.
        firsts = edges + first if source != SLATE or first else np.zeros_like(edges)
        self._spans.append(np.column_stack((numbers, np.full_like(numbers, source), firsts, counts, starts)))
        self._note_starts(numbers, starts)

    def _note_starts(self, numbers: Int64s, starts: Int64s) -> None:
        """A segment begins with its first frame, unless a hole lies before it."""
        fresh = ~self._filled[numbers]
        near = starts - self._borders[numbers] < 2 * float(self._frame)
        moved = fresh & near & (numbers > 0)
        self._first_at[numbers[moved]] = starts[moved]
        self._filled[numbers] = True


def even_borders(start: int, end: int, pieces: int) -> Int64s:
    """Starts of `pieces` segments of equal length, for sound without pictures."""
    return start + (end - start) * np.arange(pieces, dtype=np.int64) // pieces
