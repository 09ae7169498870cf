"""The gap map: what should have been recorded of a hearing against what was, per camera and for its sound. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

from foundation.clock import ms_between
from media_pipeline.hls.intervals import Ranges, intersect, length, normalise, subtract
from media_pipeline.policies.sources import Given

PIECES_TO_COMPARE: Final = 3
"""So many pieces of one recorder must be there before one of them is called short."""
SHORTER_BY_MS: Final = 2_000


class LineKind(StrEnum):
    """What a line of the map is about: anything at all, one camera, all sound, one recorder of sound alone."""

    ALL = "all"
    CAMERA = "camera"
    SOUND = "sound"
    MICROPHONES = "microphones"


class Where(StrEnum):
    """Where in the hearing something is missing."""

    WHOLE = "whole"
    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Missing:
    """Nothing was recorded in [start_ms, end_ms)."""

    start_ms: int
    end_ms: int
    where: Where


@dataclass(frozen=True, slots=True)
class Short:
    """A piece that ends early: its neighbours last ``usual_ms``."""

    start_ms: int
    end_ms: int
    usual_ms: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the map: ``covered`` and ``missing`` lie in the expected time, ``overlaps`` are of two pieces."""

    kind: LineKind
    number: int
    covered: Ranges
    missing: tuple[Missing, ...]
    short: tuple[Short, ...] = ()
    overlaps: Ranges = ()

    @property
    def recorded_ms(self) -> int:
        """How much of the expected time was recorded."""
        return length(self.covered)


@dataclass(frozen=True, slots=True)
class GapMap:
    """[start_ms, end_ms): the expected time, in ms of the hearing (negative: before its first recording)."""

    start_ms: int
    end_ms: int
    lines: tuple[Line, ...]
    expected_ms: int
    """How much should have been recorded."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing in any line."""
        return not any(line.missing for line in self.lines)


def expected_span(
    zero: datetime,
    scheduled_at: datetime,
    scheduled_minutes: int,
    opened_at: datetime | None,
    closed_at: datetime | None,
    now: datetime,
) -> tuple[int, int] | None:
    """Return when something should have been recorded, in ms from ``zero``: the marked session, else the schedule.

    What has not happened yet is not missing; None where that is everything.
    """
    start = opened_at or scheduled_at
    planned = max(scheduled_at, start) + timedelta(minutes=scheduled_minutes)
    end = closed_at or min(planned, now)
    return (ms_between(zero, start), ms_between(zero, end)) if start < end else None


def gap_map(
    sources: Sequence[Given], expected: tuple[int, int], smallest_ms: int, apart: Ranges = ()
) -> GapMap:
    """Return the map; what is shorter than ``smallest_ms`` is not told, but counts in ``recorded_ms``.

    ``apart``: ranges in which nothing was expected, of which nothing is told.
    """
    told = subtract((expected,), apart)
    groups: dict[tuple[LineKind, int], list[Given]] = {(LineKind.ALL, 0): list(sources)}
    if heard := [source for source in sources if source.has_sound]:
        groups[LineKind.SOUND, 0] = heard
    for source in sorted(sources, key=lambda each: (not each.has_picture, each.camera)):
        kind = LineKind.CAMERA if source.has_picture else LineKind.MICROPHONES
        groups.setdefault((kind, source.camera), []).append(source)
    lines = tuple(_line(kind, number, rows, told, smallest_ms) for (kind, number), rows in groups.items())
    return GapMap(*expected, lines, length(told))


def _line(kind: LineKind, number: int, sources: Sequence[Given], told: Ranges, smallest_ms: int) -> Line:
    known = [span for source in sources for span in intersect(told, source.start_ms, source.end_ms)]
    covered = normalise(known)
    holes = subtract(told, covered)
    expected = (told[0][0], told[-1][1]) if told else (0, 0)
    missing = tuple(
        Missing(start, end, _where((start, end), expected))
        for start, end in holes
        if end - start >= smallest_ms
    )
    spans = sorted((source.start_ms, source.end_ms) for source in sources)
    if kind in {LineKind.ALL, LineKind.SOUND}:
        return Line(kind, number, covered, missing)
    short = tuple(each for each in _short(spans, smallest_ms) if _inside(told, each.start_ms, each.end_ms))
    overlaps = tuple(span for span in _overlaps(spans, smallest_ms) if _inside(told, *span))
    return Line(kind, number, covered, missing, short, overlaps)


def _inside(told: Ranges, start: int, end: int) -> bool:
    """Recorders run before the session and after it: only what reaches into a part apart is not told of."""
    bounds = (told[0][0], told[-1][1]) if told else (0, 0)
    clipped = max(start, bounds[0]), min(end, bounds[1])
    return clipped[0] >= clipped[1] or any(low <= clipped[0] and clipped[1] <= high for low, high in told)


def _where(hole: tuple[int, int], expected: tuple[int, int]) -> Where:
    if hole == expected:
        return Where.WHOLE
    if hole[0] == expected[0]:
        return Where.START
    return Where.END if hole[1] == expected[1] else Where.MIDDLE


def _short(spans: Sequence[tuple[int, int]], smallest_ms: int) -> tuple[Short, ...]:
    """Return the pieces that end before the next one begins and earlier than most pieces of their recorder do."""
    seconds = Counter(round((end - start) / 1000) for start, end in spans)
    if len(spans) < PIECES_TO_COMPARE:
        return ()
    usual, count = seconds.most_common(1)[0]
    if count * 2 <= len(spans) - 1:
        return ()
    return tuple(
        Short(start, end, usual * 1000)
        for (start, end), (following, _) in pairwise(spans)
        if end - start <= usual * 1000 - SHORTER_BY_MS and following - end >= smallest_ms
    )


def _overlaps(spans: Sequence[tuple[int, int]], smallest_ms: int) -> Ranges:
    found, reached = [], spans[0][1]
    for start, end in spans[1:]:
        if min(reached, end) - start >= smallest_ms:
            found.append((start, min(reached, end)))
        reached = max(reached, end)
    return normalise(found)
