"""Lines of a protected part: which lie in it, what of each may tell who it is, whether a person has decided on it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import F

from foundation.clock import ms_between
from foundation.texts import composed, fold
from hearings.models import Disguise, Hearing, Restriction
from hearings.policies.disguise_lines import CHOSEN, LineWords, Piece
from hearings.policies.giveaways import proposals
from hearings.policies.phrases import spans_of, spans_of_all
from hearings.policies.restrictions import protecting_each
from hearings.policy import Protection
from protocol.models import Entry, EntryState, LineDecision

MOMENT = timedelta(milliseconds=1)
Mark = tuple[int, int, str]


def lines_in(row: Disguise, hearing: Hearing) -> list[Entry]:
    """Return the entries that lie in a disguised part, in order; one without an end lasts until the next one begins."""
    rows = list(
        Entry.objects.filter(hearing=hearing)
        .exclude(state=EntryState.WITHDRAWN)
        .select_related("hearing", "decision")
    )
    starts: list[datetime | None] = [entry.started_at for entry in rows]
    ends = [
        entry.ended_at or following
        for entry, (_, following) in zip(rows, pairwise([*starts, None]), strict=True)
    ]
    return [entry for entry, end in zip(rows, ends, strict=True) if _lies_in(entry.started_at, end, row)]


def _lies_in(start: datetime, end: datetime | None, row: Disguise) -> bool:
    return start < row.ended_at and (end is None or max(end, start + MOMENT) > row.started_at)


def read_in(hearing: Hearing, parts: Iterable[Protection]) -> frozenset[tuple[str, int]]:
    """Return the entries of protected parts, each with the revision that a person has read for all who are protected.

    A query, and where there is any decision five more.
    """
    current = LineDecision.objects.filter(entry__hearing=hearing, revision=F("entry__revision"))
    decisions = list(current.select_related("entry"))
    if not decisions:
        return frozenset()
    kept = [(part, set(map(_keeper, rows))) for part, rows in protecting_each(hearing, parts)]
    ends = dict(_ends_of(hearing))
    return frozenset(
        (each.entry_id, each.revision)
        for each in decisions
        if all(ids <= set(each.keepers) for part, ids in kept if _meets(each.entry, ends, part))
    )


def _keeper(row: Restriction) -> str:
    return row.pk if row.participant_id is None else row.participant_id


def _ends_of(hearing: Hearing) -> Iterator[tuple[str, tuple[int, int | None]]]:
    """Yield from when to when each entry lasts, on the hearing's time; one without an end until the next begins."""
    rows = Entry.objects.filter(hearing=hearing).exclude(state=EntryState.WITHDRAWN)
    times = list(rows.values_list("pk", "started_at", "ended_at"))
    followers: list[datetime | None] = [start for _, start, _ in times[1:]]
    for (pk, start, end), follower in zip(times, [*followers, None], strict=False):
        until = end or follower
        begin = ms_between(hearing.started_at, start)
        yield pk, (begin, None if until is None else max(ms_between(hearing.started_at, until), begin + 1))


def _meets(entry: Entry, ends: Mapping[str, tuple[int, int | None]], part: Protection) -> bool:
    if entry.pk not in ends:
        return True
    start, end = ends[entry.pk]
    return (part.end_ms is None or start < part.end_ms) and (end is None or end > part.start_ms)


def decision_on(entry: Entry, keepers: Collection[str]) -> LineDecision | None:
    """Return the decision that holds: on this revision, for everybody who is protected in the part now."""
    found: LineDecision | None = getattr(entry, "decision", None)
    if found is None or found.revision != entry.revision or not set(keepers) <= set(found.keepers):
        return None
    return found


def is_open(entry: Entry, keepers: Collection[str]) -> bool:
    """Tell whether what everybody reads of an entry may tell who it is, and nobody has decided on it."""
    return decision_on(entry, keepers) is None and bool(proposals(composed(entry.text)))


def words_of(text: str, chosen: Iterable[str]) -> tuple[LineWords, ...]:
    """Return the words of a text that were chosen, then those that are proposed besides, each once."""
    found = [LineWords(phrase, CHOSEN, covered=True) for phrase in chosen if spans_of(text, phrase)]
    known = {fold(each.text) for each in found}
    for mark in _proposed(text, _marks(text, found)):
        phrase = text[mark[0] : mark[1]]
        if fold(phrase) not in known:
            known.add(fold(phrase))
            found.append(LineWords(phrase, mark[2], covered=False))
    return tuple(found)


def pieces_of(text: str, words: Sequence[LineWords]) -> tuple[Piece, ...]:
    """Return a text cut into pieces, those that may tell something marked."""
    chosen = _marks(text, [each for each in words if each.covered])
    marks = sorted((*chosen, *_proposed(text, chosen)))
    pieces: list[Piece] = []
    at = 0
    for start, end, kind in marks:
        pieces += [Piece(text[at:start])] if start > at else []
        pieces.append(Piece(text[start:end], kind, covered=kind == CHOSEN))
        at = end
    return (*pieces, *([Piece(text[at:])] if at < len(text) else []))


def _marks(text: str, words: Iterable[LineWords]) -> list[Mark]:
    """Return where chosen words stand, joined where they overlap."""
    return [(start, end, CHOSEN) for start, end in spans_of_all(text, (each.text for each in words))]


def _proposed(text: str, chosen: Sequence[Mark]) -> list[Mark]:
    """Return what is proposed of a text beside what was chosen."""
    found: list[Mark] = []
    for start, end in _gaps(len(text), chosen):
        inside = proposals(text[start:end])
        found += [(start + each.start, start + each.end, each.kind.value) for each in inside]
    return found


def _gaps(length: int, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    edges = [0, *(edge for mark in marks for edge in mark[:2]), length]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]
