"""A long source becomes playable chunk by chunk: first its first seconds, then sound and pictures, each a job.

The recording's own job begins this, waits for the chunks, and ends when none is left. See ADR 11.
"""

from dataclasses import asdict

import structlog
from django.conf import settings
from django.db import transaction

from custody.models import Original
from custody.services.stores import store
from jobs.models import Job
from jobs.services.handlers import Later, Progress, Result
from jobs.services.queue import Order, enqueue_many
from jobs.states import JobState, Outcome, Priority
from media_pipeline.ffmpeg.errors import MediaRefused
from media_pipeline.ffmpeg.isolation import network_can_be_denied
from media_pipeline.ffmpeg.plan import Plan, plan_for
from media_pipeline.ffmpeg.probe import SourceFacts, facts_from
from media_pipeline.ffmpeg.scan import Scanned, scan
from media_pipeline.models import Artefact, Chunk, Recording, Rendition
from media_pipeline.policies.chunks import MS_PER_TICK
from media_pipeline.policies.words import LOST
from media_pipeline.services.encoder import MISSED_AT_MOST_MS, MS_PER_HOUR
from media_pipeline.services.findings import measure_soon
from media_pipeline.services.indexing import keep, make_ready
from media_pipeline.services.playables import played_tracks
from media_pipeline.services.publishing import publish
from media_pipeline.services.rendering import chunk_key, make_chunk
from media_pipeline.states import ChunkRole, ChunkState, JobKind, RenditionKind, Stage

log = structlog.get_logger(__name__)
VERSION = 1
"""Raised when chunks are made differently."""
PRIORITIES = {
    ChunkRole.SOUND: (Priority.AUDIO, Stage.SOUND),
    ChunkRole.PICTURE: (Priority.PICTURE, Stage.PICTURE),
    ChunkRole.MIX: (Priority.LADDER, Stage.SOUND),
    ChunkRole.RUNGS: (Priority.LADDER, Stage.LADDER),
}


def rendition_of(original: Original, kind: RenditionKind) -> Rendition | None:
    """Return the rendition in chunks that was begun for an original, None when there is none."""
    return Rendition.objects.filter(original=original, kind=kind, version=VERSION).first()


def begin(original: Original, facts: SourceFacts) -> Rendition:
    """Note what is to be made, before anything is."""
    rendition, _ = Rendition.objects.get_or_create(
        original=original,
        kind=RenditionKind.PLAY,
        version=VERSION,
        defaults={"facts": {"source": asdict(facts)}, "duration_ms": facts.duration_ms or 0},
    )
    return rendition


def source_facts(rendition: Rendition) -> tuple[SourceFacts, Plan]:
    """Return what was found out about the source, and what follows from it."""
    facts = facts_from(rendition.facts["source"])
    return facts, plan_for(facts, settings.RECORDING_MAX_HOURS * MS_PER_HOUR)


