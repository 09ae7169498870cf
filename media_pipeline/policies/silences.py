"""Ranges of silence: from each channel's own to those in which nobody is heard."""

from collections.abc import Sequence

Range = tuple[int, int]


def silent_everywhere(channels: Sequence[Sequence[Range]]) -> list[Range]:
    """Return the ranges (ms) that are silent in every channel; each channel's are sorted and disjoint."""
    common = list(channels[0]) if channels else []
    for ranges in channels[1:]:
        common = _both(common, ranges)
    return common


def _both(left: Sequence[Range], right: Sequence[Range]) -> list[Range]:
    found: list[Range] = []
    first = second = 0
    while first < len(left) and second < len(right):
        start, end = max(left[first][0], right[second][0]), min(left[first][1], right[second][1])
        if start < end:
            found.append((start, end))
        if left[first][1] < right[second][1]:
            first += 1
        else:
            second += 1
    return found
