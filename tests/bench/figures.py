"""Figures: what was measured, the floor beside it, the goal, and whether it holds."""

import json
import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MIN_SAMPLES = 5
ROUNDS = 3
"""How often a ratio that misses its goal by less than its own spread is measured again."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound on the ratio (or, without a floor, on the value itself)."""

    bound: float
    at_least: bool = False
    note: str = ""

    def margin(self, reached: float) -> float:
        """How far inside the bound; negative outside."""
        return reached - self.bound if self.at_least else self.bound - reached

    def __str__(self) -> str:
        return (
            f"{'>=' if self.at_least else '<='} {_short(self.bound)}{f' ({self.note})' if self.note else ''}"
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """``ratio`` is value / floor, and ``spread`` that of the ratio over its samples (half of the middle half)."""

    name: str
    value: float
    floor: float
    ratio: float
    unit: str
    n: int
    spread: float = 0.0
    goal: Goal | None = None

    @property
    def verdict(self) -> str:
        """``holds``, ``MISSES``, or nothing where there is no goal."""
        if self.goal is None:
            return ""
        return "holds" if self.goal.margin(self.ratio) >= 0 else "MISSES"

    def document(self) -> dict[str, Any]:
        """As in ``latest.json``."""
        numbers = {"value": self.value, "floor": self.floor, "ratio": self.ratio}
        return {key: round(number, 4) for key, number in numbers.items()} | {"unit": self.unit, "n": self.n}


def half_spread(samples: Sequence[float]) -> float:
    """Return half the distance between the quartiles; 0 for fewer than two samples."""
    if len(samples) < 2:
        return 0.0
    quartiles = statistics.quantiles(samples, n=4, method="inclusive")
    return (quartiles[2] - quartiles[0]) / 2


def percentile(samples: Sequence[float], share: float) -> float:
    """Return the smallest sample that at least ``share`` of all do not exceed."""
    return sorted(samples)[max(0, math.ceil(len(samples) * share) - 1)]


def compared(
    name: str, unit: str, goal: Goal | None, sample: Callable[[], tuple[float, float]], n: int = MIN_SAMPLES
) -> Figure:
    """Sample (ours, floor) one after the other ``n`` times; again while the goal lies within the ratio's spread."""
    pairs: list[tuple[float, float]] = []
    figure = None
    for _ in range(ROUNDS):
        pairs += [sample() for _ in range(n)]
        figure = of_pairs(name, unit, goal, pairs)
        if goal is None or goal.margin(figure.ratio) >= 0 or -goal.margin(figure.ratio) > figure.spread:
            break
    assert figure is not None
    return figure


def of_pairs(name: str, unit: str, goal: Goal | None, pairs: Sequence[tuple[float, float]]) -> Figure:
    """Return the medians of pairs (ours, floor) and of their ratios."""
    ratios = [ours / floor for ours, floor in pairs]
    ours, floor = (statistics.median(column) for column in zip(*pairs, strict=True))
    return Figure(name, ours, floor, statistics.median(ratios), unit, len(pairs), half_spread(ratios), goal)


def bounded(name: str, value: float, limit: float, unit: str, n: int, spread: float = 0.0) -> Figure:
    """Return a figure against a fixed limit, which stands as its floor."""
    return Figure(
        name, value, limit, value / limit, unit, n, spread / limit, Goal(1.0, note=f"{_short(limit)} {unit}")
    )


def table(figures: Sequence[Figure]) -> str:
    """Return all figures as one table."""
    head = ("name", "value", "floor", "ratio", "spread", "unit", "n", "goal", "")
    rows = [head, *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _row(figure: Figure) -> tuple[str, ...]:
    numbers = [_short(number) for number in (figure.value, figure.floor, figure.ratio, figure.spread)]
    goal = str(figure.goal) if figure.goal else ""
    return (figure.name, *numbers, figure.unit, str(figure.n), goal, figure.verdict)


def _short(number: float) -> str:
    return f"{number:.0f}" if abs(number) >= 1000 or number == int(number) else f"{number:.3g}"


def save(path: Path, figures: Sequence[Figure]) -> None:
    """Merge the figures into the file: those that were not measured now stay as they are."""
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    known |= {figure.name: figure.document() for figure in figures}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")
