"""The masked pictures of a protected part as films: for who decides whether they may be shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from foundation.problems import NotFound
from hearings.models import Disguise, Hearing
from hearings.policies.restrictions import disguised
from hearings.policy.words import Face
from media_pipeline.hls.files import Stored
from media_pipeline.hls.intervals import intersect
from media_pipeline.hls.lane import LEADING
from media_pipeline.hls.segments import SegmentBytes, segment
from media_pipeline.hls.stretches import Piece
from media_pipeline.hls.timeline import Presentation, compose
from media_pipeline.services.masking import Mask, masked
from media_pipeline.services.played import Played, played_in
from media_pipeline.services.shared_sets import SharedSets


@dataclass(frozen=True, slots=True)
class Film:
    """An MP4 in fragments of a camera's pictures, and the files that its bytes lie in."""

    camera: int
    body: SegmentBytes
    files: dict[str, Stored]


def films_of(row: Disguise, hearing: Hearing) -> list[Film]:
    """Return all masked pictures of a part that are there: films for each recording, even of those that others hide."""
    part = disguised(row, hearing)
    if part.face is not Face.MASKED:
        return []
    whole = Mask(part.start_ms, part.end_ms or 0, tuple(sorted(part.boxes)))
    recorded = sorted(played_in(hearing), key=lambda each: (each.camera, each.taken))
    wanted = ((each, mask) for each in recorded if (mask := whole.of(each.camera)) is not None)
    return [film for each, mask in wanted for film in _films(each, mask)]


def covered_whole(row: Disguise, hearing: Hearing, films: Sequence[Film]) -> list[int]:
    """Return the cameras that rectangles were named for and that are covered whole: no masked picture could be made."""
    part = disguised(row, hearing)
    named = {box.camera for box in part.boxes} if part.face is Face.MASKED else set()
    return sorted(named & {each.camera for each in played_in(hearing)} - {film.camera for film in films})


def film_of(row: Disguise, hearing: Hearing, number: int) -> Film:
    """Return one of them by its place. Raises NotFound."""
    found = films_of(row, hearing)
    if number >= len(found):
        raise NotFound
    return found[number]


def _films(played: Played, mask: Mask) -> Iterator[Film]:
    row = [Piece("", tracks, played.starts_at_ms, ()) for tracks in played.playable.pieces]
    seen = intersect(((mask.start_ms, mask.end_ms),), *played.taken)
    made = masked([row], [played.original.sha256], [([mask], seen)], SharedSets())
    pieces = [_moved(each, mask.start_ms) for piece in made.pieces[0] for each in piece.masks]
    if pieces:
        for body in _bodies(compose(pieces, mask.end_ms - mask.start_ms)):
            yield Film(played.camera, body, made.files)


def _moved(piece: Piece, zero_ms: int) -> Piece:
    visible = tuple((start - zero_ms, end - zero_ms) for start, end in piece.visible)
    return replace(piece, starts_at_ms=piece.starts_at_ms - zero_ms, visible=visible)


def _bodies(presentation: Presentation) -> Iterator[SegmentBytes]:
    """Join each init segment and all segments that it decodes."""
    lane = presentation.lane(LEADING)
    if lane is None:
        return
    filled = [number for number, is_gap in enumerate(lane.gaps.tolist()) if not is_gap]
    for place, form in enumerate(lane.formats):
        own = [number for number in filled if lane.format_of[number] == place]
        found = [segment(presentation, LEADING, number) for number in own]
        parts = tuple(part for each in found for part in (each.header, *each.parts))
        if found:
            yield SegmentBytes(form.init, parts, len(form.init) + sum(each.total for each in found))
