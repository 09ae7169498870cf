"""Reads the words of the hearing from `hearing.txt`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, get_args

from demo.recording.cast import CAST, Language

SCRIPT: Final = Path(__file__).with_name("hearing.txt")
KINDS: Final = frozenset(
    {"opening", "appearance", "statement", "question", "answer", "motion", "ruling", "document", "closing"}
)


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance: who (a key of CAST), kind of protocol entry, language, words."""

    who: str
    kind: str
    language: Language
    text: str


def read_script(source: str) -> list[Line]:
    """Return the utterances in order; raises ValueError naming the first block that is wrong."""
    return [_line(block) for block in _blocks(source)]


def _blocks(source: str) -> Iterator[str]:
    for block in source.split("\n\n"):
        rows = [row for row in block.splitlines() if row.strip() and not row.startswith("#")]
        if rows:
            yield "\n".join(rows)


def _line(block: str) -> Line:
    head, _, text = block.partition("\n")
    fields = head.split()
    if len(fields) != 3 or not text.strip():
        raise ValueError(f"not a block of the script: {head!r}")
    who, kind, spoken = fields
    language = next((known for known in get_args(Language) if known == spoken), None)
    if who not in CAST or kind not in KINDS or language is None:
        raise ValueError(f"unknown person, kind or language: {head!r}")
    return Line(who, kind, language, " ".join(text.split()))
