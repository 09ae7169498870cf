"""Search over entries, after filtering to what the viewer may read: no count or order tells of the rest."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from accounts.policies.caller import Caller
from foundation.problems import Problem
from foundation.texts import fold
from hearings.doors import get_hearing_for
from hearings.models import Assignment, Hearing, Participant
from hearings.policies.accounts import of_account
from hearings.policies.visible import visible_to
from hearings.policy import Action
from protocol.models import Entry, EntryState
from protocol.policies.readable import ReadEntry
from protocol.services.reading import read_log


@dataclass(frozen=True, slots=True)
class Hit:
    """A readable entry that holds all words."""

    hearing: Hearing
    numbers: list[str]
    read: ReadEntry


def search(caller: Caller, query: str) -> list[Hit]:
    """Return up to SEARCH_MAX_HITS hits, own hearings and then the newest first; nothing for too short a query."""
    words = fold(query[: settings.SEARCH_MAX_LETTERS]).split()
    if not words or max(map(len, words)) < settings.SEARCH_MIN_LETTERS:
        return []
    hits: list[Hit] = []
    for hearing_id in _hearings_with(caller, words):
        hits += _hits_in(caller, hearing_id, words)
        if len(hits) >= settings.SEARCH_MAX_HITS:
            break
    return hits[: settings.SEARCH_MAX_HITS]


def _hearings_with(caller: Caller, words: list[str]) -> Iterator[str]:
    """Return the visible hearings that hold the words; whether their text may be read is decided one by one.

    Those in which the caller has a place come first: a court's other hearings, of which a judge reads the text only
    with a purpose, must not use up the bound.
    """
    entries = Entry.objects.filter(hearing=OuterRef("pk")).exclude(state=EntryState.WITHDRAWN)
    for word in words:
        entries = entries.filter(search_text__contains=word)
    rows = visible_to(caller).filter(Exists(entries)).annotate(mine=_has_place(caller))
    found = rows.order_by("-mine", "-scheduled_at", "pk").values_list("pk", flat=True)
    yield from found[: settings.SEARCH_MAX_HITS]


def _has_place(caller: Caller) -> Q:
    seats = Assignment.objects.filter(hearing=OuterRef("pk"), user=caller.user)
    mine = of_account(caller.user.pk if caller.user is not None else None)
    parts = Participant.objects.filter(mine, case__hearings=OuterRef("pk"))
    return Q(Exists(seats)) | Q(Exists(parts))


def _hits_in(caller: Caller, hearing_id: str, words: list[str]) -> list[Hit]:
    try:
        admitted = get_hearing_for(caller, hearing_id, Action.SEARCH)
    except Problem:
        return []
    numbers = [case.number for case in admitted.cases]
    readable = read_log(admitted).entries
    return [
        Hit(admitted.hearing, numbers, read)
        for read in readable
        if all(word in read.entry.search_text for word in words)
    ]


def parts_of(text: str, query: str) -> list[dict[str, object]]:
    """Cut a text into ``[{text, hit}]`` around the first word found, for showing."""
    lowered = text.casefold().replace("ё", "е")
    words = fold(query).split()
    if len(lowered) != len(text):
        return [{"text": text[:300], "hit": False}]
    at = min((lowered.find(word) for word in words if word in lowered), default=0)
    begin = max(0, at - 80)
    shown, folded = text[begin : begin + 300], lowered[begin : begin + 300]
    return [{"text": "…", "hit": False}] * (begin > 0) + list(_cut(shown, folded, words))


def _cut(shown: str, folded: str, words: list[str]) -> Iterator[dict[str, object]]:
    at = 0
    while at < len(shown):
        found = [(folded.find(word, at), word) for word in words if folded.find(word, at) >= 0]
        if not found:
            break
        start, word = min(found)
        if start > at:
            yield {"text": shown[at:start], "hit": False}
        yield {"text": shown[start : start + len(word)], "hit": True}
        at = start + len(word)
    if at < len(shown):
        yield {"text": shown[at:], "hit": False}
