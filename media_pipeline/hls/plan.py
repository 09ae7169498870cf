"""Where a recording is cut into segments. It depends on nothing but the index, so all viewers share the
cuts.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from media_pipeline.mp4.cuts import last_clean_cut
from media_pipeline.mp4.index import Int64s, TrackIndex

TARGET_MS: Final = 4000
# Shorter segments are joined to a neighbour: each must hold at least two AAC frames, also at 8 kHz.
MIN_SEGMENT_MS: Final = 300


@dataclass(frozen=True, slots=True, eq=False)
class VideoPlan:
    """How the pictures of one recording are cut. `times`: ticks at which the keys are shown, and the end."""

    track: TrackIndex
    times: Int64s
    cuts: Int64s

    @classmethod
    def of(cls, track: TrackIndex, target_ms: int = TARGET_MS) -> "VideoPlan":
        times = np.append(track.key_times(), track.facts.end_tick)
        return cls(track, times, _cuts(track, times, target_ms))

    def run(self, low: int, high: int) -> Int64s:
        """The cuts of the part shown whole inside ticks [low, high): its first key, planned cuts inside, its
        end.

        Empty when no key lies inside, or less than a segment. No sample of it is shown outside the range.
        """
        keys, minimum = self.track.keys, MIN_SEGMENT_MS * self.track.facts.timescale // 1000
        one, other = np.searchsorted(self.times[:-1], (low, high), "left").tolist()
        if one >= other:
            return keys[:0]
        first, end = int(keys[one]), self._end_inside(other - 1, high)
        start_tick, end_tick = int(self.times[one]), self.end_of(end)
        if end_tick - start_tick < minimum:
            return keys[:0]
        middle = self.cuts[
            np.searchsorted(self.cuts, first, "right") : np.searchsorted(self.cuts, end, "left")
        ]
        shown = self.shown_at(middle)
        far = (shown - start_tick >= minimum) & (end_tick - shown >= minimum)
        return np.concatenate(([first], middle[far], [end]))

    def shown_at(self, keys: Int64s) -> Int64s:
        """Ticks at which these keys are shown."""
        shown: Int64s = self.times[np.searchsorted(self.track.keys, keys)]
        return shown

    def _end_inside(self, last: int, high: int) -> int:
        """The end of a run whose last GOP is that of key number `last`: what of it is shown before `high`."""
        first, stop = int(self.track.keys[last]), self._gop_end(last)
        if last + 1 < len(self.track.keys) and self.times[last + 1] <= high:
            return stop
        shown, until = self._gop(first, stop)
        return first + last_clean_cut(shown, until, high)

    def end_of(self, end: int) -> int:
        """The tick at which a run of samples up to `end` ends: that of the next key, or of its last
        picture.
        """
        last = int(np.searchsorted(self.track.keys, end, "left"))
        if last < len(self.track.keys) and int(self.track.keys[last]) == end:
            return int(self.times[last])
        return int(self._gop(int(self.track.keys[last - 1]), end)[1].max())

    def _gop_end(self, number: int) -> int:
        keys = self.track.keys
        return int(keys[number + 1]) if number + 1 < len(keys) else self.track.facts.end

    def _gop(self, first: int, end: int) -> tuple[Int64s, Int64s]:
        """When samples [first, end) are shown, and until when."""
        shown = self.track.shown_at(first, end)
        return shown, shown + np.diff(self.track.dts[first : end + 1])


def _cuts(track: TrackIndex, times: Int64s, target_ms: int) -> Int64s:
    """Sample numbers at which segments begin: the keys nearest to `target_ms` after the one before (one GOP
    where GOPs are longer)."""
    keys, moments = track.keys.tolist(), times.tolist()
    target = target_ms * track.facts.timescale // 1000
    # For every key the number of the key (or the end) at or behind its target.
    ahead = np.searchsorted(times, times + target, "left").tolist()
    cuts, at = [], 0
    while at < len(keys):
        cuts.append(keys[at])
        following, aim = min(ahead[at], len(keys)), moments[at] + target
        early = following - 1 > at and aim - moments[following - 1] < moments[following] - aim
        at = max(following - early, at + 1)
    return np.asarray(cuts, np.int64)
