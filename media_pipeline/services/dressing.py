"""Recordings dressed for a viewer: with patches at the borders of what may be shown, and masked pictures in parts."""

from collections.abc import Iterable, Sequence

from media_pipeline.hls.intervals import Ranges
from media_pipeline.hls.stretches import Piece
from media_pipeline.services import masking, patching
from media_pipeline.services.masking import Mask, masked
from media_pipeline.services.patching import patched
from media_pipeline.services.shared_sets import Dressed, SharedSets


def beginnings_of(sha256s: Iterable[str]) -> list[str]:
    """Return how the keys of all that dresses some originals begin."""
    known = sorted(sha256s)
    return [*patching.key_beginnings(known), *masking.key_beginnings(known)]


def dressed(
    rows: Sequence[Sequence[Piece]],
    sha256s: Sequence[str],
    duration_ms: int,
    borders: Iterable[int],
    masks: Sequence[tuple[Sequence[Mask], Ranges]],
) -> Dressed:
    """Give pieces (a row for each original) what is at hand for them; see patched and masked. Two queries at most."""
    sets = SharedSets()
    bordered = patched(rows, sha256s, duration_ms, borders, sets)
    covered = masked(bordered.pieces, sha256s, masks, sets)
    return Dressed(
        [[sets.listed(piece) for piece in row] for row in covered.pieces],
        bordered.files | covered.files,
        (*bordered.names, *covered.names),
        bordered.complete and covered.complete,
    )
