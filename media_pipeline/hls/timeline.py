"""A hearing as it is played: one time base from the hearing's start to its end, whatever was recorded of
it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from media_pipeline.hls.audio_lane import AudioPeriod, even_borders
from media_pipeline.hls.dubbing import Dubs
from media_pipeline.hls.intervals import Ranges, intersect, normalise
from media_pipeline.hls.lane import LEADING, Bools, Lane, LaneBuilder, ticks
from media_pipeline.hls.periods import Period, periods_of
from media_pipeline.hls.plan import TARGET_MS
from media_pipeline.hls.rung_lane import RungPeriod
from media_pipeline.hls.slate import AudioFormat, Slates, VideoFormat
from media_pipeline.hls.stretches import Piece
from media_pipeline.hls.told import Reasons, Told
from media_pipeline.hls.video_lane import VideoPeriod, runs_of, with_patches
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
        """The track with this key: see PieceTrack."""
        return next((lane for lane in self.lanes if lane.key == key), None)


def needed_slates(pieces: Sequence[Piece]) -> tuple[frozenset[VideoFormat], frozenset[AudioFormat]]:
    """The formats for which compose() can use slates. Silence of common layouts is made without any."""
    facts = [track.samples.facts for piece in pieces for track in piece.tracks]
    video = frozenset(VideoFormat.of(fact) for fact in facts if fact.kind == "video")
    return video, frozenset(AudioFormat.of(fact) for fact in facts if fact.kind == "audio")


def compose(
    pieces: Sequence[Piece],
    duration_ms: int,
    slates: Slates | None = None,
    told: Sequence[Told] = (),
    dubs: Sequence[Piece] = (),
) -> Presentation:
    """Puts recordings on the hearing's timeline. Playlist time 0 is the hearing's start; what is not
    recorded or may not be shown is filled with slates, or is a gap where there is none. `told`: what slates
    say of withheld parts, disjoint. `dubs`: sound that is heard where no recording's own may be, in order of time,
    each within its `visible`.

    Raises ValueError without any piece that has a track, or without duration.
    """
    pieces = tuple(pieces)
    if duration_ms <= 0 or not any(piece.tracks for piece in pieces):
        raise ValueError("nothing to play")
    periods = periods_of(pieces, duration_ms, slates or Slates())
    keys = tuple(periods[0].formats)
    builders = {key: LaneBuilder(key) for key in keys}
    reasons = Reasons.of(told, _covered(pieces))
    pieces = with_patches(pieces)
    voices = Dubs(len(pieces), tuple(dubs))
    pieces = (*pieces, *dubs)
    lengths = [_add_period(builders, pieces, period, reasons, voices) for period in periods]
    lanes = tuple(builders[key].finish(duration_ms) for key in keys)
    discontinuity = np.zeros(sum(lengths), bool)
    discontinuity[np.cumsum(lengths)[:-1]] = True
    return Presentation(duration_ms, pieces, lanes, discontinuity, _piece_starts(lanes[0]))


def _covered(pieces: Sequence[Piece]) -> Ranges:
    """What of the hearing has pictures that may be shown."""
    seen = [piece for piece in pieces if piece.has("video")]
    return normalise(
        span for piece in seen for span in intersect(normalise(piece.visible), *piece.extent_ms("video"))
    )


def _piece_starts(lane: Lane) -> Bools:
    """Segments of the leading lane whose last span is of another source than that of the segment before."""
    last = np.full(len(lane), -2)
    filled = ~lane.gaps
    last[filled] = lane.source[lane.span_at[1:][filled] - 1]
    return np.append(True, last[1:] != last[:-1])


def _add_period(
    builders: dict[str, LaneBuilder], pieces: Sequence[Piece], period: Period, reasons: Reasons, voices: Dubs
) -> int:
    """Adds one period to every lane and returns its number of segments."""
    borders, scale = _leading(builders, pieces, period, reasons)
    for key, builder in builders.items():
        if key[0] == "v":
            continue
        form = period.formats[key]
        own = form.facts.timescale
        start, end = ticks(period.start_ms, own), ticks(period.end_ms, own)
        at = -(-borders * own // scale)
        at[0] = start
        lane = AudioPeriod(form, at, end, reasons.told, voices.of(key, form))
        starts, spans = lane.build(pieces, period.sound, key)
        builder.add_period(form, starts, end, spans)
    return len(borders)


def _leading(
    builders: dict[str, LaneBuilder], pieces: Sequence[Piece], period: Period, reasons: Reasons
) -> tuple[Int64s, int]:
    """Segment starts that all lanes follow, and their timescale: those of the pictures, else about TARGET_MS
    apart.
    """
    if LEADING not in builders:
        count = max(1, round((period.end_ms - period.start_ms) / TARGET_MS))
        return even_borders(period.start_ms, period.end_ms, count), 1000
    form = period.formats[LEADING]
    scale = form.facts.timescale
    start, end = ticks(period.start_ms, scale), ticks(period.end_ms, scale)
    starts, spans = VideoPeriod(form, start, end, reasons).build(runs_of(pieces, period.pictures))
    builders[LEADING].add_period(form, starts, end, spans)
    for key in (key for key in builders if key[0] == "v" and key != LEADING):
        rung = RungPeriod(key, period.formats[key], form)
        builders[key].add_period(period.formats[key], *rung.build(pieces, starts, end, spans))
    return starts, scale
