"""Words that a person chose to cover besides a name: sealed with the protected person, or with the hearing of a range.

Every change runs in the caller's transaction, and everything that repeats the words follows in it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from foundation.texts import fold
from hearings.models import Hearing, Participant, Restriction
from hearings.policies.restrictions import protecting
from hearings.policy import Protection
from hearings.services.envelopes import lay, opened
from hearings.services.identities import ALSO, follow, heard_with, lock, protected_ranges
from hearings.services.protected_spans import forget_range


@dataclass(frozen=True, slots=True)
class Keepers:
    """Who or what is protected in a part: ``people`` (leaders), and restrictions on ``ranges`` that are on nobody."""

    hearing: Hearing
    people: tuple[str, ...]
    ranges: tuple[str, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """All of them, in order."""
        return tuple(sorted((*self.people, *self.ranges)))


def keepers_of(hearing: Hearing, part: Protection) -> Keepers:
    """Return for whom words of a part are covered."""
    rows = protecting(hearing, part)
    people = {row.participant_id for row in rows if row.participant_id is not None}
    ranges = (row.pk for row in rows if row.participant_id is None)
    return Keepers(hearing, tuple(sorted(people)), tuple(sorted(ranges)))


def lock_for(keepers: Keepers) -> list[str]:
    """Return the cases in whose texts the words are covered, locked with their hearings until the transaction ends."""
    of_people = Participant.objects.filter(pk__in=_with_twins(keepers.people)).values_list(
        "case_id", flat=True
    )
    of_hearing = keepers.hearing.cases.values_list("pk", flat=True)
    cases = sorted(heard_with({*of_people, *of_hearing}))
    lock(cases)
    return cases


def chosen_for(keepers: Keepers) -> tuple[str, ...]:
    """Return the words that are covered for any of them, in the order in which they were chosen (a query)."""
    known = opened([*keepers.people, keepers.hearing.pk])
    found = [known.get(person, {}).get(ALSO, []) for person in keepers.people]
    found += [known.get(keepers.hearing.pk, {}).get(restriction, []) for restriction in keepers.ranges]
    return tuple(_once(word for words in found for word in words))


def choose(keepers: Keepers, cases: Iterable[str], covered: Iterable[str], removed: Iterable[str]) -> None:
    """Cover words, and others no more; ``cases`` are locked. Whoever is protected in the part keeps all of them."""
    gone, new = set(map(fold, removed)), list(covered)
    people = _with_twins(keepers.people)
    known = opened([*people, keepers.hearing.pk])
    bodies = {person: dict(known[person]) for person in people}
    for body in bodies.values():
        _keep(body, ALSO, new, gone)
    if keepers.ranges:
        body = bodies[keepers.hearing.pk] = dict(known.get(keepers.hearing.pk, {}))
        for restriction in keepers.ranges:
            _keep(body, restriction, new, gone)
    changed = {owner: body for owner, body in bodies.items() if body != known.get(owner, {})}
    if changed:
        lay(changed)
        follow(cases, {})


def forget_lifted(row: Restriction) -> None:
    """Cover nothing more for a range that is protected no longer; the caller is in a transaction."""
    kept = opened([row.hearing_id]).get(row.hearing_id, {})
    if row.pk not in kept or protected_ranges().filter(pk=row.pk).exists():
        return
    cases = sorted(heard_with(row.hearing.cases.values_list("pk", flat=True)))
    lock(cases)
    lay({row.hearing_id: {name: words for name, words in kept.items() if name != row.pk}})
    forget_range(row.pk)
    follow(cases, {})


def _keep(body: dict[str, Any], name: str, added: Sequence[str], gone: Collection[str]) -> None:
    words = [word for word in body.get(name, []) if fold(word) not in gone]
    words = _once([*words, *added])
    if words:
        body[name] = words
    else:
        body.pop(name, None)


def _once(words: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for word in words:
        found.setdefault(fold(word), word)
    return list(found.values())


def _with_twins(people: Collection[str]) -> list[str]:
    twins = Participant.objects.filter(protected_with__in=people).values_list("pk", flat=True)
    return sorted({*people, *twins})
