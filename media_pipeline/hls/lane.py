"""One track of a presentation: its segments and the spans of samples that each is made of, as plain
arrays.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from media_pipeline.hls.slate import AudioSlate, VideoSlate
from media_pipeline.mp4.index import Int64s, TrackFacts

SLATE: Final = -1
LEADING: Final = "v0"
"""The track whose cuts all others follow."""
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Format:
    """What segments need to be decoded, and what fills their gaps. `init`: the init segment."""

    facts: TrackFacts
    init: bytes
    video_slate: VideoSlate | None = None
    audio_slate: AudioSlate | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Lane:
    """Segment i lasts from `start[i]` to `end[i]` (ticks of its format's timescale, from the hearing's
    start) and is made of spans `span_at[i]` to `span_at[i + 1]`; without spans it is a gap. `format_of[i]`
    numbers `formats`; `start_us` has one entry more than there are segments (the end), in microseconds.

    A span is `count` samples of piece `source` from sample `first` on, or of the slate (SLATE), shown from
    tick `span_start` on to the start of the next span or the end of the segment. Of a slate `first` is what its
    picture says, and of sound 0 for silence or the first frame of words.
    """

    key: str
    formats: tuple[Format, ...]
    format_of: Int64s
    start: Int64s
    end: Int64s
    start_us: Int64s
    span_at: Int64s
    source: Int64s
    first: Int64s
    count: Int64s
    span_start: Int64s

    def __len__(self) -> int:
        return len(self.start)

    @property
    def kind(self) -> str:
        """video or audio."""
        return self.formats[0].facts.kind

    @property
    def gaps(self) -> Bools:
        """Which segments have no bytes."""
        empty: Bools = np.diff(self.span_at) == 0
        return empty


class LaneBuilder:
    """Collects segments in order of time, period by period."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._formats: list[Format] = []
        self._parts: list[tuple[Int64s, Int64s, Int64s]] = []  # start, end, format number
        self._spans: list[Int64s] = []  # rows of segment, source, first, count, start
        self._length = 0

    def _format_number(self, wanted: Format) -> int:
        for number, known in enumerate(self._formats):
            if known.init == wanted.init:
                return number
        self._formats.append(wanted)
        return len(self._formats) - 1

    def add_period(self, form: Format, starts: Int64s, end: int, spans: Int64s) -> None:
        """`spans`: rows of (segment of this period, source, first, count, start), sorted; `end`: of the last
        segment.
        """
        ends = np.append(starts[1:], end)
        self._parts.append((starts, ends, np.full(len(starts), self._format_number(form), np.int64)))
        self._spans.append(spans + np.array([self._length, 0, 0, 0, 0]))
        self._length += len(starts)

    def finish(self, duration_ms: int) -> Lane:
        start, end, format_of = (np.concatenate(column) for column in zip(*self._parts, strict=True))
        spans = np.concatenate(self._spans)
        scale = np.array([form.facts.timescale for form in self._formats])[format_of]
        return Lane(
            key=self._key,
            formats=tuple(self._formats),
            format_of=format_of,
            start=start,
            end=end,
            start_us=np.append((start * 2_000_000 + scale) // (2 * scale), duration_ms * 1000),
            span_at=np.searchsorted(spans[:, 0], np.arange(self._length + 1)),
            source=spans[:, 1].copy(),
            first=spans[:, 2].copy(),
            count=spans[:, 3].copy(),
            span_start=spans[:, 4].copy(),
        )


def no_spans() -> Int64s:
    return np.empty((0, 5), np.int64)


def ticks(moment_ms: int, timescale: int) -> int:
    """Milliseconds as the nearest tick."""
    return (moment_ms * timescale * 2 + 1000) // 2000
