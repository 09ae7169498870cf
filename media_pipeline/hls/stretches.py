"""From recordings and what may be shown of them to stretches: who is heard and seen when, one at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self

from media_pipeline.hls.intervals import Ranges, contains, intersect, normalise
from media_pipeline.hls.plan import MIN_SEGMENT_MS
from media_pipeline.mp4.index import SampleIndex, TrackIndex

Kind = Literal["video", "audio"]


@dataclass(frozen=True, slots=True, eq=False)
class PieceTrack:
    """One track of a piece: its key on the timeline (v0 the leading picture, v1 and up the same picture in smaller
    renditions, a0 and up the sound), its samples, and the name of the file that holds them.
    """

    key: str
    samples: TrackIndex
    file: str


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A recording on a hearing's timeline (ms since the hearing's started_at).

    `starts_at_ms`: where media time 0 of the recording lies, may be negative. `visible`: the half-open
    ranges of the hearing that may be shown; everything else of the recording is never handed out. `heard`:
    those whose sound may be heard, where that is another matter. `patches`: rows of the same tracks that show
    some pictures at borders of `visible` (patches.py). `masks`: the same pictures with something covered, as
    pieces whose `visible` lies in holes of this one's (masks.py).
    """

    source_id: str
    tracks: tuple[PieceTrack, ...]
    starts_at_ms: int
    visible: tuple[tuple[int, int], ...]
    patches: tuple[tuple[PieceTrack, ...], ...] = ()
    heard: tuple[tuple[int, int], ...] | None = None
    masks: tuple["Piece", ...] = ()

    @classmethod
    def of(
        cls, source_id: str, index: SampleIndex, starts_at_ms: int, visible: tuple[tuple[int, int], ...]
    ) -> Self:
        """A recording that is played from one file of its own name: its first video track and all audio tracks."""
        return cls(source_id, tracks_of(index, source_id), starts_at_ms, visible)

    def track(self, key: str) -> TrackIndex | None:
        """The samples of the track with this key."""
        return next((track.samples for track in self.tracks if track.key == key), None)

    def file_of(self, key: str) -> str:
        """The name of the file that holds this track. Raises KeyError."""
        for track in self.tracks:
            if track.key == key:
                return track.file
        raise KeyError(key)

    def has(self, kind: Kind) -> bool:
        """Whether it has any track of this kind."""
        return any(track.samples.facts.kind == kind for track in self.tracks)

    def extent_ms(self, kind: Kind) -> tuple[int, int]:
        """From the first to the last moment of the leading track of this kind (video: v0; audio: any)."""
        found = [track.samples.facts for track in self.tracks if track.samples.facts.kind == kind]
        shown = found[:1] if kind == "video" else found
        low, high = min(facts.start_ms for facts in shown), max(facts.end_ms for facts in shown)
        return self.starts_at_ms + low, self.starts_at_ms + high


def tracks_of(index: SampleIndex, file: str) -> tuple[PieceTrack, ...]:
    """The tracks of a file that is played as it is."""
    video = (PieceTrack("v0", index.video, file),) if index.video is not None else ()
    return (*video, *(PieceTrack(f"a{number}", track, file) for number, track in enumerate(index.audio)))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Piece number `piece` is shown in [start_ms, end_ms). A hard border is one of permission: sound keeps a
    distance from it, because a frame of sound reaches into its neighbours."""

    piece: int
    start_ms: int
    end_ms: int
    hard_start: bool
    hard_end: bool


def _stretch(number: int, piece: Piece, kind: Kind, visible: Ranges, span: tuple[int, int]) -> Stretch:
    low, high = piece.extent_ms(kind)
    start, end = span
    return Stretch(
        number,
        start,
        end,
        hard_start=start > low and not contains(visible, start - 1),
        hard_end=end < high and not contains(visible, end),
    )


def lay_out(pieces: Sequence[Piece], duration_ms: int, kind: Kind) -> list[Stretch]:
    """Stretches of pictures or of sound in order of time, none overlapping another.

    Where one recording runs into the next, the next one is shown from its start, because a picture can be cut at its
    end on any frame, but only begins at a key. One that lies whole inside another is not shown.
    """
    owned = _owned(pieces, kind)
    stretches: list[Stretch] = []
    for number, span in owned.items():
        visible = intersect(normalise(pieces[number].visible), 0, duration_ms)
        spans = intersect(visible, *span)
        kept = [(start, end) for start, end in spans if end - start >= MIN_SEGMENT_MS]
        stretches += [_stretch(number, pieces[number], kind, visible, each) for each in kept]
    return sorted(stretches, key=lambda stretch: stretch.start_ms)


def _owned(pieces: Sequence[Piece], kind: Kind) -> dict[int, tuple[int, int]]:
    """The part of time that each piece has to itself, by the number of the piece."""
    reached = ((number, _reach(piece, kind)) for number, piece in enumerate(pieces) if piece.has(kind))
    extents = {number: span for number, span in reached if span[0] < span[1]}
    owned: dict[int, tuple[int, int]] = {}
    last: int | None = None
    for number in sorted(extents, key=lambda each: (extents[each][0], -extents[each][1])):
        start, end = extents[number]
        if last is not None:
            before_start, before_end = owned[last]
            if end <= before_end:
                continue
            owned[last] = before_start, min(before_end, start)
        owned[number] = start, end
        last = number
    return owned


def _reach(piece: Piece, kind: Kind) -> tuple[int, int]:
    """From the first to the last moment that may be shown; what a hearing does not read stands in nobody's way."""
    low, high = piece.extent_ms(kind)
    shown = intersect(normalise(piece.visible), low, high)
    return (shown[0][0], shown[-1][1]) if shown else (low, low)
