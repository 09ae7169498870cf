"""What may be said of protected people: their names taken out of texts, their turns known. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from foundation.texts import fold
from hearings.policies.masking import mask, mentions
from hearings.policies.phrases import cover_phrases, phrases_in

Texts = Mapping[str, str]
Sealed = Mapping[str, list[str]]
"""Field -> what it truly says, and what it was shown as when that was sealed."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A protected person as the services know it; ``leader`` is the participant on whom the order is.

    ``also``: the words that a person chose to cover besides the name.
    """

    participant: str
    leader: str
    number: int
    name: str
    external_source: str = ""
    external_id: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HiddenWords:
    """The words that a person chose to cover for a protected range of a hearing, which is on no one person."""

    restriction: str
    hearing: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Veil:
    """The protected people of some cases, and what else is covered in them."""

    people: tuple[Hidden, ...] = ()
    ranges: tuple[HiddenWords, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.people or self.ranges)

    def cover(self, text: str) -> str:
        """Return a text without their names, and without the words that were chosen."""
        return self.without_names(cover_phrases(text, self._words())) if self else text

    def without_names(self, text: str) -> str:
        """Return a text without their names only: what a person decides on."""
        return mask(text, self._names) if self.people else text

    def named_in(self, texts: Iterable[str]) -> set[str]:
        """Return the participants, each by its leader, whose name or chosen words may stand in one of the texts."""
        found = list(texts)
        return {each.leader for each in self.people if any(_tells(text, each) for text in found)}

    def told_in(self, texts: Iterable[str], hearing: str) -> set[str]:
        """Return the protected ranges of a hearing whose chosen words stand in one of the texts."""
        found = list(texts)
        own = (each for each in self.ranges if each.hearing == hearing)
        return {each.restriction for each in own if any(phrases_in(text, each.words) for text in found)}

    def speaking_as(self, speaker: str) -> str | None:
        """Return the participant of exactly this name."""
        folded = fold(speaker)
        return next((each.participant for each in self.people if folded and fold(each.name) == folded), None)

    def behind(self, participant: str | None) -> Hidden | None:
        """Return the protected person who is this participant, None for everybody else."""
        return next((each for each in self.people if each.participant == participant), None)

    def by_external_id(self) -> dict[str, str]:
        """Return the participants by the ids that other systems still send."""
        return {each.external_id: each.participant for each in self.people if each.external_id}

    def _words(self) -> Iterator[str]:
        for person in self.people:
            yield from person.also
        for part in self.ranges:
            yield from part.words

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.people)


def _tells(text: str, person: Hidden) -> bool:
    return mentions(text, (person.name,)) or bool(phrases_in(text, person.also))


def true_texts(shown: Texts, sealed: Sealed) -> dict[str, str]:
    """Return what fields truly say: what was sealed of those that still show what it was shown as."""
    return {name: _true(value, sealed.get(name)) for name, value in shown.items()}


def _true(value: str, kept: list[str] | None) -> str:
    return kept[0] if kept is not None and kept[1] == value else value


def to_seal(true: Texts, shown: Texts) -> Sealed:
    """Return what has to be sealed: the fields that show something else than they say."""
    return {name: [true[name], value] for name, value in shown.items() if true[name] != value}
