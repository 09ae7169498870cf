"""Pictures at the borders of a withheld part that only a patch can show: those from the border to the next key, and
those before the border that cannot be decoded without what follows it.
"""

import hashlib
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from media_pipeline.hls.plan import VideoPlan
from media_pipeline.mp4.cuts import last_clean_cut
from media_pipeline.mp4.h264 import parse_avc_config
from media_pipeline.mp4.index import Int64s, TrackFacts, TrackIndex

IDR: Final = 5
MOST_PICTURES: Final = 1_500
"""Of one patch: a minute of pictures. Recorders with rarer keys keep the slate there."""


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """What a patch shows of the group of pictures of samples [gop, stop).

    `first`: how many pictures of it are shown before; `ticks`: when each is shown, and the end (media time).
    """

    gop: int
    stop: int
    first: int
    ticks: Int64s

    @property
    def count(self) -> int:
        """How many pictures."""
        return len(self.ticks) - 1


def length_ms(cut: Cut, facts: TrackFacts) -> int:
    """How long the pictures of a cut are shown, rounded up."""
    return -(-int(cut.ticks[-1] - cut.ticks[0]) * 1000 // facts.timescale)


def head(plan: VideoPlan, low: int) -> Cut | None:
    """The pictures that are shown whole from tick `low` on, up to the next key; None where it is a key's own tick."""
    keys, times = plan.track.keys, plan.times
    at = int(np.searchsorted(times[:-1], low, "left"))
    if at == 0 or low >= int(times[-1]):
        return None
    stop = int(keys[at]) if at < len(keys) else plan.track.facts.end
    shown = np.sort(plan.track.shown_at(int(keys[at - 1]), stop))
    first = int(np.searchsorted(shown, low, "left"))
    return _cut(int(keys[at - 1]), stop, first, np.append(shown[first:], times[at]))


def tail(plan: VideoPlan, high: int) -> Cut | None:
    """The pictures that are shown whole before tick `high`, but cannot be served as they are coded."""
    track, times = plan.track, plan.times
    at = int(np.searchsorted(times[:-1], high, "left")) - 1
    if at < 0 or high >= int(times[at + 1]):
        return None
    gop = int(track.keys[at])
    stop = int(track.keys[at + 1]) if at + 1 < len(track.keys) else track.facts.end
    shown = track.shown_at(gop, stop)
    kept = last_clean_cut(shown, shown + np.diff(track.dts[gop : stop + 1]), high)
    ordered = np.append(np.sort(shown), times[at + 1])
    last = int(np.searchsorted(ordered, high, "right")) - 1
    return _cut(gop, stop, kept, ordered[kept : last + 1])


def _cut(gop: int, stop: int, first: int, ticks: Int64s) -> Cut | None:
    return Cut(gop, stop, first, ticks) if 1 < len(ticks) <= MOST_PICTURES + 1 else None


def name_of(track: TrackIndex, cut: Cut) -> str:
    """Return what is the same for the same pictures of the same coded group, and for no others."""
    sizes = track.size[cut.gop : cut.stop].tobytes()
    shown = (track.shown_at(cut.gop, cut.stop) - cut.ticks[0]).astype(np.int64).tobytes()
    place = f"{int(cut.ticks[0])}:{cut.first}:{cut.count}:{track.facts.timescale}".encode()
    return hashlib.sha256(b"\0".join((place, sizes, shown, track.facts.config))).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class PatchSets:
    """The parameter sets of a patch."""

    sps: bytes
    pps: bytes


def with_sets(facts: TrackFacts, sets: PatchSets) -> TrackFacts:
    """A track whose init segment lists a patch's sets as well; raises ValueError when their ids are taken."""
    config = parse_avc_config(facts.config).with_sets(sets.sps, sets.pps).payload()
    return replace(facts, config=config)


def patch_track(facts: TrackFacts, cut: Cut, offset: int, sizes: list[int]) -> TrackIndex:
    """The samples of a patch that begin at `offset` of its file, one for each picture, in order of showing."""
    size = np.array(sizes, np.uint32)
    return TrackIndex(
        replace(facts, first=0, end=cut.count, start_tick=int(cut.ticks[0]), end_tick=int(cut.ticks[-1])),
        offset + np.concatenate(([0], np.cumsum(size[:-1], dtype=np.int64))),
        size,
        cut.ticks.astype(np.int64),
        np.empty(0, np.int32),
        np.zeros(1, np.int64),
    )
