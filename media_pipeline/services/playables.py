"""What a recording is played from: its original where browsers can play that, else the rendition made of it."""

from dataclasses import dataclass
from pathlib import Path

from custody.services.originals import store
from media_pipeline.mp4.index import INDEX_VERSION
from media_pipeline.services.artefacts import artefact_path, find

RENDITION_VERSION = 1
"""Raised when renditions are made differently; a recording is then prepared anew from its original."""


@dataclass(frozen=True, slots=True)
class Playable:
    """A file and the index of its samples."""

    index: Path
    media: Path


def index_key(sha256: str) -> str:
    """Return the artefact key of a file's sample index."""
    return f"index:{INDEX_VERSION}:{sha256}"


def rendition_key(sha256: str) -> str:
    """Return the artefact key of what was made of an original."""
    return f"media:{RENDITION_VERSION}:{sha256}"


def playable_of(original_id: str, sha256: str) -> Playable | None:
    """Return what an original is played from, or None while there is nothing."""
    index = find(index_key(sha256))
    if index is not None:
        return Playable(artefact_path(index), store().path(original_id))
    rendition = find(rendition_key(sha256))
    index = find(index_key(rendition.sha256)) if rendition else None
    if rendition is None or index is None:
        return None
    return Playable(artefact_path(index), artefact_path(rendition))
