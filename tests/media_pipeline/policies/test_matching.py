"""Which hearing reads what of a recording: by marked sessions, else by the schedule, else a clerk decides."""

from datetime import UTC, datetime, timedelta

import pytest

from media_pipeline.policies.matching import Limits, Match, Plan, match, windows_of
from media_pipeline.states import Waiting

SLACK = timedelta(minutes=30)
LIMITS = Limits(SLACK, timedelta(hours=48))
MINUTE_MS = 60_000
Shares = list[tuple[str, int, int | None]]


def at(clock: str) -> datetime:
    hours, minutes = clock.split(":")
    return datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=int(hours), minutes=int(minutes))


def plan(hearing: str, scheduled: str, session: str = "", minutes: int = 60, until: str = "") -> Plan:
    """``session``: "10:00-11:00" closed, "10:00-" open."""
    opened, _, closed = session.partition("-")
    return Plan(
        hearing,
        at(scheduled),
        minutes,
        at(opened) if opened else None,
        at(closed) if closed else None,
        at(until) if until else None,
    )


def matched(plans: list[Plan], starts: str, ends: str | None) -> Match:
    return match(at(starts), at(ends) if ends else None, windows_of(plans, LIMITS), SLACK)


A, B, C = plan("a", "10:00"), plan("b", "11:00"), plan("c", "12:00")
MARKED = [
    plan("a", "10:00", "10:05-10:50"),
    plan("b", "11:00", "11:02-11:40"),
    plan("c", "12:00", "12:10-13:00"),
]
OPEN = plan("a", "10:00", "10:05-")


@pytest.mark.parametrize(
    ("plans", "starts", "ends", "shares", "waits"),
    [
        # --- one hearing, only scheduled ---
        ([A], "10:00", "11:00", [("a", 0, None)], ""),
        ([A], "09:40", "09:50", [("a", 0, None)], ""),  # within the slack before
        ([A], "09:10", "09:30", [], "no-hearing"),  # ends when the slack begins
        ([A], "09:10", "09:31", [("a", 0, None)], ""),
        ([A], "11:29", "11:35", [("a", 0, None)], ""),  # within the slack after the planned end
        ([A], "11:30", "11:35", [], "no-hearing"),
        ([A], "08:00", "18:00", [("a", 0, None)], ""),  # a whole day with one hearing
        ([A], "10:05", None, [("a", 0, None)], ""),  # its length is not known yet
        ([A], "03:00", None, [], "no-hearing"),
        ([], "10:00", "11:00", [], "no-hearing"),
        # it takes longer than planned: what follows its own recordings is its own
        ([plan("a", "10:00", until="12:00")], "12:00", "12:05", [("a", 0, None)], ""),
        ([plan("a", "10:00", until="12:00")], "12:31", "12:36", [], "no-hearing"),
        ([plan("a", "10:00", until="12:00"), plan("b", "12:30")], "12:40", "12:45", [("b", 0, None)], ""),
        # --- several, only scheduled ---
        ([A, B], "10:00", "10:05", [("a", 0, None)], ""),
        ([A, B], "10:40", "10:45", [], "ambiguous"),  # the end of a or the slack before b
        ([A, B], "11:05", "11:10", [("b", 0, None)], ""),
        ([A, B], "10:00", "12:00", [], "ambiguous"),  # nobody knows where one ended
        ([A, plan("b", "10:00")], "10:05", "10:10", [], "ambiguous"),  # one room, one time
        ([A, plan("b", "15:00")], "10:00", "13:00", [("a", 0, None)], ""),
        # --- marked sessions: one file over three hearings ---
        (
            MARKED,
            "10:00",
            "13:30",
            [("a", 5, 50), ("b", 62, 100), ("c", 130, 180)],
            "",
        ),
        (MARKED, "10:20", "11:20", [("a", 0, 30), ("b", 42, None)], ""),
        (MARKED, "10:10", "10:40", [("a", 0, None)], ""),
        (MARKED, "10:00", "10:55", [("a", 0, None)], ""),  # alone: whole, the session's bounds cut it
        (MARKED, "10:51", "11:01", [], "ambiguous"),  # between two sessions, near both
        (MARKED, "09:50", "10:00", [("a", 0, None)], ""),  # near one
        (MARKED, "09:00", "09:34", [], "no-hearing"),
        (MARKED, "13:10", None, [("c", 0, None)], ""),
        # --- mixed ---
        ([MARKED[0], B], "10:00", "11:30", [("a", 5, 50), ("b", 50, None)], ""),
        ([A, MARKED[1]], "10:00", "11:30", [("a", 0, 62), ("b", 62, None)], ""),
        ([A, MARKED[1], C], "09:50", "12:30", [("a", 0, 72), ("b", 72, 110), ("c", 110, None)], ""),
        # the session has its part, of the rest nobody can tell whose it is
        ([MARKED[0], B, C], "10:00", "12:30", [("a", 5, 50)], "ambiguous"),
        # --- sessions that nobody has closed ---
        ([OPEN], "18:00", "18:05", [("a", 0, None)], ""),
        ([OPEN, B], "10:30", "10:35", [("a", 0, None)], ""),
        ([OPEN, B], "11:05", "11:10", [], "ambiguous"),  # goes on, or the next has begun
        ([OPEN, MARKED[1]], "10:30", "11:30", [("a", 0, 32), ("b", 32, None)], ""),
        # --- sessions marked over each other: the later opening ends the earlier ---
        (
            [plan("a", "10:00", "10:00-11:10"), MARKED[1]],
            "10:30",
            "11:30",
            [("a", 0, 32), ("b", 32, None)],
            "",
        ),
    ],
)
def test_match_shares_by_session_and_schedule(
    plans: list[Plan], starts: str, ends: str | None, shares: Shares, waits: str
) -> None:
    found = matched(plans, starts, ends)
    told = [(share.hearing, share.from_ms, share.to_ms) for share in found.shares]
    wanted = [
        (hearing, first * MINUTE_MS, None if last is None else last * MINUTE_MS)
        for hearing, first, last in shares
    ]
    assert (told, found.waits) == (wanted, Waiting(waits))


@pytest.mark.parametrize("starts", ["09:00", "10:07", "10:45", "11:20", "12:59"])
@pytest.mark.parametrize("length", [1, 5, 60, 600])
def test_shares_of_several_hearings_never_overlap_and_lie_in_the_file(starts: str, length: int) -> None:
    begin = at(starts)
    found = match(begin, begin + timedelta(minutes=length), windows_of(MARKED, LIMITS), SLACK)
    end = 0
    for share in found.shares:
        assert end <= share.from_ms < (share.to_ms or length * MINUTE_MS) <= length * MINUTE_MS
        end = share.to_ms or length * MINUTE_MS
