"""The masked pictures of a protected part as one film for each camera: for who decides whether it may be shown."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from foundation.problems import NotFound
from hearings.models import Disguise, Hearing
from hearings.policies.restrictions import disguised
from hearings.policy.words import Face
from media_pipeline.hls.files import Stored
from media_pipeline.hls.lane import LEADING
from media_pipeline.hls.segments import Part, SegmentBytes, segment
from media_pipeline.hls.stretches import Piece
from media_pipeline.hls.timeline import Presentation, compose
from media_pipeline.services.masking import Mask, masked
from media_pipeline.services.played import Played, played_in
from media_pipeline.services.shared_sets import SharedSets


@dataclass(frozen=True, slots=True)
class Film:
    """An MP4 in fragments, and the files that its bytes lie in."""

    body: SegmentBytes
    files: dict[str, Stored]


def cameras_in(row: Disguise, hearing: Hearing) -> list[int]:
    """Return the cameras of which only rectangles are covered; none where no picture is masked. A query."""
    part = disguised(row, hearing)
    if part.face is not Face.MASKED:
        return []
    recorded = {each.camera for each in played_in(hearing)}
    return sorted(recorded & {box.camera for box in part.boxes})


def film_of(row: Disguise, hearing: Hearing, camera: int) -> Film:
    """Return a camera's masked pictures of the part. Raises NotFound while there is none."""
    part = disguised(row, hearing)
    whole = Mask(part.start_ms, part.end_ms or 0, tuple(sorted(part.boxes)))
    mask = whole.of(camera) if part.face is Face.MASKED else None
    if mask is None:
        raise NotFound
    played = [each for each in played_in(hearing) if each.camera == camera]
    rows = [_pieces(each) for each in played]
    seen = (([mask], ((mask.start_ms, mask.end_ms),)) for _ in played)
    made = masked(rows, [each.original.sha256 for each in played], list(seen), SharedSets())
    pieces = [_moved(each, mask.start_ms) for row_ in made.pieces for piece in row_ for each in piece.masks]
    if not pieces:
        raise NotFound
    return Film(_body(compose(pieces, mask.end_ms - mask.start_ms)), made.files)


def _pieces(played: Played) -> list[Piece]:
    return [Piece("", row, played.starts_at_ms, ()) for row in played.playable.pieces]


def _moved(piece: Piece, zero_ms: int) -> Piece:
    visible = tuple((start - zero_ms, end - zero_ms) for start, end in piece.visible)
    return replace(piece, starts_at_ms=piece.starts_at_ms - zero_ms, visible=visible)


def _body(presentation: Presentation) -> SegmentBytes:
    """Join the init segment and all segments that it decodes."""
    lane = presentation.lane(LEADING)
    if lane is None:
        raise NotFound
    init = lane.formats[0].init
    found = [
        segment(presentation, LEADING, number)
        for number, is_gap in enumerate(lane.gaps.tolist())
        if not is_gap and lane.format_of[number] == 0
    ]
    parts = tuple(part for each in found for part in _parts(each))
    return SegmentBytes(init, parts, len(init) + sum(each.total for each in found))


def _parts(each: SegmentBytes) -> Iterator[Part | bytes]:
    yield each.header
    yield from each.parts
