"""Pictures of a part that are shown with something covered: which coded groups hold them, and where their keys are."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from media_pipeline.hls.patches import Cut
from media_pipeline.hls.plan import VideoPlan
from media_pipeline.mp4.index import Int64s, TrackFacts, TrackIndex

KEY_MS: Final = 2_000
"""Between the keys of pictures that are encoded anew: a player may begin at each of them."""
BATCH_PICTURES: Final = 1_500
BATCH_BYTES: Final = 48 << 20
"""So much is encoded at once, and a group more at most."""
NEAR_MS: Final = 2
"""Renditions count the same moments on clocks of their own."""


@dataclass(frozen=True, slots=True, eq=False)
class MaskPlan:
    """The pictures of `cut`, which may span many groups; `keys`: those at which decoding starts, counted from 0."""

    cut: Cut
    keys: Int64s
    batches: tuple[Cut, ...]

    @property
    def key_ticks(self) -> Int64s:
        """When the keys are shown (media time)."""
        ticks: Int64s = self.cut.ticks[self.keys]
        return ticks

    def batch_keys(self, number: int) -> tuple[int, ...]:
        """The keys of a batch, counted from its first picture."""
        begin = sum(each.count for each in self.batches[:number])
        inside = self.keys[(self.keys >= begin) & (self.keys < begin + self.batches[number].count)]
        return tuple((inside - begin).tolist())


def mask_plan(plan: VideoPlan, low: int, high: int, key_ticks: Int64s | None = None) -> MaskPlan | None:
    """Plan the pictures that are shown whole in ticks [low, high); None where there is none.

    `key_ticks`: where the keys of the leading rendition are, in ticks of this one.
    """
    track, times = plan.track, plan.times
    one = max(int(np.searchsorted(times[:-1], low, "right")) - 1, 0)
    other = int(np.searchsorted(times[:-1], high, "left"))
    if other <= one:
        return None
    gop, stop = _group(track, one)[0], _group(track, other - 1)[1]
    shown = np.sort(track.shown_at(gop, stop))
    ends = np.append(shown[1:], times[other])
    inside = np.flatnonzero((shown >= low) & (ends <= high))
    if not len(inside):
        return None
    first, end = int(inside[0]), int(inside[-1]) + 1
    cut = Cut(gop, stop, first, np.append(shown[first:end], ends[end - 1]).astype(np.int64))
    batches = tuple(_batches(track, (one, other), cut))
    starts = np.cumsum([0, *(each.count for each in batches[:-1])])
    return MaskPlan(cut, np.union1d(starts, _keys(cut, track.facts.timescale, key_ticks)), batches)


def _group(track: TrackIndex, number: int) -> tuple[int, int]:
    """The samples of the group that begins with key `number`."""
    keys = track.keys
    return int(keys[number]), int(keys[number + 1]) if number + 1 < len(keys) else track.facts.end


def _keys(cut: Cut, timescale: int, wanted: Int64s | None) -> Int64s:
    if wanted is None:
        wanted = np.arange(int(cut.ticks[0]), int(cut.ticks[-1]), KEY_MS * timescale // 1000)
    near = NEAR_MS * timescale // 1000
    found: Int64s = np.unique(np.searchsorted(cut.ticks[:-1], wanted - near, "left"))
    return found[found < cut.count]


def _batches(track: TrackIndex, groups: tuple[int, int], cut: Cut) -> Iterator[Cut]:
    """The cut in runs of whole groups; without those of which nothing is shown."""
    begin, pictures, coded = groups[0], 0, 0
    for number in range(*groups):
        first, stop = _group(track, number)
        pictures, coded = pictures + stop - first, coded + int(track.size[first:stop].sum(dtype="int64"))
        if pictures >= BATCH_PICTURES or coded >= BATCH_BYTES or number + 1 == groups[1]:
            yield from _batch(track, (_group(track, begin)[0], stop), cut)
            begin, pictures, coded = number + 1, 0, 0


def _batch(track: TrackIndex, samples: tuple[int, int], cut: Cut) -> Iterator[Cut]:
    gop, stop = samples
    shown = np.sort(track.shown_at(gop, stop))
    first = int(np.searchsorted(shown, cut.ticks[0], "left"))
    begin = int(np.searchsorted(cut.ticks[:-1], shown[0], "left"))
    count = min(len(shown) - first, cut.count - begin)
    if count > 0:
        yield Cut(gop, stop, first, cut.ticks[begin : begin + count + 1])


def mask_track(facts: TrackFacts, plan: MaskPlan, offset: int, sizes: list[int]) -> TrackIndex:
    """The samples of masked pictures that begin at `offset` of their file, one for each, in order of showing."""
    ticks, size = plan.cut.ticks, np.array(sizes, np.uint32)
    own = replace(facts, first=0, end=plan.cut.count, start_tick=int(ticks[0]), end_tick=int(ticks[-1]))
    offsets = offset + np.concatenate(([0], np.cumsum(size[:-1], dtype=np.int64)))
    return TrackIndex(own, offsets, size, ticks, np.empty(0, np.int32), plan.keys)
