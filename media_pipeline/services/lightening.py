"""The job for what plays beside a recording: smaller pictures for thin lines, and a levelled mix of all microphones."""

from typing import Any

from django.conf import settings
from django.db import transaction

from custody.models import Original
from jobs.services.handlers import Later, Progress, Result
from jobs.states import Outcome
from media_pipeline.ffmpeg.scan import Cut
from media_pipeline.hls.lane import LEADING
from media_pipeline.hls.plan import VideoPlan
from media_pipeline.hls.stretches import PieceTrack
from media_pipeline.models import Chunk, Recording, Rendition
from media_pipeline.mp4.index import TrackIndex
from media_pipeline.policies.chunks import MS_PER_TICK, cuts_of, keys_in, rungs_for
from media_pipeline.services.chunking import VERSION, give_up_on_failed, order_chunks
from media_pipeline.services.playables import WHOLE, Playable, playable_of
from media_pipeline.services.publishing import publish
from media_pipeline.states import ChunkRole, ChunkState, RecordingState, RenditionKind


def lighten_recording(recording_id: str, _progress: Progress) -> Result | Later:
    """Begin, wait, end; idempotent (jobs' handler)."""
    recording = Recording.objects.select_related("original").get(pk=recording_id)
    playable = playable_of(recording.original)
    if recording.state != RecordingState.READY or playable is None:
        return Result(Outcome.KEEP, "withdrawn" if recording.state == RecordingState.WITHDRAWN else "")
    if not playable.complete:
        return Later(settings.CHUNKS_LOOK_EVERY_S, 0, "converting")
    rendition, _ = Rendition.objects.get_or_create(
        original=recording.original, kind=RenditionKind.LIGHT, version=VERSION
    )
    if not rendition.planned:
        _plan(recording, rendition, playable)
    give_up_on_failed(rendition)
    left = rendition.chunks.filter(state=ChunkState.WAITING).count()
    if left:
        done = rendition.chunks.count() - left
        return Later(settings.CHUNKS_LOOK_EVERY_S, min(95, 100 * done // (done + left)), "converting")
    publish(rendition)
    return Result(Outcome.ACCEPT)


def _plan(recording: Recording, rendition: Rendition, playable: Playable) -> None:
    """Write the list of chunks with a job for each, all at once."""
    facts, chunks = _ladder(rendition, playable) if settings.LADDER else ({"cuts": []}, [])
    sound = _sound(playable)
    if settings.MIX and sound:
        facts |= {"sound": sound[0].file, "channels": [track.samples.facts.channels for track in sound]}
        end = max(track.samples.facts.end_ms for track in sound) * MS_PER_TICK
        chunks.append(Chunk(rendition=rendition, role=ChunkRole.MIX, end_tick=max(1, end)))
    known = set(rendition.chunks.values_list("role", "number"))  # of a plan that was given up
    chunks = [chunk for chunk in chunks if (chunk.role, chunk.number) not in known]
    with transaction.atomic():
        if Rendition.objects.filter(pk=rendition.pk, planned=False).update(planned=True, facts=facts):
            Chunk.objects.bulk_create(chunks)
            order_chunks(recording, chunks)
    rendition.refresh_from_db()


def plan_anew(original: Original) -> None:
    """Let smaller pictures be planned again where torn pictures had none; the caller has let the tear be mended."""
    rows = Rendition.objects.filter(original=original, kind=RenditionKind.LIGHT, version=VERSION)
    rows.exclude(chunks__role=ChunkRole.RUNGS).update(planned=False)


def _sound(playable: Playable) -> list[PieceTrack]:
    """Return the tracks of sound, all in one file."""
    tracks = [track for piece in playable.pieces for track in piece if track.key[0] == "a"]
    return tracks if len({track.file for track in tracks}) == 1 else []


def _ladder(rendition: Rendition, playable: Playable) -> tuple[dict[str, Any], list[Chunk]]:
    """Return what is noted of the rungs and their chunks; none for pictures that are small, thin, turned or torn."""
    pictures = [track for piece in playable.pieces for track in piece if track.key == LEADING]
    if len(pictures) != 1:
        return {"cuts": []}, []
    track = pictures[0].samples
    rungs = [] if _is_turned(track) else rungs_for(track.facts.height, _bits_per_s(track), _least())
    if not rungs:
        return {"cuts": []}, []
    plan = VideoPlan.of(track)
    wanted = plan.shown_at(plan.cuts).tolist()
    places = _places(rendition, pictures[0])
    cuts = [place | {"keys": keys_in(track, cut, wanted), "first": cut.first} for cut, place in places]
    chunks = [_chunk(rendition, number, cut) for number, (cut, _) in enumerate(places)]
    return {"rungs": [[rung.height, rung.bit_rate] for rung in rungs], "cuts": cuts}, chunks


def _least() -> int:
    least: int = settings.LADDER_LEAST_BITS_PER_S
    return least


def _chunk(rendition: Rendition, number: int, cut: Cut) -> Chunk:
    return Chunk(
        rendition=rendition,
        role=ChunkRole.RUNGS,
        number=number,
        start_tick=cut.start,
        end_tick=cut.end,
        pictures=cut.pictures,
    )


def _places(rendition: Rendition, picture: PieceTrack) -> list[tuple[Cut, dict[str, Any]]]:
    """Return the cuts, and for each the file that holds it and the media tick of that file's own tick 0."""
    if picture.file == WHOLE:
        return [(cut, {"file": WHOLE, "zero": 0}) for cut in cuts_of(picture.samples, settings.CHUNK_S)]
    rows = Chunk.objects.filter(
        rendition__original=rendition.original,
        rendition__kind=RenditionKind.PLAY,
        role=ChunkRole.PICTURE,
        shown=True,
    )
    return [
        (
            Cut(row.start_tick, row.end_tick, row.pictures, first=True),
            {"file": f"p{row.number}", "zero": row.start_tick},
        )
        for row in rows.order_by("number")
        if row.pictures
    ]


def _is_turned(track: TrackIndex) -> bool:
    return len(track.facts.matrix) == 9 and track.facts.matrix[0] <= 0


def _bits_per_s(track: TrackIndex) -> int:
    facts = track.facts
    seconds = max(1, facts.end_tick - facts.start_tick) / facts.timescale
    return int(track.size.sum(dtype="int64") * 8 / seconds)
