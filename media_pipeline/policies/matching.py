"""Which hearings a recording of a courtroom belongs to, by time alone. Pure; ADR 13 has the reasons.

A marked session takes exactly its part. What lies outside every session goes to the one unmarked hearing whose time
it touches; where it touches several, nobody can tell, and a clerk decides. A file that one hearing has alone, it has
whole: the session's bounds, not the range, say what is played.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from foundation.clock import ms_between
from media_pipeline.states import Waiting

MOMENT = timedelta(milliseconds=1)
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known of a hearing in the room: its schedule, its marked session, how far its recordings reach so far."""

    hearing: str
    scheduled_at: datetime
    minutes: int
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    recorded_until: datetime | None = None

    @property
    def begins(self) -> datetime:
        """When it began, or should have."""
        return self.opened_at or self.scheduled_at


@dataclass(frozen=True, slots=True)
class Limits:
    """How far off the schedule a recording may lie, and how long a session that nobody closed may be."""

    slack: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True)
class Window:
    """When a hearing takes recordings: [starts, ends)."""

    hearing: str
    starts: datetime
    ends: datetime
    marked: bool


@dataclass(frozen=True, slots=True)
class Share:
    """A hearing's part of a file in media milliseconds; ``to_ms`` None: to its end."""

    hearing: str
    from_ms: int = 0
    to_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Who reads what of a file, and why something of it waits for a clerk."""

    shares: tuple[Share, ...] = ()
    waits: Waiting = Waiting.NOT


def windows_of(plans: Sequence[Plan], limits: Limits) -> list[Window]:
    """Return when each hearing of a room takes recordings, in order.

    A session: from its opening to its end, at most to the opening of the next. One that nobody has closed yet is sure
    only until another hearing should begin; beyond that it is a candidate like those that are merely scheduled. A
    hearing that is only scheduled: from ``slack`` before until the next one begins, at most ``slack`` after its planned
    end or after what is already its own.
    """
    begins = sorted({plan.begins for plan in plans})
    openings = sorted({plan.opened_at for plan in plans if plan.opened_at})
    windows = []
    for plan in plans:
        later = _after(begins, plan.begins)
        if plan.opened_at is None:
            windows.append(_scheduled(plan, later, limits))
            continue
        ends = min(plan.closed_at or plan.opened_at + limits.longest, _after(openings, plan.opened_at))
        sure = ends if plan.closed_at else min(ends, later)
        windows += [Window(plan.hearing, plan.opened_at, sure, True), Window(plan.hearing, sure, ends, False)]
    real = [window for window in windows if window.ends > window.starts]
    return sorted(real, key=lambda window: (window.starts, window.hearing))


def _scheduled(plan: Plan, later: datetime, limits: Limits) -> Window:
    planned = plan.scheduled_at + timedelta(minutes=plan.minutes)
    ends = max(planned, plan.recorded_until or planned) + limits.slack
    return Window(plan.hearing, plan.scheduled_at - limits.slack, min(ends, later), False)


def _after(moments: Sequence[datetime], moment: datetime) -> datetime:
    return next((other for other in moments if other > moment), NEVER)


def match(
    started_at: datetime, ended_at: datetime | None, windows: Sequence[Window], slack: timedelta
) -> Match:
    """Return who reads a recording; ``ended_at`` None while its length is not known: then its first moment counts."""
    ends = ended_at if ended_at is not None and ended_at > started_at else started_at + MOMENT
    touched = [window for window in windows if window.starts < ends and window.ends > started_at]
    sessions = [window for window in touched if window.marked]
    rest = _outside(started_at, ends, sessions)
    others = [_at(part, touched) for part in rest]
    if any(len(found) > 1 for found in others):
        return Match(
            _shares(started_at, ends, [(w, (w.starts, w.ends)) for w in sessions]), Waiting.AMBIGUOUS
        )
    taken = [(window, (window.starts, window.ends)) for window in sessions]
    taken += [(found[0], part) for part, found in zip(rest, others, strict=True) if found]
    hearings = {window.hearing for window, _span in taken}
    if len(hearings) == 1:
        return Match((Share(hearings.pop()),))
    if hearings:
        return Match(_shares(started_at, ends, taken))
    return _near(started_at, ends, windows, slack)


def _outside(starts: datetime, ends: datetime, sessions: Sequence[Window]) -> list[tuple[datetime, datetime]]:
    """Return the parts of a recording that lie in no session."""
    parts, at = [], starts
    for session in sorted(sessions, key=lambda window: window.starts):
        if session.starts > at:
            parts.append((at, session.starts))
        at = max(at, session.ends)
    return [*parts, (at, ends)] if at < ends else parts


def _at(part: tuple[datetime, datetime], windows: Sequence[Window]) -> list[Window]:
    return [
        window
        for window in windows
        if not window.marked and window.starts < part[1] and window.ends > part[0]
    ]


def _shares(
    starts: datetime, ends: datetime, taken: Sequence[tuple[Window, tuple[datetime, datetime]]]
) -> tuple[Share, ...]:
    shares = []
    for window, (first, last) in taken:
        from_ms = max(ms_between(starts, first), 0)
        to_ms = None if last >= ends else ms_between(starts, last)
        if to_ms is None or to_ms > from_ms:
            shares.append(Share(window.hearing, from_ms, to_ms))
    return tuple(sorted(shares, key=lambda share: (share.from_ms, share.hearing)))


def _near(starts: datetime, ends: datetime, windows: Sequence[Window], slack: timedelta) -> Match:
    """A file in no session and no schedule: perhaps a clock a little off. If one session alone is near, it has it."""
    near = [
        window
        for window in windows
        if window.marked and window.starts - slack < ends and window.ends + slack > starts
    ]
    if len(near) == 1:
        return Match((Share(near[0].hearing),))
    return Match(waits=Waiting.AMBIGUOUS if near else Waiting.NO_HEARING)
