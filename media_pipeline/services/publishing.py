"""Showing what was finished: all of it at once, in one transaction, so that no playlist names half of a step."""

from django.db import transaction

from media_pipeline.models import Chunk, Recording, Rendition
from media_pipeline.policies.chunks import MS_PER_TICK, Made, is_due
from media_pipeline.services.indexing import make_ready, play_anew
from media_pipeline.services.playables import played_tracks
from media_pipeline.states import ChunkState, RecordingState, RenditionKind

WATCHABLE = (RecordingState.PREPARING, RecordingState.READY)


def publish_if_due(rendition: Rendition) -> None:
    """Show what was finished since the last time, if enough of it was."""
    if is_due(_made(rendition)):
        publish(rendition)


def publish(rendition: Rendition) -> None:
    """Show everything that is finished; does nothing when nothing is new."""
    fresh = rendition.chunks.filter(state=ChunkState.DONE, shown=False)
    if rendition.kind == RenditionKind.LIGHT and rendition.chunks.filter(state=ChunkState.WAITING).exists():
        return
    with transaction.atomic():
        if not fresh.update(shown=True):
            return
        _renew(rendition)


def _renew(rendition: Rendition) -> None:
    recordings = Recording.objects.filter(original=rendition.original, state__in=WATCHABLE)
    for recording in recordings.select_related("original"):
        if rendition.kind == RenditionKind.LIGHT:
            play_anew(recording, {})
            continue
        tracks, duration_ms = played_tracks(rendition)
        if tracks:
            make_ready(recording, tracks, max(duration_ms, rendition.duration_ms), recording.reason)


def _made(rendition: Rendition) -> list[Made]:
    rows = Chunk.objects.filter(rendition=rendition).order_by("role", "number")
    return [
        Made(chunk.role, chunk.state, chunk.shown, (chunk.end_tick - chunk.start_tick) // MS_PER_TICK)
        for chunk in rows
    ]
