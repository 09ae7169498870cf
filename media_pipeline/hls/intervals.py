"""Sets of moments as sorted, disjoint, half-open ranges of integers (milliseconds)."""

from collections.abc import Iterable

Ranges = tuple[tuple[int, int], ...]


def normalise(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Sorted, empty ones dropped, touching ones joined."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(pair for pair in ranges if pair[0] < pair[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def intersect(ranges: Ranges, low: int, high: int) -> Ranges:
    """What of normalised `ranges` lies inside [low, high)."""
    return normalise((max(start, low), min(end, high)) for start, end in ranges)


def contains(ranges: Ranges, moment: int) -> bool:
    return any(start <= moment < end for start, end in ranges)


def subtract(ranges: Ranges, taken: Ranges) -> Ranges:
    """What of normalised `ranges` lies in none of normalised `taken`."""
    left: list[tuple[int, int]] = []
    for start, end in ranges:
        at = start
        for low, high in intersect(taken, start, end):
            left.append((at, low))
            at = high
        left.append((at, end))
    return normalise(left)


def bridged(ranges: Iterable[tuple[int, int]], shortest: int) -> Ranges:
    """Sorted, those joined between which there is less than `shortest`."""
    joined: list[tuple[int, int]] = []
    for start, end in normalise(ranges):
        if joined and start - joined[-1][1] < shortest:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def length(ranges: Ranges) -> int:
    """How long normalised `ranges` are together."""
    return sum(end - start for start, end in ranges)
