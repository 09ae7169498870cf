"""Phrases of a text that may tell who a protected person is, besides the name: proposed, a person decides. Pure.

Rather a phrase too many: a false one costs a click, a missed one may cost the protection.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from hearings.policies.giveaway_patterns import PATTERNS, Kind
from hearings.policies.masking import MASK

__all__ = ["Kind", "Proposal", "proposals"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A phrase [start, end) of a text, in letters."""

    start: int
    end: int
    kind: Kind


EDGES: Final = " \t\n,;:.—–-"
COMPILED: Final = tuple(
    (kind, re.compile(rf"(?<!\w)(?:{pattern})", re.IGNORECASE))
    for kind, patterns in PATTERNS.items()
    for pattern in patterns
)


def proposals(text: str) -> tuple[Proposal, ...]:
    """Return the phrases of a text of composed letters (NFC) that may tell who it is, in order and apart."""
    found = (part for kind, pattern in COMPILED for part in _matches(text, kind, pattern))
    return tuple(_apart(sorted(found, key=lambda each: (each.start, -each.end))))


def _matches(text: str, kind: Kind, pattern: re.Pattern[str]) -> Iterator[Proposal]:
    for match in pattern.finditer(text):
        name = "p" if match.groupdict().get("p") is not None else 0
        yield from _without_masks(text, match.start(name), match.end(name), kind)


def _without_masks(text: str, start: int, end: int, kind: Kind) -> Iterator[Proposal]:
    """Return the parts that are covered by no mask already, without what only surrounds them."""
    for piece in text[start:end].split(MASK):
        inner = piece.strip(EDGES)
        if inner and any(each.isalnum() for each in inner):
            low = start + piece.index(inner)
            yield Proposal(low, low + len(inner), kind)
        start += len(piece) + len(MASK)


def _apart(found: Iterable[Proposal]) -> list[Proposal]:
    """Return phrases joined where they overlap; the one that begins first says the kind."""
    kept: list[Proposal] = []
    for each in found:
        last = kept[-1] if kept else None
        if last is not None and each.start < last.end:
            kept[-1] = Proposal(last.start, max(last.end, each.end), last.kind)
        else:
            kept.append(each)
    return kept