def go_on(recording: Recording, rendition: Rendition, progress: Progress) -> Result | Later:
    """Do the next step: the first seconds, the list of chunks, waiting, the end. Raises FfmpegError, OSError."""
    if not rendition.planned:
        _first(rendition, progress)
        _plan(recording, rendition)
    give_up_on_failed(rendition)
    left = rendition.chunks.filter(state=ChunkState.WAITING).count()
    publish(rendition)
    if left:
        done = rendition.chunks.count() - left
        return Later(settings.CHUNKS_LOOK_EVERY_S, min(95, 100 * done // (done + left)), "converting")
    return _end(recording, rendition)


def _first(rendition: Rendition, progress: Progress) -> None:
    """Make the first seconds at once, in this job; a source whose beginning is broken goes on without."""
    _, plan = source_facts(rendition)
    seconds = settings.FIRST_PICTURES_S if plan.video else settings.FIRST_SOUND_S
    chunk, _ = Chunk.objects.get_or_create(
        rendition=rendition,
        role=ChunkRole.FIRST,
        number=0,
        defaults={"end_tick": seconds * 1000 * MS_PER_TICK},
    )
    if chunk.state == ChunkState.WAITING:
        make_chunk(chunk, progress)
        publish(rendition)


def _plan(recording: Recording, rendition: Rendition) -> None:
    """Write the list of chunks with a job for each, all at once."""
    facts, plan = source_facts(rendition)
    chunks = _sound(rendition, plan) + _pictures(rendition, facts, plan)
    with transaction.atomic():
        if not Rendition.objects.filter(pk=rendition.pk, planned=False).update(planned=True):
            rendition.refresh_from_db()
            return
        Chunk.objects.bulk_create(chunks)
        order_chunks(recording, chunks)
        Rendition.objects.filter(pk=rendition.pk).update(duration_ms=rendition.duration_ms)
    rendition.planned = True


def _sound(rendition: Rendition, plan: Plan) -> list[Chunk]:
    end = max(1, rendition.duration_ms * MS_PER_TICK)
    return [Chunk(rendition=rendition, role=ChunkRole.SOUND, end_tick=end)] if plan.audio else []


def _pictures(rendition: Rendition, facts: SourceFacts, plan: Plan) -> list[Chunk]:
    if plan.video is None:
        return []
    end = max(1, rendition.duration_ms * MS_PER_TICK)
    if plan.video.way == "copy":
        return [Chunk(rendition=rendition, role=ChunkRole.PICTURE, end_tick=end)]
    found = _scanned(rendition, facts, plan.video.index)
    if found is None:
        return [Chunk(rendition=rendition, role=ChunkRole.PICTURE, end_tick=end)]
    zero = 0 if plan.lead else found.zero
    rendition.facts["zero"] = zero
    Rendition.objects.filter(pk=rendition.pk).update(facts=rendition.facts)
    rendition.duration_ms = max(rendition.duration_ms, (found.cuts[-1].end - zero) // MS_PER_TICK)
    return [
        Chunk(
            rendition=rendition,
            role=ChunkRole.PICTURE,
            number=number,
            start_tick=cut.start - zero,
            end_tick=cut.end - zero,
            pictures=cut.pictures,
        )
        for number, cut in enumerate(found.cuts)
    ]


def _scanned(rendition: Rendition, facts: SourceFacts, stream: int) -> Scanned | None:
    """Return where the pictures can be cut, None where they cannot: then they are one chunk."""
    try:
        with store().on_disk(rendition.original_id) as path:
            return scan(path, facts, stream, settings.CHUNK_S, deny_network=network_can_be_denied())
    except MediaRefused as problem:
        log.info("rendition.not_cut", rendition=rendition.pk, detail=str(problem))
        return None


def order_chunks(recording: Recording, chunks: list[Chunk]) -> None:
    """Queue a job for each chunk; the caller is in the transaction that creates them."""
    orders = []
    for chunk in chunks:
        priority, stage = PRIORITIES[ChunkRole(chunk.role)]
        orders.append(
            Order(
                JobKind.CHUNK,
                chunk.pk,
                chunk_key(chunk.pk),
                priority,
                recording.pk,
                stage,
                recording.court_id,
            )
        )
    enqueue_many(orders)


def give_up_on_failed(rendition: Rendition) -> None:
    """A chunk whose job needs a person must not hold up the others: what it would have held is missing."""
    waiting = {chunk_key(pk): pk for pk in _waiting(rendition)}
    failed = Job.objects.filter(key__in=waiting, state=JobState.FAILED).values_list("key", flat=True)
    ids = [waiting[key] for key in failed]
    Chunk.objects.filter(pk__in=ids, state=ChunkState.WAITING).update(
        state=ChunkState.LOST, reason="unexpected"
    )


def _waiting(rendition: Rendition) -> list[str]:
    return list(rendition.chunks.filter(state=ChunkState.WAITING).values_list("pk", flat=True))


def _end(recording: Recording, rendition: Rendition) -> Result:
    """All chunks have ended: say what of the recording can be played, and what is missing."""
    tracks, duration_ms = played_tracks(rendition)
    if not tracks:
        return keep(recording, "undecodable")
    result = _result(rendition, duration_ms)
    make_ready(recording, tracks, duration_ms, result.reason)
    with transaction.atomic():
        measure_soon(recording)
    return result


def _result(rendition: Rendition, duration_ms: int) -> Result:
    lost = [chunk for chunk in rendition.chunks.all() if chunk.state == ChunkState.LOST]
    missing = [
        {"start_ms": chunk.start_tick // MS_PER_TICK, "end_ms": chunk.end_tick // MS_PER_TICK}
        for chunk in lost
        if chunk.role == ChunkRole.PICTURE
    ]
    said = rendition.duration_ms
    if said - duration_ms > MISSED_AT_MOST_MS:
        missing.append({"start_ms": duration_ms, "end_ms": said})
        return Result(Outcome.SALVAGE, "cut-off", missing=missing)
    words = _words(rendition, lost)
    return Result(Outcome.SALVAGE, words, missing=missing) if words else Result(Outcome.ACCEPT)


def _words(rendition: Rendition, lost: list[Chunk]) -> str:
    """Return the reason code for what is missing, empty when nothing is."""
    roles = {chunk.role for chunk in lost}
    pictures = rendition.chunks.filter(role=ChunkRole.PICTURE, state=ChunkState.DONE)
    if ChunkRole.PICTURE in roles:
        return "damaged-parts" if pictures.exists() else "picture-lost"
    if ChunkRole.SOUND in roles:
        return "sound-lost"
    damaged = Artefact.objects.filter(chunk__rendition=rendition).exclude(lost=[]).exists()
    _, plan = source_facts(rendition)
    if plan.lost:
        return LOST[plan.lost[0]]
    return "damaged-parts" if damaged else ""
