"""Cameras of a hearing: each is a presentation of its own on the hearing's one clock, composed when first asked for."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from media_pipeline.hls.files import Stored
from media_pipeline.hls.intervals import Ranges
from media_pipeline.hls.lane import LEADING
from media_pipeline.hls.slate import Slates
from media_pipeline.hls.stretches import Kind, Piece
from media_pipeline.hls.timeline import Presentation, compose
from media_pipeline.hls.told import Told
from media_pipeline.policies.sources import Given, cameras_of, sound_of
from playback.errors import NotPlayable

SOUND_ONLY = 0
"""Stands for the camera of a hearing without pictures."""
FAR_MS = 1 << 62


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What plays with one camera as the picture; the sound is the hearing's, whichever camera it is."""

    camera: int
    presentation: Presentation
    files: Mapping[str, Stored]


class Cameras:
    """Views by the number of their camera; the numbers ascend, the first one is the main one.

    All of them are made of the same recordings as they were found at once, so that they stay one generation, and
    composing one later asks nobody.
    """

    def __init__(
        self,
        sources: Sequence[Given],
        pieces: Sequence[Sequence[Piece]],
        files: Mapping[str, Stored],
        slates: Slates,
        duration_ms: int,
        *,
        told: Sequence[Told] = (),
        dubs: Sequence[Sequence[Piece]] = (),
    ) -> None:
        self._sources = tuple(sources)
        self._pieces = tuple(pieces)
        self._sound = sound_of(self._sources)
        self._files = files
        self._slates = slates
        self._duration_ms = duration_ms
        self._told = tuple(told)
        self.dubs = tuple(dub for row in dubs for dub in row)
        self._made: dict[int, View] = {}
        self._guard = threading.Lock()
        self.numbers = cameras_of(self._sources)

    @property
    def main(self) -> int:
        """The camera that is shown unless another one is chosen."""
        return self.numbers[0] if self.numbers else SOUND_ONLY

    def view(self, camera: int | None = None) -> View:
        """Return what plays with this camera, by default the main one. Raises KeyError, NotPlayable.

        Safe to call from several threads.
        """
        wanted = self.main if camera is None else camera
        if wanted != self.main and wanted not in self.numbers:
            raise KeyError(wanted)
        with self._guard:
            if wanted not in self._made:
                self._made[wanted] = self._compose(wanted)
            return self._made[wanted]

    def fps(self) -> dict[int, float | None]:
        """Return frames per second by camera, as the first recording of each says; None where they vary."""
        found: dict[int, float | None] = {}
        for source, row in zip(self._sources, self._pieces, strict=True):
            if source.has_picture and source.camera not in found:
                found[source.camera] = next((_fps(piece) for piece in row if piece.has("video")), None)
        return {number: found[number] for number in self.numbers}

    def speakers(self) -> list[int]:
        """Return the places of the recordings whose sound is heard, those that come first in the choice first."""
        heard = [place for place, ranges in enumerate(self._sound) if ranges]
        return sorted(
            heard, key=lambda place: (self._sources[place].has_picture, self._sources[place].camera)
        )

    def _compose(self, camera: int) -> View:
        pieces = [
            part
            for source, row, sound in zip(self._sources, self._pieces, self._sound, strict=True)
            for piece in row
            for part in _parts(piece, seen=source.has_picture and source.camera == camera, sound=sound)
        ]
        if not pieces:
            raise NotPlayable
        return View(
            camera, compose(pieces, self._duration_ms, self._slates, self._told, self.dubs), self._files
        )


def _fps(piece: Piece) -> float | None:
    track = piece.track(LEADING)
    return track.facts.fps[0] / track.facts.fps[1] if track is not None and track.facts.fps else None


def _parts(piece: Piece, *, seen: bool, sound: Ranges) -> list[Piece]:
    """Return a recording as one piece, or as several where pictures and sound are not used at the same times.

    Each time of sound is a piece of its own: on the timeline one piece has one place, and another source lies between.
    One of which nothing may be heard still stands for its silence.
    """
    audible = piece.visible if piece.heard is None else piece.heard
    spans = [_inside(audible, span) for span in sound]
    heard = [visible for visible in spans if visible] or spans[:1]
    if seen and heard == [piece.visible] and not piece.masks:
        return [piece]
    parts = list(_pictures(piece)) if seen else []
    parts += [_only(piece, "audio", visible) for visible in heard]
    return [part for part in parts if part.tracks]


def _pictures(piece: Piece) -> Iterator[Piece]:
    """A recording's own pictures between those that are masked: on the timeline one piece has one place."""
    low = -FAR_MS
    for mask in sorted(piece.masks, key=lambda each: each.visible):
        yield from _own(piece, (low, mask.visible[0][0]))
        yield mask
        low = mask.visible[-1][1]
    yield from _own(piece, (low, FAR_MS)) if piece.masks else (_only(piece, "video", piece.visible),)


def _own(piece: Piece, span: tuple[int, int]) -> Iterator[Piece]:
    visible = _inside(piece.visible, span)
    if visible:
        yield _only(piece, "video", visible)


def _inside(visible: Ranges, span: tuple[int, int]) -> Ranges:
    low, high = span
    return tuple(
        (max(start, low), min(end, high)) for start, end in visible if max(start, low) < min(end, high)
    )


def _only(piece: Piece, kind: Kind, visible: Ranges) -> Piece:
    tracks = tuple(track for track in piece.tracks if track.samples.facts.kind == kind)
    patches = piece.patches if kind == "video" else ()
    return replace(piece, tracks=tracks, visible=visible, patches=patches)
