"""The pictures of one period: runs of the recordings and slates between them, without a hole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from media_pipeline.ffmpeg.words import Said
from media_pipeline.hls.lane import LEADING, SLATE, Format, no_spans, ticks
from media_pipeline.hls.plan import MIN_SEGMENT_MS, TARGET_MS, VideoPlan
from media_pipeline.hls.stretches import Piece, Stretch
from media_pipeline.hls.told import NOTHING_TOLD, Reasons
from media_pipeline.mp4.index import Int64s

SLATE_FRAME_MS: Final = 200
# A shorter hole is bridged by the last picture before it: a flash of the slate would only disturb.
FREEZE_MS: Final = 100


def slate_frames(form: Format, start: int, end: int) -> int:
    """How many times a slate's picture is shown from tick to tick."""
    return -(-(end - start) // max(1, SLATE_FRAME_MS * form.facts.timescale // 1000))


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Segments of one recording: `cuts` has one sample number more than there are segments; `starts` and
    `end` in ticks of the hearing."""

    piece: int
    cuts: Int64s
    starts: Int64s
    end: int


def runs_of(pieces: Sequence[Piece], stretches: Sequence[Stretch]) -> list[Run]:
    """The decodable runs of pictures inside the stretches of one period."""
    found = []
    plans: dict[int, VideoPlan] = {}
    for stretch in stretches:
        piece = pieces[stretch.piece]
        track = piece.track(LEADING)
        if track is None:
            continue
        plan = plans.get(stretch.piece) or plans.setdefault(stretch.piece, VideoPlan.of(track))
        scale = track.facts.timescale
        base = ticks(piece.starts_at_ms, scale)
        # Borders are rounded like the recording's start, or it could lie a tick before its own start.
        cuts = plan.run(ticks(stretch.start_ms, scale) - base, ticks(stretch.end_ms, scale) - base)
        if len(cuts):
            starts = plan.shown_at(cuts[:-1]) + base
            run = Run(stretch.piece, cuts, starts, base + plan.end_of(int(cuts[-1])))
            patches = _patches_of(pieces, stretch, base)
            found += [patch for patch in patches if patch.end == run.starts[0]][:1]
            found.append(run)
            found += [patch for patch in patches if patch.starts[0] == run.end][:1]
    return found


def with_patches(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces, and behind them each patch as a piece of its own, to be found by what it belongs to."""
    patches = [replace(piece, tracks=tracks, patches=()) for piece in pieces for tracks in piece.patches]
    return (*pieces, *patches)


def _patches_of(pieces: Sequence[Piece], stretch: Stretch, base: int) -> list[Run]:
    """The patches of a stretch's piece that lie whole inside the stretch."""
    before = sum(len(piece.patches) for piece in pieces[: stretch.piece])
    number = len(pieces) - sum(len(piece.patches) for piece in pieces) + before
    found = []
    for at, tracks in enumerate(pieces[stretch.piece].patches, number):
        track = next((each.samples for each in tracks if each.key == LEADING), None)
        if track is None:
            continue
        scale = track.facts.timescale
        low, high = base + track.facts.start_tick, base + track.facts.end_tick
        if ticks(stretch.start_ms, scale) <= low and high <= ticks(stretch.end_ms, scale):
            found.append(Run(at, np.array([0, track.facts.end]), np.array([low]), high))
    return found


class VideoPeriod:
    """Puts runs and slates in a row from `start` to `end` (ticks)."""

    def __init__(self, form: Format, start: int, end: int, reasons: Reasons = NOTHING_TOLD) -> None:
        self._form = form
        self._reasons = reasons
        self._scale = form.facts.timescale
        self._starts: list[Int64s] = []
        self._spans: list[Int64s] = []
        self._length = 0
        self._cursor = start
        self._end = end

    def build(self, runs: Sequence[Run]) -> tuple[Int64s, Int64s]:
        """(segment starts, span rows) as LaneBuilder.add_period wants them."""
        for run in runs:
            head = self._bridge(run.starts[0])
            self._add_run(run, head)
        head = self._bridge(self._end)
        if head is not None:
            self._add_fill(self._end, 1)
        return np.concatenate(self._starts), np.concatenate([no_spans(), *self._spans])

    def _bridge(self, until: int) -> int | None:
        """Closes the hole before `until`; gives the start of a hole that the next segment has to take in."""
        hole = until - self._cursor
        if hole <= 0:
            return None
        if hole >= self._ticks_of(MIN_SEGMENT_MS):
            self._add_fill(until, max(1, round(hole * 1000 / self._scale / TARGET_MS)))
            return None
        if not self._length:
            return self._cursor
        if hole >= self._ticks_of(FREEZE_MS):
            self._slate_spans(np.array([self._length - 1]), np.array([self._cursor, until]))
        return None

    def _ticks_of(self, length_ms: int) -> int:
        return length_ms * self._scale // 1000

    def _add_fill(self, until: int, pieces: int) -> None:
        hole = until - self._cursor
        borders = self._cursor + hole * np.arange(pieces + 1, dtype=np.int64) // pieces
        self._slate_spans(self._length + np.arange(pieces), borders)
        self._starts.append(borders[:-1])
        self._length += pieces
        self._cursor = until

    def _slate_spans(self, segments: Int64s, borders: Int64s) -> None:
        if self._form.video_slate is None:
            return
        rows = [
            (int(segment), SLATE, said, slate_frames(self._form, begin, end), begin)
            for segment, low, high in zip(segments, borders.tolist(), borders[1:].tolist(), strict=False)
            for begin, end, said in self._told(low, high)
        ]
        self._spans.append(np.array(rows, np.int64) if rows else no_spans())

    def _told(self, low: int, high: int) -> Iterator[tuple[int, int, Said]]:
        """What is said in ticks [low, high), from where to where."""
        found = self._reasons.between(low * 1000 // self._scale, -(-high * 1000 // self._scale))
        starts = [low, *(min(max(ticks(at, self._scale), low), high) for at, _ in found[1:]), high]
        for number, (_, said) in enumerate(found):
            if starts[number] < starts[number + 1]:
                yield starts[number], starts[number + 1], said

    def _add_run(self, run: Run, head: int | None) -> None:
        if self._length and head is None and run.end - run.starts[0] < self._ticks_of(MIN_SEGMENT_MS):
            # A patch of a few pictures is no segment of its own: there would be no sound for it.
            count = int(run.cuts[-1] - run.cuts[0])
            row = (self._length - 1, run.piece, int(run.cuts[0]), count, int(run.starts[0]))
            self._spans.append(np.array([row], np.int64))
            self._cursor = run.end
            return
        starts = run.starts.copy()
        if head is not None:
            # Sound often begins a few milliseconds before the picture: that is no reason for a flash.
            if run.starts[0] - head >= self._ticks_of(FREEZE_MS):
                self._slate_spans(np.array([self._length]), np.array([head, run.starts[0]]))
            starts[0] = head
        numbers = self._length + np.arange(len(starts))
        counts = np.diff(run.cuts)
        rows = np.column_stack((numbers, np.full_like(counts, run.piece), run.cuts[:-1], counts, run.starts))
        self._spans.append(rows)
        self._starts.append(starts)
        self._length += len(starts)
        self._cursor = run.end
