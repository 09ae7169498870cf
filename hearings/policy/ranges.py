"""Which parts of a hearing play for a viewer: what the media gate composes a variant from."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from hearings.policy.classes import Action
from hearings.policy.decide import decide_with
from hearings.policy.facts import Facts, Interval, Span, Subject
from hearings.policy.roles import grants
from hearings.policy.verdict import Outcome


def playable_ranges(
    subject: Subject,
    facts: Facts,
    duration_ms: int,
    now: datetime,
    tracks: frozenset[str] | None = None,
    action: Action = Action.SEGMENT,
) -> tuple[Span, ...]:
    """Return the sorted, disjoint ranges [start_ms, end_ms) of hearing time that this viewer may hear.

    They lie in 0 to `duration_ms`. Each as a whole passes `decide(action)`, so a segment inside one does
    too; ORIGINAL is what may be heard as it was recorded. Two may touch: there the viewer has each side by
    another grant, and a segment across is refused (R6).
    """
    held = grants(subject, facts, now)

    def plays(span: Span) -> bool:
        interval = Interval(*span)
        verdict = decide_with(held, subject, action, facts, interval, tracks, now=now)
        return verdict.outcome is Outcome.ALLOW

    ranges: list[Span] = []
    for part in parts_between(facts, 0, duration_ms):
        if not plays(part):
            continue
        joined = (ranges[-1][0], part[1]) if ranges and ranges[-1][1] == part[0] else None
        if joined is not None and plays(joined):
            ranges[-1] = joined
        else:
            ranges.append(part)
    return tuple(ranges)


def parts_between(facts: Facts, start_ms: int, end_ms: int) -> Iterator[Span]:
    """Cut [start_ms, end_ms) wherever a verdict can change."""
    cuts = {start_ms, end_ms, *borders_of(facts), *_own_borders(facts)}
    inside = sorted(cut for cut in cuts if start_ms <= cut <= end_ms)
    yield from pairwise(inside)


def borders_of(facts: Facts) -> Iterator[int]:
    """Yield where the session and its restrictions begin and end, whoever asks."""
    if facts.session is not None:
        yield facts.session.opened_ms
        if facts.session.closed_ms is not None:
            yield facts.session.closed_ms
    for restriction in facts.restrictions:
        yield restriction.start_ms
        if restriction.end_ms is not None:
            # A restriction on a moment withholds its millisecond.
            yield max(restriction.end_ms, restriction.start_ms + 1)


def _own_borders(facts: Facts) -> Iterator[int]:
    for participation in facts.participations:
        for start_ms, end_ms in participation.spans:
            yield start_ms
            yield end_ms
