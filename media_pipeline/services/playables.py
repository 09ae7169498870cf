"""What a recording is played from: its original where browsers can play that, else what was made of it, whole or in
chunks; beside it smaller pictures and a levelled mix, once they are there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from custody.models import Original
from media_pipeline.hls.files import JoinedFiles, Stored
from media_pipeline.hls.lane import LEADING
from media_pipeline.hls.stretches import PieceTrack, tracks_of
from media_pipeline.models import Artefact, Chunk, Rendition
from media_pipeline.mp4.index import INDEX_VERSION, SampleIndex, TrackFacts, TrackIndex
from media_pipeline.mp4.join import Joint, join
from media_pipeline.mp4.storage import open_index
from media_pipeline.services.artefacts import artefact_path, bring, present
from media_pipeline.services.located import Located, located
from media_pipeline.services.stores import derived
from media_pipeline.states import ChunkRole, ChunkState, RenditionKind

RENDITION_VERSION = 1
"""Raised when renditions are made differently; a recording is then prepared anew from its original."""
CHUNKS_VERSION = 1
"""The same for those that are made in chunks."""
MIX_KEY = "m0"
WHOLE, FIRST, SOUND, MIX = "whole", "first", "sound", "mix"


@dataclass(frozen=True, slots=True)
class Playable:
    """Rows of tracks, each to be laid on the timeline by itself (a stretch of pictures, the sound), and their files.

    The names of files count within this original only. ``complete``: nothing more of it is being made.
    """

    pieces: tuple[tuple[PieceTrack, ...], ...]
    files: dict[str, Stored] = field(hash=False)
    complete: bool = True

    @property
    def tracks(self) -> list[TrackFacts]:
        """What is known of each leading track, pictures first; stretches of the same picture count once."""
        by_key = {track.key: track.samples.facts for piece in self.pieces for track in piece}
        leading = [key for key in by_key if key == LEADING or key[0] == "a"]
        return [by_key[key] for key in sorted(leading, key=lambda key: (key != LEADING, int(key[1:])))]

    @property
    def covered_ms(self) -> list[tuple[int, int]]:
        """Media milliseconds in which the pictures play, or the sound of a recording without pictures."""
        leading = [track.samples.facts for piece in self.pieces for track in piece if track.key == LEADING]
        heard = [track.samples.facts for piece in self.pieces for track in piece if track.key == "a0"]
        return [(facts.start_ms, facts.end_ms) for facts in leading or heard]

    @property
    def duration_ms(self) -> int:
        """Up to the end of the last track."""
        return max((track.samples.facts.end_ms for piece in self.pieces for track in piece), default=0)


def index_key(sha256: str) -> str:
    """Return the artefact key of a file's sample index."""
    return f"index:{INDEX_VERSION}:{sha256}"


def rendition_key(sha256: str) -> str:
    """Return the artefact key of what was made of an original in one go."""
    return f"media:{RENDITION_VERSION}:{sha256}"


INDEX_FILES_HELD: int = settings.INDEX_FILES_HELD


@lru_cache(maxsize=INDEX_FILES_HELD)
def opened(path: Path) -> SampleIndex:
    """Return an index file, mapped once for each process."""
    return open_index(path)


def whole_file(original: Original) -> tuple[SampleIndex, Located] | None:
    """Return the one file that an original is played from and its index, None when there is none (yet)."""
    return _whole_files({original.pk: original.sha256}).get(original.pk)


def _whole_files(sha256s: Mapping[str, str]) -> dict[str, tuple[SampleIndex, Located]]:
    """The same for many originals (id to SHA-256), in a number of queries that does not grow with them."""
    own = present([index_key(sha256) for sha256 in sha256s.values()])
    made = present([rendition_key(sha256) for sha256 in sha256s.values()])
    indexes = present([index_key(rendition.sha256) for rendition in made.values()])
    found = {}
    for original_id, sha256 in sha256s.items():
        rendition = made.get(rendition_key(sha256))
        if (index := own.get(index_key(sha256))) is not None:
            found[original_id] = opened(artefact_path(index)), Located(original=original_id)
        elif rendition is not None and (index := indexes.get(index_key(rendition.sha256))) is not None:
            found[original_id] = opened(artefact_path(index)), located(rendition)
    return found


