"""What may be said of protected people: their names taken out of texts, their turns known. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from foundation.texts import fold
from hearings.policies.masking import mask, mentions

Texts = Mapping[str, str]
Sealed = Mapping[str, list[str]]
"""Field -> what it truly says, and what it was shown as when that was sealed."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A protected person as the services know it; ``leader`` is the participant on whom the order is."""

    participant: str
    leader: str
    number: int
    name: str
    external_source: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class Veil:
    """The protected people of some cases."""

    people: tuple[Hidden, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.people)

    def cover(self, text: str) -> str:
        """Return a text without their names."""
        return mask(text, self._names) if self.people else text

    def named_in(self, texts: Iterable[str]) -> set[str]:
        """Return the participants, each by its leader, whose name may stand in one of the texts."""
        found = list(texts)
        return {each.leader for each in self.people if any(mentions(text, (each.name,)) for text in found)}

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

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.people)


def true_texts(shown: Texts, sealed: Sealed) -> dict[str, str]:
    """Return what fields truly say: what was sealed of those that still show what it was shown as."""
    return {name: _true(value, sealed.get(name)) for name, value in shown.items()}


def _true(value: str, kept: list[str] | None) -> str:
    return kept[0] if kept is not None and kept[1] == value else value


def to_seal(true: Texts, shown: Texts) -> Sealed:
    """Return what has to be sealed: the fields that show something else than they say."""
    return {name: [true[name], value] for name, value in shown.items() if true[name] != value}
