"""How long one verdict takes on a hearing with 50 restrictions: a figure of `make bench`."""

import time
from datetime import UTC, datetime, timedelta
from typing import Final

from hearings.policy.classes import Action
from hearings.policy.decide import decide
from hearings.policy.facts import (
    CourtFacts,
    Facts,
    Interval,
    ParticipantKind,
    Participation,
    Restriction,
    RestrictionKind,
    SessionBounds,
    Side,
    Subject,
)

BUDGET_US: Final = 50.0
RESTRICTIONS: Final = 50
_MINUTE_MS: Final = 60_000
_NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)


def microseconds_per_verdict(rounds: int = 2_000, repeats: int = 5) -> float:
    """Return the CPU time in microseconds of one party's `decide(SEGMENT)`, the best of `repeats`."""
    facts, who, part = _hearing(), Subject("party"), Interval(1_000, 5_000)
    best = float("inf")
    for _ in range(repeats):
        started = time.process_time()
        for _ in range(rounds):
            decide(who, Action.SEGMENT, facts, part, now=_NOW)
        best = min(best, time.process_time() - started)
    return best / rounds * 1_000_000


def _hearing() -> Facts:
    kinds = (RestrictionKind.CLOSED, RestrictionKind.PROTECTED)
    restrictions = tuple(
        Restriction(
            kind=kinds[index % 2],
            start_ms=index * _MINUTE_MS,
            end_ms=index * _MINUTE_MS + 30_000,
            whole=False,
            excludes=frozenset({Side.PROSECUTION}),
            confirmed=True,
            released=True,
        )
        for index in range(RESTRICTIONS)
    )
    return Facts(
        object_id="bench",
        hearing_id="bench",
        court=CourtFacts("court"),
        state="recorded",
        participations=(
            Participation("place", "party", ParticipantKind.PARTY, Side.DEFENCE, _NOW - timedelta(days=1)),
        ),
        session=SessionBounds(0, RESTRICTIONS * _MINUTE_MS),
        restrictions=restrictions,
    )
