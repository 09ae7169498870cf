"""Parameter sets of pictures that are encoded anew: tracks that share an init segment share one pair of them."""

from dataclasses import dataclass, replace
from typing import Any

from media_pipeline.hls.files import Stored
from media_pipeline.hls.patches import PatchSets, with_sets
from media_pipeline.hls.stretches import Piece
from media_pipeline.mp4.index import TrackFacts, TrackIndex


def sets_in(header: dict[str, Any]) -> PatchSets:
    """Return the sets that the header of a file of such pictures names."""
    return PatchSets(bytes.fromhex(header["sps"]), bytes.fromhex(header["pps"]))


@dataclass(frozen=True, slots=True)
class Dressed:
    """Pieces with what was encoded anew and is at hand, the files of that, their names, and whether none lacks."""

    pieces: list[list[Piece]]
    files: dict[str, Stored]
    names: tuple[str, ...]
    complete: bool


class SharedSets:
    """The first pair that comes for a configuration is its pair; what has another one is left out."""

    def __init__(self) -> None:
        self._by_config: dict[bytes, PatchSets] = {}

    def taken(self, facts: TrackFacts, own: PatchSets) -> TrackFacts | None:
        """Return the facts of a track that is encoded with these sets, None where they do not fit."""
        known = self._by_config.setdefault(facts.config, own)
        return with_sets(facts, own) if known == own else None

    def listed(self, piece: Piece) -> Piece:
        """Return a piece whose own init segments name the sets as well."""
        tracks = tuple(replace(track, samples=self._named(track.samples)) for track in piece.tracks)
        return replace(piece, tracks=tracks)

    def _named(self, track: TrackIndex) -> TrackIndex:
        sets = self._by_config.get(track.facts.config)
        return replace(track, facts=with_sets(track.facts, sets)) if sets else track
