"""Spans of participants, pushed down by the protocol with each edit of a turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hearings.models import Hearing, ParticipantSpan
from hearings.services.epochs import raise_hearing
from hearings.services.protected_spans import Guarded, guard, leaders_of


@dataclass(frozen=True, slots=True)
class Turn:
    """When a participant speaks; ``source`` is the entry. Without a participant it is nobody's span."""

    source: str
    participant_id: str | None
    started_at: datetime
    ended_at: datetime | None


def push_spans(hearing: Hearing, turns: Sequence[Turn]) -> None:
    """Replace the spans of these entries, in a number of queries that does not grow with theirs."""
    sources = [turn.source for turn in turns]
    before = ParticipantSpan.objects.filter(source__in=sources).values_list("participant_id", flat=True)
    leaders = leaders_of([*before, *(turn.participant_id for turn in turns)])
    removed, _rows = ParticipantSpan.objects.filter(source__in=sources).delete()
    spoken = [
        ParticipantSpan(
            hearing=hearing,
            participant_id=turn.participant_id,
            source=turn.source,
            started_at=turn.started_at,
            ended_at=turn.ended_at,
        )
        for turn in turns
        if turn.participant_id is not None
    ]
    ParticipantSpan.objects.bulk_create(spoken, batch_size=500)
    if leaders:
        theirs = (_guarded(turn, leaders) for turn in turns if turn.participant_id in leaders)
        guard(hearing, sources, theirs, named=False)
    if removed or spoken:
        raise_hearing(hearing.pk)


def _guarded(turn: Turn, leaders: Mapping[str, str]) -> Guarded:
    return Guarded(turn.source, leaders[turn.participant_id or ""], False, turn.started_at, turn.ended_at)
