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
