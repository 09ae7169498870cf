"""A hearing as it is played: one time base from the hearing's start to its end, whatever was recorded of
it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from media_pipeline.hls.audio_lane import AudioPeriod, even_borders
from media_pipeline.hls.init import init_segment, slate_fits
from media_pipeline.hls.lane import Bools, Format, Lane, LaneBuilder, ticks
from media_pipeline.hls.plan import TARGET_MS
from media_pipeline.hls.slate import AudioFormat, Slates, VideoFormat
from media_pipeline.hls.stretches import Piece, Stretch, lay_out
from media_pipeline.hls.video_lane import VideoPeriod, runs_of
from media_pipeline.mp4.index import Int64s


@dataclass(frozen=True, slots=True, eq=False)
class Presentation:
    """Immutable and safe to share between threads. All lanes have the same number of segments;
    `discontinuity` marks those before which the format changes, `piece_start` those that begin with another
    recording than the one before.
    """

    duration_ms: int
    pieces: tuple[Piece, ...]
    lanes: tuple[Lane, ...]
    discontinuity: Bools
    piece_start: Bools

    def lane(self, key: str) -> Lane | None:
        """The track with this key: v0, or a0, a1, ... in the order of the recording's audio tracks."""
        return next((lane for lane in self.lanes if lane.key == key), None)


@dataclass(frozen=True, slots=True)
class Period:
    """A time in which no format changes: one Format for each track key."""

    start_ms: int
    end_ms: int
    stretches: tuple[Stretch, ...]
    formats: dict[str, Format]


def needed_slates(pieces: Sequence[Piece]) -> tuple[frozenset[VideoFormat], frozenset[AudioFormat]]:
    """The formats for which compose() can use slates. Silence of common layouts is made without any."""
    facts = [track.facts for piece in pieces for track in piece.tracks]
    video = frozenset(VideoFormat.of(fact) for fact in facts if fact.kind == "video")
    return video, frozenset(AudioFormat.of(fact) for fact in facts if fact.kind == "audio")


def compose(pieces: Sequence[Piece], duration_ms: int, slates: Slates | None = None) -> Presentation:
    """Puts recordings on the hearing's timeline. Playlist time 0 is the hearing's start; what is not
    recorded or may not be shown is filled with slates, or is a gap where there is none.

    Raises ValueError without any piece that has a track, or without duration.
    """
    pieces = tuple(pieces)
    if duration_ms <= 0 or not any(piece.tracks for piece in pieces):
        raise ValueError("nothing to play")
    periods = _periods(pieces, lay_out(pieces, duration_ms), duration_ms, slates or Slates())
    keys = tuple(periods[0].formats)
    builders = {key: LaneBuilder(key) for key in keys}
    lengths = [_add_period(builders, pieces, period) for period in periods]
    lanes = tuple(builders[key].finish(duration_ms) for key in keys)
    discontinuity = np.zeros(sum(lengths), bool)
    discontinuity[np.cumsum(lengths)[:-1]] = True
    return Presentation(duration_ms, pieces, lanes, discontinuity, _piece_starts(lanes[0]))


def _piece_starts(lane: Lane) -> Bools:
    """Segments of the leading lane whose last span is of another source than that of the segment before."""
    last = np.full(len(lane), -2)
    filled = ~lane.gaps
    last[filled] = lane.source[lane.span_at[1:][filled] - 1]
    return np.append(True, last[1:] != last[:-1])


def _formats(piece: Piece, slates: Slates) -> dict[str, Format]:
    """The formats of one piece's tracks by track key."""
    found: dict[str, Format] = {}
    if piece.index.video is not None:
        facts = piece.index.video.facts
        slate = slates.for_video(facts)
        slate = slate if slate_fits(facts, slate) else None
        found["v0"] = Format(facts, init_segment(facts, slate), video_slate=slate)
    for number, track in enumerate(piece.index.audio):
        init = init_segment(track.facts)
        found[f"a{number}"] = Format(track.facts, init, audio_slate=slates.for_audio(track.facts))
    return found


def _inherit(
    rows: list[dict[str, Format]], keys: Sequence[str], spare: dict[str, Format]
) -> list[dict[str, Format]]:
    """A piece without some track takes the format of the piece before it, else of the one after it."""
    full: list[dict[str, Format]] = [{} for _ in rows]
    for key in keys:
        known = next((row[key] for row in rows if key in row), spare[key])
        for row, out in zip(rows, full, strict=True):
            known = out[key] = row.get(key, known)
    return full


def _periods(
    pieces: Sequence[Piece], stretches: list[Stretch], duration_ms: int, slates: Slates
) -> list[Period]:
    by_piece = [_formats(piece, slates) for piece in pieces]
    spare: dict[str, Format] = {}
    for row in by_piece:
        spare = row | spare
    keys = sorted(spare, key=lambda key: (key[0] != "v", int(key[1:])))
    if not stretches:
        return [Period(0, duration_ms, (), {key: spare[key] for key in keys})]
    rows = _inherit([by_piece[stretch.piece] for stretch in stretches], keys, spare)
    grouped = groupby(
        zip(stretches, rows, strict=True), key=lambda pair: tuple(form.init for form in pair[1].values())
    )
    groups = [list(group) for _, group in grouped]
    starts = [0, *(group[0][0].start_ms for group in groups[1:]), duration_ms]
    return [
        Period(start, end, tuple(stretch for stretch, _ in group), group[0][1])
        for start, end, group in zip(starts, starts[1:], groups, strict=False)
    ]


def _add_period(builders: dict[str, LaneBuilder], pieces: Sequence[Piece], period: Period) -> int:
    """Adds one period to every lane and returns its number of segments."""
    borders, scale = _leading(builders, pieces, period)
    for key, builder in builders.items():
        if key == "v0":
            continue
        form = period.formats[key]
        own = form.facts.timescale
        start, end = ticks(period.start_ms, own), ticks(period.end_ms, own)
        at = -(-borders * own // scale)
        at[0] = start
        starts, spans = AudioPeriod(form, at, end).build(pieces, period.stretches, int(key[1:]))
        builder.add_period(form, starts, end, spans)
    return len(borders)


def _leading(builders: dict[str, LaneBuilder], pieces: Sequence[Piece], period: Period) -> tuple[Int64s, int]:
    """Segment starts that all lanes follow, and their timescale: those of the pictures, else about TARGET_MS
    apart.
    """
    if "v0" not in builders:
        count = max(1, round((period.end_ms - period.start_ms) / TARGET_MS))
        return even_borders(period.start_ms, period.end_ms, count), 1000
    form = period.formats["v0"]
    scale = form.facts.timescale
    start, end = ticks(period.start_ms, scale), ticks(period.end_ms, scale)
    starts, spans = VideoPeriod(form, start, end).build(runs_of(pieces, period.stretches))
    builders["v0"].add_period(form, starts, end, spans)
    return starts, scale
