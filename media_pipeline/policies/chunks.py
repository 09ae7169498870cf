"""What is made in chunks, into which rungs, and when what is finished is shown. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from media_pipeline.ffmpeg.chunks import Rung
from media_pipeline.ffmpeg.plan import Plan
from media_pipeline.ffmpeg.scan import SEEKABLE, TICKS, Cut
from media_pipeline.mp4.index import TrackIndex
from media_pipeline.states import ChunkRole, ChunkState

MS_PER_TICK: Final = TICKS // 1000
RUNG_SHARES: Final = ((720, 0.30), (480, 0.14))
"""Heights of the ladder and the share of the source's bit rate that each may have: half of it for both and the mix."""
SMALLER_BY: Final = 0.8
"""A rung that is not clearly smaller than the picture above it helps nobody."""
KEYS_APART_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Made:
    """What is known of one chunk when it is decided what to show."""

    role: str
    state: str
    shown: bool
    length: int


def worth_chunks(plan: Plan, demuxer: str, media_ms: int, from_ms: int) -> bool:
    """Tell whether a source is long enough, and can be read from the middle, to be made playable piece by piece."""
    encodes = plan.video is not None and plan.video.way == "encode"
    return media_ms >= from_ms and (not encodes or demuxer in SEEKABLE)


def is_due(chunks: Sequence[Made]) -> bool:
    """Tell whether it is time to show what was finished since the last time.

    Whoever watches has to ask for new addresses each time, so pictures are shown when twice as many are there.
    """
    fresh = [chunk for chunk in chunks if chunk.state == ChunkState.DONE and not chunk.shown]
    if any(chunk.role == ChunkRole.FIRST for chunk in fresh):
        return True
    if not fresh or not is_standing(chunks, shown=False):
        return False
    if all(chunk.state != ChunkState.WAITING for chunk in chunks) or not is_standing(chunks):
        return True
    shown = sum(chunk.length for chunk in chunks if chunk.role == ChunkRole.PICTURE and chunk.shown)
    added = sum(chunk.length for chunk in fresh if chunk.role == ChunkRole.PICTURE)
    return added >= shown


def is_standing(chunks: Sequence[Made], *, shown: bool = True) -> bool:
    """Tell whether sound and the first pictures are there (or lost), so that the first seconds have done their duty."""
    sound = [chunk for chunk in chunks if chunk.role == ChunkRole.SOUND]
    pictures = [chunk for chunk in chunks if chunk.role == ChunkRole.PICTURE]
    return all(_settled(chunk, shown) for chunk in (*sound, *pictures[:1]))


def _settled(chunk: Made, shown: bool) -> bool:
    return chunk.state == ChunkState.LOST or (chunk.shown if shown else chunk.state == ChunkState.DONE)


def rungs_for(height: int, bit_rate: int, least_bit_rate: int) -> list[Rung]:
    """Return the smaller renditions of a picture so high at so many bits a second; none where it is thin already."""
    if bit_rate < least_bit_rate:
        return []
    found: list[Rung] = []
    above = height
    for rung, share in RUNG_SHARES:
        if rung <= above * SMALLER_BY:
            found.append(Rung(rung, int(bit_rate * share)))
            above = rung
    return found


def cuts_of(track: TrackIndex, every_s: int) -> list[Cut]:
    """Cut the pictures of an index at key frames about every so many seconds, counted in TICKS."""
    scale = track.facts.timescale
    times = (track.key_times() * TICKS + scale // 2) // scale
    shown = np.sort(track.shown_at(track.facts.first, track.facts.end))
    end = (track.facts.end_tick * TICKS + scale - 1) // scale
    starts = [int(times[0])]
    for tick in times.tolist():
        if tick - starts[-1] >= every_s * TICKS:
            starts.append(tick)
    at = np.searchsorted(shown, [start * scale / TICKS - 0.5 for start in starts])
    counts = np.diff(np.append(at, len(shown))).tolist()
    ends = [*starts[1:], end]
    rows = zip(starts, ends, counts, strict=True)
    return [Cut(start, stop, count, first=start == starts[0]) for start, stop, count in rows]


def keys_in(track: TrackIndex, cut: Cut, wanted: Sequence[int]) -> list[int]:
    """Ticks in a cut that get a key frame: those in `wanted` (of the track), and others a second or more apart."""
    scale = track.facts.timescale
    must = {(tick * TICKS + scale // 2) // scale for tick in wanted}
    times = ((track.key_times() * TICKS + scale // 2) // scale).tolist()
    inside = [tick for tick in times if cut.start <= tick < cut.end]
    kept: list[int] = []
    for tick in inside:
        if tick in must or not kept or tick - kept[-1] >= KEYS_APART_S * TICKS:
            kept.append(tick)
    return kept or [cut.start]
