"""The chunk job: one piece of a rendition, made once, checked, and shown when its time has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog
from django.db import transaction

from jobs.errors import TransientFailure
from jobs.services.handlers import Progress, Result
from jobs.services.queue import hasten
from jobs.states import Outcome
from media_pipeline.ffmpeg.errors import (
    DiskFull,
    LimitExceeded,
    MediaRefused,
    OutOfMemory,
    SandboxUnavailable,
    WallTimeExceeded,
)
from media_pipeline.models import ArtefactKind, Chunk
from media_pipeline.mp4.errors import Mp4Problem
from media_pipeline.mp4.index import SampleIndex
from media_pipeline.policies.chunks import MS_PER_TICK
from media_pipeline.services.artefacts import find, fresh_path, register
from media_pipeline.services.chunk_runs import ChunkRun, run_of
from media_pipeline.services.encoder import Targets, checked, encode
from media_pipeline.services.indexing import facts_of
from media_pipeline.services.publishing import publish_if_due
from media_pipeline.services.wording import make_blank_slates
from media_pipeline.states import RECORDING_JOBS, ChunkRole, ChunkState, JobKind, RenditionKind

log = structlog.get_logger(__name__)
FEWEST_PICTURES = 0.5
"""A chunk with less than this share of its pictures is none: the rest of the recording is better off without it."""
PARENTS = {RenditionKind.PLAY: (*RECORDING_JOBS, JobKind.LIGHT), RenditionKind.LIGHT: (JobKind.LIGHT,)}


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that came out and was found good; ``lost`` as of an artefact."""

    path: Path
    sha256: str
    height: int
    lost: tuple[str, ...]


def chunk_key(chunk_id: str) -> str:
    """Return the key of a chunk's job."""
    return f"{JobKind.CHUNK}:{chunk_id}"


def render_chunk(chunk_id: str, progress: Progress) -> Result:
    """Make a chunk and show what is due; idempotent (jobs' handler)."""
    chunk = Chunk.objects.select_related("rendition__original").get(pk=chunk_id)
    if chunk.state == ChunkState.WAITING:
        make_chunk(chunk, progress)
    publish_if_due(chunk.rendition)
    _tell_parents(chunk)
    return Result(Outcome.ACCEPT) if chunk.state == ChunkState.DONE else Result(Outcome.KEEP, chunk.reason)


def make_chunk(chunk: Chunk, progress: Progress) -> None:
    """Make the files of a chunk, or note why there are none. Raises TransientFailure for what passes."""
    try:
        _make(chunk, progress)
    except (MediaRefused, Mp4Problem) as problem:
        log.info("chunk.refused", chunk=chunk.pk, role=chunk.role, detail=str(problem))
        _settle(chunk, ChunkState.LOST, "undecodable")
    except (LimitExceeded, OutOfMemory) as problem:
        log.warning("chunk.too_costly", chunk=chunk.pk, role=chunk.role, detail=str(problem))
        _settle(chunk, ChunkState.LOST, "too-costly")
    except (DiskFull, SandboxUnavailable, WallTimeExceeded, OSError) as error:
        raise TransientFailure("storage") from error


def _make(chunk: Chunk, progress: Progress) -> None:
    run = run_of(chunk)
    keys = [artefact_key(chunk, height) for height in run.heights]
    if all(find(key) for key in keys):
        _settle(chunk, ChunkState.DONE)
        return
    with Targets([fresh_path(".mp4") for _ in run.heights]) as targets:
        length_ms = max(1, (chunk.end_tick - chunk.start_tick) // MS_PER_TICK)
        with run.source.on_disk() as source:
            damaged = encode(run.arguments(source, targets), length_ms, progress, "converting")
        made = [_checked(chunk, run, path, height, damaged) for path, height in _pairs(targets, run)]
        with transaction.atomic():
            for file, key in zip(made, keys, strict=True):
                _register(chunk, file, key)
            _settle(chunk, ChunkState.DONE)


def _pairs(targets: Sequence[Path], run: ChunkRun) -> list[tuple[Path, int]]:
    return list(zip(targets, run.heights, strict=True))


def artefact_key(chunk: Chunk, height: int) -> str:
    """Return the artefact key of one file of a chunk."""
    rendition = chunk.rendition
    made_of = f"{rendition.kind}:{rendition.version}:{rendition.original.sha256}"
    return f"chunk:{made_of}:{chunk.role}:{chunk.number}:{height}"


def _register(chunk: Chunk, file: MadeFile, key: str) -> None:
    register(
        ArtefactKind.MEDIA,
        key,
        file.path,
        chunk.rendition.original,
        sha256=file.sha256,
        lost=file.lost,
        chunk=chunk,
        height=file.height,
    )


def _checked(chunk: Chunk, run: ChunkRun, path: Path, height: int, damaged: bool) -> MadeFile:
    """Read what came out, count its pictures. Raises MediaRefused, Mp4Problem, OSError."""
    sha256, index = checked(path, chunk.rendition.original)
    make_blank_slates(facts_of(index))
    short = chunk.pictures and _is_short(chunk, index)
    lost = (*run.lost, "parts") if damaged or short else run.lost
    return MadeFile(path, sha256, height, lost)


def _is_short(chunk: Chunk, index: SampleIndex) -> bool:
    """Compare the pictures with those that the source holds there. Raises MediaRefused when too many are missing."""
    found = index.video.facts.frames if index.video is not None else 0
    least = chunk.pictures if chunk.role == ChunkRole.RUNGS else chunk.pictures * FEWEST_PICTURES
    if found < least or index.start_ms * MS_PER_TICK >= chunk.end_tick - chunk.start_tick:
        raise MediaRefused(f"{found} of {chunk.pictures} pictures")
    return found < chunk.pictures


def _settle(chunk: Chunk, state: ChunkState, reason: str = "") -> None:
    if Chunk.objects.filter(pk=chunk.pk, state=ChunkState.WAITING).update(state=state, reason=reason):
        chunk.state, chunk.reason = state, reason
    else:
        chunk.refresh_from_db()


def _tell_parents(chunk: Chunk) -> None:
    """Let the job that waits for the last chunk go on at once."""
    rendition = chunk.rendition
    if rendition.chunks.filter(state=ChunkState.WAITING).exists():
        return
    for recording_id in rendition.original.recordings.values_list("pk", flat=True):
        for kind in PARENTS[RenditionKind(rendition.kind)]:
            hasten(f"{kind}:{recording_id}")
