"""What a run says: one line per case as it happens, and the counts."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest
from typing import Any

NAME_WIDTH = 64
EXPECTED_WIDTH = 28


class Mark(StrEnum):
    """``deferred``: the file is safe, whether it becomes playable is a later issue's promise."""

    OK = "ok"
    DIFF = "DIFF"
    DEFERRED = "deferred"


@dataclass(frozen=True, slots=True)
class Line:
    """One case."""

    mark: Mark
    name: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.mark:<8}  {self.name:<{NAME_WIDTH}}  {self.expected:<{EXPECTED_WIDTH}}  {self.got}".rstrip()


@dataclass(slots=True)
class Report:
    """Lines so far; prints each when it is added, so that a long run shows where it is."""

    lines: list[Line] = field(default_factory=list)

    def add(self, mark: Mark, name: str, expected: str, got: str) -> None:
        """Add a case that was judged by the caller."""
        line = Line(mark, _printable(name), _printable(expected), _printable(got))
        self.lines.append(line)
        print(line, flush=True)

    def check(self, name: str, expected: object, got: object) -> None:
        """Add a case that is right when both are equal."""
        self.add(Mark.OK if expected == got else Mark.DIFF, name, str(expected), str(got))

    def same(self, name: str, expected: list[Any], got: list[Any], words: str) -> None:
        """Add a case that compares long lists; ``words`` stand for them, the first difference is shown."""
        if expected == got:
            self.add(Mark.OK, name, words, "equal")
            return
        pairs = zip_longest(expected, got)
        first = next(f"{wanted!r} became {found!r}" for wanted, found in pairs if wanted != found)
        self.add(Mark.DIFF, name, words, f"{len(got)} of {len(expected)}, first difference: {first}")

    def count(self, mark: Mark) -> int:
        """How many cases have this mark."""
        return Counter(line.mark for line in self.lines)[mark]

    def summary(self) -> str:
        """Return the counts in one line."""
        return f"cases: {len(self.lines)}  " + "  ".join(f"{mark}: {self.count(mark)}" for mark in Mark)


def _printable(text: str) -> str:
    """Hostile names must not play with the terminal of whoever reads the report."""
    shown = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)
    return shown if len(shown) <= NAME_WIDTH * 4 else f"{shown[: NAME_WIDTH * 4]}..."
