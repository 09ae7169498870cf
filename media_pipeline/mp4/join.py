"""One track from the tracks of several files: what was encoded in chunks is played as if it were one file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

import numpy as np

from media_pipeline.mp4.errors import Mp4Damaged
from media_pipeline.mp4.index import Int64s, TrackFacts, TrackIndex, UInt32s

Column = TypeVar("Column", Int64s, UInt32s)
SAME: Final = (
    "kind",
    "timescale",
    "entry_kind",
    "codec",
    "config",
    "width",
    "height",
    "sar",
    "matrix",
    "colour",
    "nal_length_size",
)
"""What one decoder set-up has to hold for."""


@dataclass(frozen=True, slots=True, eq=False)
class Joint:
    """A track, the tick at which its own tick 0 is shown, and where its file begins in the row of files (bytes)."""

    track: TrackIndex
    base: int
    file_at: int


def join(parts: Sequence[Joint], end: int) -> TrackIndex:
    """The track that plays all parts in their order up to tick `end`; a part lasts until the next one begins.

    Raises Mp4Damaged("codec-changes") where the parts need different decoders, ValueError without parts.
    """
    if not parts:
        raise ValueError("nothing to join")
    facts = parts[0].track.facts
    for part in parts:
        if any(getattr(part.track.facts, name) != getattr(facts, name) for name in SAME):
            raise Mp4Damaged("codec-changes", "chunks differ")
    shown = np.concatenate([_shown(part) for part in parts])
    dts = _ascending(np.concatenate([_inside(part, part.track.dts) + part.base for part in parts]))
    counts = np.cumsum([0, *(part.track.facts.frames for part in parts)])
    keys = [
        part.track.keys - part.track.facts.first + at for part, at in zip(parts, counts[:-1], strict=True)
    ]
    offsets = [_inside(part, part.track.offset) + part.file_at for part in parts]
    key_index = np.concatenate(keys)
    joined = replace(
        facts,
        first=0,
        end=int(counts[-1]),
        start_tick=int(shown[0]),
        end_tick=end,
        key_gap_max_ms=_widest_ms(np.append(shown[key_index], end), facts),
    )
    return TrackIndex(
        joined,
        np.concatenate(offsets),
        np.concatenate([_inside(part, part.track.size) for part in parts]),
        np.append(dts, max(_decoded_until(parts[-1]), int(dts[-1]) + 1)),
        (shown - dts).astype(np.int32),
        key_index,
    )


def _decoded_until(part: Joint) -> int:
    return int(part.track.dts[part.track.facts.end]) + part.base


def _inside(part: Joint, column: Column) -> Column:
    facts = part.track.facts
    return column[facts.first : facts.end]


def _shown(part: Joint) -> Int64s:
    facts = part.track.facts
    return part.track.shown_at(facts.first, facts.end) + part.base


def _ascending(dts: Int64s) -> Int64s:
    """Decoding times that grow by at least a tick, also where a part begins; none of them is ever seen."""
    steps = np.arange(len(dts))
    grown: Int64s = np.maximum.accumulate(dts - steps) + steps
    return grown


def _widest_ms(moments: Int64s, facts: TrackFacts) -> int:
    return int(np.diff(moments).max()) * 1000 // facts.timescale
