"""From recordings and what may be shown of them to stretches: who is heard and seen when, one at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from media_pipeline.hls.intervals import Ranges, contains, intersect, normalise, subtract
from media_pipeline.hls.plan import MIN_SEGMENT_MS
from media_pipeline.mp4.index import SampleIndex, TrackIndex


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A recording on a hearing's timeline (ms since the hearing's started_at).

    `starts_at_ms`: where media time 0 of the recording lies, may be negative. `visible`: the half-open
    ranges of the hearing that may be shown; everything else of the recording is never handed out.
    """

    source_id: str
    index: SampleIndex
    starts_at_ms: int
    visible: tuple[tuple[int, int], ...]

    @property
    def tracks(self) -> tuple[TrackIndex, ...]:
        """Those that are played: the first video track and all audio tracks."""
        video = self.index.video
        return (*((video,) if video else ()), *self.index.audio)

    @property
    def extent_ms(self) -> tuple[int, int]:
        """From the first to the last moment of any played track."""
        low = min(track.facts.start_ms for track in self.tracks)
        high = max(track.facts.end_ms for track in self.tracks)
        return self.starts_at_ms + low, self.starts_at_ms + high


@dataclass(frozen=True, slots=True)
class Stretch:
    """Piece number `piece` is shown in [start_ms, end_ms). A hard border is one of permission: sound keeps a
    distance from it, because a frame of sound reaches into its neighbours."""

    piece: int
    start_ms: int
    end_ms: int
    hard_start: bool
    hard_end: bool


def _stretch(number: int, piece: Piece, visible: Ranges, start: int, end: int) -> Stretch:
    low, high = piece.extent_ms
    return Stretch(
        number,
        start,
        end,
        hard_start=start > low and not contains(visible, start - 1),
        hard_end=end < high and not contains(visible, end),
    )


def lay_out(pieces: Sequence[Piece], duration_ms: int) -> list[Stretch]:
    """Stretches in order of time, none overlapping another: of two recordings the one that started earlier
    wins.
    """
    taken: Ranges = ()
    stretches: list[Stretch] = []
    for number in sorted(range(len(pieces)), key=lambda number: pieces[number].starts_at_ms):
        piece = pieces[number]
        if not piece.tracks:
            continue
        visible = intersect(normalise(piece.visible), 0, duration_ms)
        own = subtract(intersect(visible, *piece.extent_ms), taken)
        kept = tuple((start, end) for start, end in own if end - start >= MIN_SEGMENT_MS)
        stretches += [_stretch(number, piece, visible, start, end) for start, end in kept]
        taken = normalise((*taken, *kept))
    return sorted(stretches, key=lambda stretch: stretch.start_ms)
