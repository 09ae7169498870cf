"""A line of the protocol as who decides on a disguise sees it: the interface between the rooms that have them. Pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

CHOSEN: Final = "chosen"
"""The kind of words that were chosen already, whatever they tell; the others are those of a proposal."""


def digest_of(lines: Iterable[tuple[str, int]]) -> str:
    """Return what stands for lines as they were read: entries in their order, each with its revision."""
    return hashlib.sha256(repr(list(lines)).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line's text; ``kind`` says what it may tell (empty: nothing), ``covered``: it is taken out."""

    text: str
    kind: str = ""
    covered: bool = False


@dataclass(frozen=True, slots=True)
class LineWords:
    """Words that may tell who it is, as they stand in the line, or as they were chosen to be covered."""

    text: str
    kind: str
    covered: bool


@dataclass(frozen=True, slots=True)
class DisguiseLine:
    """A line, without the names of protected people, for who decides on a disguise.

    ``open``: it may tell who it is, and nobody has decided on this revision of it.
    """

    entry: str
    revision: int
    started_at: datetime
    offset_ms: int
    speaker: str
    language: str
    pieces: tuple[Piece, ...]
    words: tuple[LineWords, ...]
    open: bool
    decided_by: str
    decided_at: datetime | None

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(piece.text for piece in self.pieces)
