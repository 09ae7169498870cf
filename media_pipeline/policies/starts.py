"""Which of the times that are said of a file is believed. Pure.

Without a profile: what the sender said, then the recorder's header in the file, its name, the container's creation
time. Nothing believable: the hearing's opening or schedule, else when the file came.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from foundation.clock import plus_ms
from media_pipeline.states import ClockSource

ORDER = (ClockSource.CLIENT, ClockSource.HEADER, ClockSource.NAME, ClockSource.CONTAINER)
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Clocks before this were never set."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Expected:
    """When a recording should have begun.

    ``at``: a hearing's opening or schedule, else when the file came. ``hearing``: the sender named the hearing, so a
    clock that tells another day is wrong: at most ``reach`` off. ``until``: of a hearing, its end.
    """

    at: datetime
    hearing: bool = False
    until: datetime | None = None
    reach: timedelta = DAY
    slack: timedelta = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Start:
    """When a recording began: ``claimed_at`` as its source said, ``started_at`` with the clock put right."""

    source: ClockSource
    started_at: datetime
    claimed_at: datetime | None = None
    clock_offset_ms: int = 0


def start_of(
    claims: Mapping[ClockSource, datetime | None],
    expected: Expected,
    first: ClockSource = ClockSource.CLIENT,
    clock_offset_ms: int = 0,
) -> Start:
    """Return the start that is believed; ``clock_offset_ms``: so far ahead is the recorder's clock.

    Who sends a file and says when it began has looked at another clock, so that time is taken as it is.
    """
    for source in (first, *(other for other in ORDER if other is not first)):
        claimed = claims.get(source)
        if claimed is None:
            continue
        ahead = 0 if source is ClockSource.CLIENT else clock_offset_ms
        started = plus_ms(claimed, -ahead)
        if believable(source, started, expected):
            return Start(source, started, claimed, ahead)
    return Start(ClockSource.HEARING if expected.hearing else ClockSource.RECEIVED, expected.at)


def believable(source: ClockSource, started: datetime, expected: Expected) -> bool:
    """Tell whether a source may be right.

    A container's time is often that of an export, hours later on the same day: for a hearing it counts only where the
    hearing is.
    """
    if source is ClockSource.CLIENT:
        return True
    if not expected.hearing:
        return EARLIEST <= started <= expected.at + DAY
    if source is ClockSource.CONTAINER:
        return expected.at - expected.slack <= started <= (expected.until or expected.at) + expected.slack
    return abs(started - expected.at) <= expected.reach
