"""The session's bounds: outside them is off the record, unmarked is not ready, originals are cut to them."""

from datetime import timedelta
from typing import Any

import pytest

from hearings.policy import Action, Outcome, Verdict, decide
from hearings.policy.facts import Facts, Interval, SessionBounds
from tests.hearings.policy.cast import (
    CLOSED_MS,
    ELSEWHERE,
    INSIDE,
    MINUTE_MS,
    NOW,
    OPENED_MS,
    hearing,
    restriction,
    subject,
)

MOMENT_AGO = NOW - timedelta(seconds=1)


def _ask(name: str, action: Action, facts: Facts, part: Interval | None = None, **changes: Any) -> Verdict:
    return decide(subject(name, **changes), action, facts, part, now=NOW)


# until the bounds are marked, the recording plays for staff and the judge of the case
@pytest.mark.parametrize(
    ("name", "action", "outcome"),
    [
        ("judge", Action.PLAYLIST, Outcome.ALLOW),
        ("clerk", Action.SEGMENT, Outcome.ALLOW),
        ("clerk", Action.ORIGINAL, Outcome.ALLOW),
        ("assistant", Action.PEAKS, Outcome.ALLOW),
        ("party", Action.PLAYLIST, Outcome.NOT_READY),
        ("chair", Action.SEGMENT, Outcome.NOT_READY),
        ("expert", Action.PLAYLIST, Outcome.NOT_READY),
        ("party", Action.ORIGINAL, Outcome.FORBIDDEN),
        ("outsider", Action.PLAYLIST, Outcome.NOT_FOUND),
        ("party", Action.ENTRIES, Outcome.ALLOW),
    ],
)
def test_decide_unmarked_session_plays_for_staff_only(name: str, action: Action, outcome: Outcome) -> None:
    assert _ask(name, action, hearing(session=None), INSIDE).outcome is outcome


@pytest.mark.parametrize(
    ("part", "plays"),
    [
        (Interval(OPENED_MS, OPENED_MS + 1), True),
        (Interval(CLOSED_MS - 1, CLOSED_MS), True),
        (Interval(OPENED_MS - 1, OPENED_MS + 1), False),
        (Interval(CLOSED_MS - 1, CLOSED_MS + 1), False),
        (Interval(0, OPENED_MS), False),
        (Interval(CLOSED_MS, CLOSED_MS), False),
        (Interval(OPENED_MS, None), False),
    ],
)
@pytest.mark.parametrize("name", ["judge", "clerk", "party"])
def test_decide_outside_the_bounds_nobody_plays(name: str, part: Interval, *, plays: bool) -> None:
    assert _ask(name, Action.SEGMENT, hearing(), part).allowed is plays


def test_decide_session_still_open_plays_to_the_end() -> None:
    facts = hearing(session=SessionBounds(OPENED_MS))
    assert _ask("party", Action.SEGMENT, facts, Interval(CLOSED_MS, CLOSED_MS + MINUTE_MS)).allowed


@pytest.mark.parametrize("bounds", [SessionBounds(50, 50), SessionBounds(50, 10)])
def test_decide_session_without_any_time_gives_no_original(bounds: SessionBounds) -> None:
    assert not _ask("judge", Action.ORIGINAL, hearing(session=bounds)).allowed


# an original is judged by its part inside the session
@pytest.mark.parametrize(
    ("name", "part", "outcome"),
    [
        ("clerk", Interval(0, CLOSED_MS + MINUTE_MS), Outcome.ALLOW),
        ("clerk", None, Outcome.ALLOW),
        ("clerk", Interval(CLOSED_MS, CLOSED_MS + MINUTE_MS), Outcome.FORBIDDEN),
        ("party", Interval(0, CLOSED_MS + MINUTE_MS), Outcome.FORBIDDEN),
    ],
)
def test_decide_original_is_judged_by_its_part_in_the_session(
    name: str, part: Interval | None, outcome: Outcome
) -> None:
    assert _ask(name, Action.ORIGINAL, hearing(), part).outcome is outcome


@pytest.mark.parametrize(
    ("kind", "name", "allowed"),
    [
        ("protected", "clerk", False),
        ("off_record", "judge", False),
        ("closed", "clerk", True),
        ("protected", "judge", False),
    ],
)
def test_decide_original_of_the_hearing_needs_every_part_of_it(
    kind: str, name: str, *, allowed: bool
) -> None:
    assert _ask(name, Action.ORIGINAL, hearing(restriction(kind))).allowed is allowed
    assert _ask(name, Action.ORIGINAL, hearing(restriction(kind)), ELSEWHERE).allowed


def test_decide_restriction_outside_the_session_leaves_the_original_alone() -> None:
    after = Interval(CLOSED_MS + 1, CLOSED_MS + MINUTE_MS)
    assert _ask("clerk", Action.ORIGINAL, hearing(restriction("off_record", after))).allowed