def playable_of(original: Original) -> Playable | None:
    """Return what an original is played from, or None while there is nothing."""
    return playables_of({original.pk: original.sha256}).get(original.pk)


def playables_of(sha256s: Mapping[str, str]) -> dict[str, Playable]:
    """Return what originals (id to SHA-256) are played from, those left out for which there is nothing.

    The number of queries does not grow with them.
    """
    whole = _whole_files(sha256s)
    shown = _renditions(sha256s)
    found = {}
    for original_id in sha256s:
        if original_id in whole:
            index, at = whole[original_id]
            main = Playable((tracks_of(index, WHOLE),), {WHOLE: at.stored()})
        else:
            main = _in_chunks(shown.get((original_id, RenditionKind.PLAY)))
        light = shown.get((original_id, RenditionKind.LIGHT))
        if main.pieces:
            found[original_id] = _with_light(main, light) if light else main
    return found


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file of a chunk that is shown, and the index of its samples."""

    role: str
    height: int
    number: int
    start_tick: int
    end_tick: int
    artefact: str
    at: Located
    size: int
    index: Path


@dataclass(frozen=True, slots=True)
class ShownRendition:
    """A rendition in chunks as far as it is shown; ``awaited``: roles whose beginning is there or still to come."""

    facts: dict[str, Any]
    planned: bool
    files: tuple[ShownFile, ...]
    awaited: frozenset[str]
    complete: bool


def _renditions(original_ids: Iterable[str]) -> dict[tuple[str, str], ShownRendition]:
    """Return what is shown of the renditions in chunks of some originals, by original and kind."""
    rows = Rendition.objects.filter(original__in=list(original_ids), version=CHUNKS_VERSION)
    chunks: dict[str, list[Chunk]] = {}
    renditions = list(rows.prefetch_related("chunks__files"))
    for rendition in renditions:
        chunks[rendition.pk] = sorted(rendition.chunks.all(), key=lambda chunk: (chunk.role, chunk.number))
    made = [file for rows in chunks.values() for chunk in rows if chunk.shown for file in chunk.files.all()]
    indexes = present([index_key(file.sha256) for file in made])
    bring(indexes.values())
    return {
        (rendition.original_id, rendition.kind): ShownRendition(
            rendition.facts,
            rendition.planned,
            tuple(_files(chunks[rendition.pk], indexes)),
            frozenset(c.role for c in chunks[rendition.pk] if c.number == 0 and c.state != ChunkState.LOST),
            rendition.planned and all(c.state != ChunkState.WAITING for c in chunks[rendition.pk]),
        )
        for rendition in renditions
    }


def _files(chunks: Sequence[Chunk], indexes: Mapping[str, Artefact]) -> Iterator[ShownFile]:
    """Files of chunks that are shown; those whose bytes are gone are left out."""
    for chunk in (chunk for chunk in chunks if chunk.shown):
        for row in chunk.files.all():
            index = indexes.get(index_key(row.sha256))
            if index is not None and derived().seems_there(row.path):
                place = (chunk.role, row.height, chunk.number, chunk.start_tick, chunk.end_tick)
                yield ShownFile(*place, row.pk, located(row), row.size, artefact_path(index))


def _in_chunks(rendition: ShownRendition | None) -> Playable:
    if rendition is None:
        return Playable((), {})
    files = rendition.files
    sound = [file for file in files if file.role == ChunkRole.SOUND]
    pictures = [file for file in files if file.role == ChunkRole.PICTURE]
    if not _is_standing(rendition, sound, pictures):
        first = [file for file in files if file.role == ChunkRole.FIRST]
        return replace(_whole_chunk(first[0], FIRST), complete=False) if first else Playable((), {})
    pieces, sources = _runs(pictures, LEADING, "p")
    for file in sound:
        part = _whole_chunk(file, SOUND)
        pieces += part.pieces
        sources |= part.files
    return Playable(tuple(pieces), sources, rendition.complete)


def _is_standing(
    rendition: ShownRendition, sound: Sequence[ShownFile], pictures: Sequence[ShownFile]
) -> bool:
    """Tell whether sound and the first pictures play; what is lost is not waited for."""
    heard = bool(sound) or ChunkRole.SOUND not in rendition.awaited
    seen = any(file.number == 0 for file in pictures) or ChunkRole.PICTURE not in rendition.awaited
    return rendition.planned and heard and seen


def _whole_chunk(file: ShownFile, name: str) -> Playable:
    """A chunk that holds media from media time 0 on."""
    return Playable((tracks_of(opened(file.index), name),), {name: file.at.stored()})


def _runs(
    files: Sequence[ShownFile], key: str, prefix: str
) -> tuple[list[tuple[PieceTrack, ...]], dict[str, Stored]]:
    """Stretches of chunks that follow each other, each joined to one track."""
    pieces: list[tuple[PieceTrack, ...]] = []
    sources: dict[str, Stored] = {}
    for run in _contiguous(files):
        name = f"{prefix}{run[0].number}"
        track = _joined(tuple(run))
        pieces.append((PieceTrack(key, track, name),))
        sources[name] = JoinedFiles([file.at.stored() for file in run], [file.size for file in run])
    return pieces, sources


def _contiguous(files: Sequence[ShownFile]) -> list[list[ShownFile]]:
    runs: list[list[ShownFile]] = []
    for file in files:
        if runs and runs[-1][-1].number + 1 == file.number:
            runs[-1].append(file)
        else:
            runs.append([file])
    return runs


@lru_cache(maxsize=256)
def _joined(run: tuple[ShownFile, ...]) -> TrackIndex:
    tracks = [opened(file.index).video for file in run]
    present = [track for track in tracks if track is not None]
    if len(run) == 1 and run[0].start_tick == 0:
        return present[0]  # whole, on a clock of its own
    at = [sum(file.size for file in run[:number]) for number in range(len(run))]
    joints = [
        Joint(track, file.start_tick, begin) for track, file, begin in zip(present, run, at, strict=True)
    ]
    return join(joints, run[-1].end_tick)


def played_tracks(rendition: Rendition) -> tuple[list[TrackFacts], int]:
    """Return what is known of the tracks that a rendition in chunks plays now, and its length in milliseconds."""
    playable = _in_chunks(_renditions([rendition.original_id])[rendition.original_id, rendition.kind])
    return playable.tracks, playable.duration_ms


def played_file(original: Original, name: str) -> Located:
    """Return the file behind a name that lighter renditions are made from. Raises FileNotFoundError."""
    whole = whole_file(original) if name == WHOLE else None
    if whole is not None:
        return whole[1]
    rendition = _renditions([original.pk]).get((original.pk, RenditionKind.PLAY))
    for file in rendition.files if rendition else ():
        known_as = {ChunkRole.SOUND: SOUND, ChunkRole.PICTURE: f"p{file.number}"}
        if known_as.get(ChunkRole(file.role)) == name:
            return file.at
    raise FileNotFoundError(name)


def _with_light(main: Playable, rendition: ShownRendition) -> Playable:
    """Add what plays beside: each rung to the one stretch of pictures, the mix to the sound."""
    files = rendition.files
    sources = dict(main.files)
    added: dict[str, list[PieceTrack]] = {LEADING: [], "a0": []}
    for number, height in enumerate(sorted({f.height for f in files if f.height}, reverse=True), 1):
        rung = [file for file in files if file.height == height]
        if len(rung) == len(rendition.facts["cuts"]):
            name = f"r{height}"
            added[LEADING].append(PieceTrack(f"v{number}", _joined(tuple(rung)), name))
            sources[name] = JoinedFiles([file.at.stored() for file in rung], [file.size for file in rung])
    for file in (file for file in files if file.role == ChunkRole.MIX):
        added["a0"].append(PieceTrack(MIX_KEY, opened(file.index).audio[0], MIX))
        sources[MIX] = file.at.stored()
    pieces = tuple(
        (*piece, *(track for leading in piece for track in added.get(leading.key, ())))
        for piece in main.pieces
    )
    return replace(main, pieces=pieces, files=sources)
