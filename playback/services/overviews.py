"""A hearing at a glance: how loud it is, and small pictures of it, cut to what one viewer may hear and see.

Both are composed from what was measured of each recording, in the same stretches in which the recordings are played. A
picture of a moment that this viewer may not see is in no list and behind no address.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np

from media_pipeline.ffmpeg.grid import PEAKS, Int8s
from media_pipeline.hls.stretches import Kind, Piece, Stretch, lay_out
from media_pipeline.models import ArtefactKind
from media_pipeline.services.measuring import Storyboard, grids_of, storyboards_of
from playback.services.variants import Variant

COLUMNS = 4000
"""More than any screen is wide."""
STEP_MS = 1000 // PEAKS.per_s
KNOWN = 4096
"""Recordings whose measures a process remembers, so that a running player costs no queries."""

Measure = TypeVar("Measure")


class Remembered(Generic[Measure]):
    """What was found once is not asked for again; what was not there yet is."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Measure] = OrderedDict()
        self._guard = threading.Lock()

    def get(
        self, sha256s: Iterable[str], find: Callable[[Sequence[str]], Mapping[str, Measure]]
    ) -> dict[str, Measure]:
        """Return what is known of originals, and of the others what ``find`` finds now, all at once."""
        wanted = list(dict.fromkeys(sha256s))
        with self._guard:
            known = {sha256: self._known[sha256] for sha256 in wanted if sha256 in self._known}
        found = find([sha256 for sha256 in wanted if sha256 not in known]) if len(known) < len(wanted) else {}
        with self._guard:
            for sha256, measure in (known | dict(found)).items():
                self._known[sha256] = measure
                self._known.move_to_end(sha256)
            while len(self._known) > KNOWN:
                self._known.popitem(last=False)
        return known | dict(found)


_boards: Remembered[Storyboard] = Remembered()
_louds: Remembered[Int8s] = Remembered()


@dataclass(frozen=True, slots=True)
class Tile:
    """A small picture: its moment in hearing time, and where its bytes lie."""

    at_ms: int
    board: Storyboard
    offset: int
    size: int

    def read(self) -> bytes:
        """Return the JPEG. Raises OSError."""
        with self.board.at.stored().open() as file:
            return file.read_at(self.board.skip + self.offset, self.size)


def peaks_of(variant: Variant) -> dict[str, Any] | None:
    """Return ``{duration_ms, step_ms, peaks}`` in hearing time, None while nothing was measured.

    ``peaks`` are the loudest of all microphones, 0 to 127, in steps of equal length; 0 also where nothing was recorded
    or this viewer may not listen.
    """
    duration_ms = variant.duration_ms
    step_ms = max(STEP_MS, -(-duration_ms // COLUMNS))
    columns = np.zeros(-(-duration_ms // step_ms), np.int16)
    measured = False
    louds = _louds.get(variant.originals.values(), _loudest)
    for stretch, piece in _stretches(variant, "audio"):
        loud = louds.get(variant.originals[piece.source_id])
        if loud is not None:
            measured = True
            _add(columns, step_ms, loud, stretch, piece.starts_at_ms)
    louds = _louds.get([each.sha256 for each in variant.renders.values()], _loudest)
    for dub in variant.cameras.dubs:
        render = variant.renders[dub.source_id]
        if render.sha256 in louds:
            measured = True
            _add_dub(columns, step_ms, louds[render.sha256], dub, render.start_ms)
    if not measured:
        return None
    return {"duration_ms": duration_ms, "step_ms": step_ms, "peaks": columns.tolist()}


def _add(columns: Any, step_ms: int, loud: Int8s, stretch: Stretch, zero_ms: int) -> None:
    """Lay the rows that lie whole inside a stretch over the columns that they begin in."""
    first = max(0, -(-(stretch.start_ms - zero_ms) // STEP_MS))
    end = min(len(loud), (stretch.end_ms - zero_ms) // STEP_MS)
    if first < end:
        at = (zero_ms + np.arange(first, end) * STEP_MS) // step_ms
        np.maximum.at(columns, at, loud[first:end])


def _add_dub(columns: Any, step_ms: int, loud: Int8s, dub: Piece, zero_ms: int) -> None:
    """Lay the peaks of a render, which begin with the disguised part, over what of it this viewer hears."""
    for start_ms, end_ms in dub.visible:
        _add(columns, step_ms, loud, Stretch(0, start_ms, end_ms, hard_start=True, hard_end=True), zero_ms)


def _loudest(sha256s: Sequence[str]) -> dict[str, Int8s]:
    """Return the loudest of all channels of originals in each row of their peaks."""
    grids = grids_of(ArtefactKind.PEAKS, sha256s)
    return {
        sha256: np.maximum(grid[:, :, 1].max(axis=1), -grid[:, :, 0].min(axis=1))
        for sha256, grid in grids.items()
    }


def tiles_of(variant: Variant) -> list[Tile]:
    """Return the pictures that this viewer may see, in order of time; empty while nothing was measured."""
    return sorted(_tiles(variant), key=lambda tile: tile.at_ms)


def _tiles(variant: Variant) -> Iterator[Tile]:
    boards = _boards.get(variant.originals.values(), storyboards_of)
    for stretch, piece in _stretches(variant, "video"):
        board = boards.get(variant.originals[piece.source_id])
        if board is None:
            continue
        zero_ms = piece.starts_at_ms
        for frame in board.frames:
            if stretch.start_ms <= zero_ms + frame.time_ms < stretch.end_ms:
                yield Tile(zero_ms + frame.time_ms, board, frame.offset, frame.size)


def _stretches(variant: Variant, kind: Kind) -> Iterator[tuple[Stretch, Piece]]:
    presentation = variant.view().presentation
    recorded = [piece for piece in presentation.pieces if piece.source_id in variant.originals]
    for stretch in lay_out(recorded, presentation.duration_ms, kind):
        yield stretch, recorded[stretch.piece]
