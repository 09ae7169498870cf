"""What is wrong with a recording as such: whether it can be read, what it should hold, and its clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from foundation.clock import ms_between, plus_ms
from media_pipeline.policies.triage.finding import Finding, Thresholds
from media_pipeline.states import FindingCode, Severity

MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What is known besides the media. ``session``: start and end of what it should record, marked or planned.

    ``recorder_clock``: the start that the file itself names; ``missing``: media time that the file should hold and that
    cannot be played; ``usual_picture``: this camera's last recordings had one.
    """

    readable: bool
    started_at: datetime
    duration_ms: int
    received_at: datetime
    recorder_clock: datetime | None = None
    session: tuple[datetime, datetime] | None = None
    missing: tuple[tuple[int, int], ...] = ()
    has_picture: bool = True
    usual_picture: bool = False


def place_findings(facts: PlaceFacts, limits: Thresholds) -> list[Finding]:
    """Return what can be told without looking into picture and sound."""
    found = [*_clock(facts, limits), *_schedule(facts, limits)]
    if not facts.readable:
        return [Finding(FindingCode.UNREADABLE, Severity.ALARM), *found]
    for from_ms, to_ms in facts.missing:
        minutes = round((to_ms - from_ms) / MINUTE_MS)
        found.append(Finding(FindingCode.CUT_OFF, Severity.ALARM, None, from_ms, to_ms, minutes))
    if facts.usual_picture and not facts.has_picture:
        found.append(Finding(FindingCode.NO_PICTURE, Severity.ALARM))
    return found


def _clock(facts: PlaceFacts, limits: Thresholds) -> Iterator[Finding]:
    margin = timedelta(milliseconds=limits.clock_ms)
    if facts.started_at > facts.received_at + margin:
        minutes = ms_between(facts.received_at, facts.started_at) // MINUTE_MS
        yield Finding(FindingCode.CLOCK_FUTURE, Severity.ALARM, value=minutes)
    told = facts.recorder_clock
    if told is None:
        return
    if told > facts.received_at + margin:
        minutes = ms_between(facts.received_at, told) // MINUTE_MS
        yield Finding(FindingCode.CLOCK_AHEAD, Severity.WARNING, value=minutes)
    # Some recorders write when they began, some when they ended.
    elif not facts.started_at - margin <= told <= plus_ms(facts.started_at, facts.duration_ms) + margin:
        minutes = ms_between(facts.started_at, told) // MINUTE_MS
        yield Finding(FindingCode.CLOCK_DIFFERS, Severity.WARNING, value=minutes)


def _schedule(facts: PlaceFacts, limits: Thresholds) -> Iterator[Finding]:
    if facts.session is None:
        return
    start, end = facts.session
    ended_at = plus_ms(facts.started_at, facts.duration_ms)
    apart_ms = max(ms_between(ended_at, start), ms_between(end, facts.started_at))
    if apart_ms > limits.schedule_ms:
        yield Finding(FindingCode.OFF_SCHEDULE, Severity.WARNING, value=apart_ms // MINUTE_MS)
