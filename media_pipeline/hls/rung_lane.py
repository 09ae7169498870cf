"""The same pictures in a smaller rendition: the leading track span by span, from the rung's own samples."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import numpy as np

from media_pipeline.ffmpeg.words import Said
from media_pipeline.hls.lane import SLATE, Format, no_spans, ticks
from media_pipeline.hls.stretches import Piece
from media_pipeline.hls.video_lane import slate_frames
from media_pipeline.mp4.cuts import last_clean_cut
from media_pipeline.mp4.index import Int64s, TrackIndex

NEAR_MS: Final = 2
"""Both count the same moments on clocks of their own; less than a frame, more than what rounding does."""


class RungPeriod:
    """Segments that begin and end with those of the leading track, at ticks of the rung."""

    def __init__(self, key: str, form: Format, leading: Format) -> None:
        self._key = key
        self._form = form
        self._scale = Fraction(form.facts.timescale, leading.facts.timescale)
        self._near = NEAR_MS * form.facts.timescale // 1000
        self._rows: list[tuple[int, int, int, int, int]] = []
        self._keys: dict[int, Int64s] = {}

    def at(self, moments: Int64s) -> Int64s:
        """Ticks of the leading track as the nearest ticks of the rung."""
        up, down = self._scale.numerator, self._scale.denominator
        return (moments * up * 2 + down) // (2 * down)

    def build(
        self, pieces: Sequence[Piece], starts: Int64s, end: int, spans: Int64s
    ) -> tuple[Int64s, int, Int64s]:
        """(segment starts, end, span rows) for segments `starts` to `end` and span rows of the leading track."""
        own, own_end = self.at(starts), int(self.at(np.array([end]))[0])
        begins, ends = self.at(spans[:, 4]), np.append(own[1:], own_end)
        for number, (row, begin) in enumerate(zip(spans.tolist(), begins.tolist(), strict=True)):
            more = number + 1 < len(spans) and spans[number + 1, 0] == row[0]
            until = int(begins[number + 1]) if more else int(ends[row[0]])
            track = pieces[row[1]].track(self._key) if row[1] != SLATE else None
            if track is None:
                said = row[2] if row[1] == SLATE else Said.BLANK
                self._slate(row[0], begin, until, said)
            else:
                base = ticks(pieces[row[1]].starts_at_ms, track.facts.timescale)
                self._span(track, (row[0], row[1]), (begin, until), base)
        return own, own_end, np.array(self._rows, np.int64) if self._rows else no_spans()

    def _slate(self, segment: int, begin: int, until: int, said: int = Said.BLANK) -> None:
        if self._form.video_slate is None or until <= begin:
            return
        self._rows.append((segment, SLATE, said, slate_frames(self._form, begin, until), begin))

    def _span(self, track: TrackIndex, place: tuple[int, int], time: tuple[int, int], base: int) -> None:
        """The rung's samples that are shown whole in `time`; before its first key the slate."""
        low, high = time[0] - base, time[1] - base
        if place[1] not in self._keys:
            self._keys[place[1]] = track.key_times()
        keys = self._keys[place[1]]
        at = int(np.searchsorted(keys, low - self._near, "left"))
        if at >= len(keys) or keys[at] >= high - self._near:
            self._slate(place[0], *time)
            return
        first = int(track.keys[at])
        count = _end(track, keys, high, self._near) - first
        if count <= 0:
            self._slate(place[0], *time)
            return
        begin = max(time[0], int(keys[at]) + base)
        if begin - time[0] > self._near:
            self._slate(place[0], time[0], begin)
        else:
            begin = time[0]
        self._rows.append((*place, first, count, begin))


def _end(track: TrackIndex, keys: Int64s, high: int, near: int) -> int:
    """The sample at which a span ends that may show nothing from tick `high` on."""
    after = int(np.searchsorted(keys, high - near, "left"))
    if after < len(keys) and keys[after] <= high + near:
        return int(track.keys[after])
    last = int(track.keys[after - 1])
    stop = int(track.keys[after]) if after < len(keys) else track.facts.end
    shown = track.shown_at(last, stop)
    return last + last_clean_cut(shown, shown + np.diff(track.dts[last : stop + 1]), high + near)
