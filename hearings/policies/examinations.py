"""When people on whom a restriction lies were examined, and when protected ones were named, in one hearing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from hearings.models import Hearing, ParticipantSpan, ProtectedSpan

Time = tuple[datetime, datetime | None]
LEADER = Coalesce(F("participant__protected_with"), F("participant"))


@dataclass(frozen=True, slots=True)
class Examined:
    """``turns``: from the first to the last turn, None without any; ``named``: the moments, apart from each other."""

    turns: Time | None = None
    named: list[Time] = field(default_factory=list)


NOT_EXAMINED = Examined()


def told_moments(hearing: Hearing, restrictions: Collection[str]) -> dict[str, list[Time]]:
    """Return, of protected ranges, the moments at which words are said that were chosen for them (a query)."""
    rows = ProtectedSpan.objects.filter(hearing=hearing, restriction__in=restrictions)
    found: dict[str, list[Time]] = {}
    for restriction, start, end in rows.values_list("restriction_id", "started_at", "ended_at"):
        found.setdefault(str(restriction), []).append((start, end))
    return {restriction: _apart(times) for restriction, times in found.items()}


def examinations(hearing: Hearing, people: Collection[str]) -> dict[str, Examined]:
    """Return what concerns each of these people (two queries); an end is None while a turn is not over."""
    ours = Q(participant__in=people) | Q(participant__protected_with__in=people)
    spoken = ParticipantSpan.objects.filter(ours, hearing=hearing).annotate(leader=LEADER)
    turns = [
        (who, (start, end)) for who, start, end in spoken.values_list("leader", "started_at", "ended_at")
    ]
    guarded = ProtectedSpan.objects.filter(hearing=hearing, participant__in=people)
    moments: list[tuple[str, Time]] = []
    for who, named, start, end in guarded.values_list("participant_id", "named", "started_at", "ended_at"):
        (moments if named else turns).append((str(who), (start, end)))
    return {
        who: Examined(
            _whole(time for each, time in turns if each == who),
            _apart(time for each, time in moments if each == who),
        )
        for who in {each for each, _ in (*turns, *moments)}
    }


def _whole(times: Iterable[Time]) -> Time | None:
    found = list(times)
    if not found:
        return None
    ends = [end for _, end in found if end is not None]
    return min(start for start, _ in found), max(ends) if len(ends) == len(found) else None


def _apart(times: Iterable[Time]) -> list[Time]:
    """Return times joined where they touch, so that a name that is said often costs a verdict little."""
    found: list[Time] = []
    for start, end in sorted(times, key=lambda time: time[0]):
        last = found[-1] if found else None
        if last is not None and (last[1] is None or start <= last[1]):
            found[-1] = (last[0], None if last[1] is None or end is None else max(last[1], end))
        else:
            found.append((start, end))
    return found
