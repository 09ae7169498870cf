"""What of a recording is measured: the very files that it is played from, so that times are those of its playing."""

from dataclasses import dataclass

from custody.models import Original
from media_pipeline.models import Chunk, Recording, Rendition
from media_pipeline.policies.chunks import MS_PER_TICK
from media_pipeline.services.located import Located, located
from media_pipeline.services.playables import CHUNKS_VERSION, whole_file
from media_pipeline.services.stores import derived
from media_pipeline.states import ChunkRole, ChunkState, RenditionKind


@dataclass(frozen=True, slots=True)
class Part:
    """A file whose own time 0 lies at ``at_ms`` of the recording."""

    at: Located
    at_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Measurable:
    """The one file of the sound, the files of the picture in order, and whether that is all there will be."""

    original: Original
    sound: Located | None
    pictures: tuple[Part, ...]
    duration_ms: int
    channels: int
    complete: bool


def media_of(recording: Recording) -> Measurable | None:
    """Return what there is to measure, None while nothing plays."""
    duration_ms = recording.duration_ms or 0
    channels = sum(stream.get("channels", 0) for stream in recording.streams)
    pictured = any(stream["kind"] == "video" for stream in recording.streams)
    whole = whole_file(recording.original)
    if whole is None:
        return _of_chunks(recording.original, duration_ms, channels)
    at = whole[1]
    pictures = (Part(at, 0, duration_ms),) if pictured else ()
    return Measurable(
        recording.original, at if channels else None, pictures, duration_ms, channels, complete=True
    )


def _of_chunks(original: Original, duration_ms: int, channels: int) -> Measurable | None:
    rows = Rendition.objects.filter(original=original, kind=RenditionKind.PLAY, version=CHUNKS_VERSION)
    rendition = rows.prefetch_related("chunks__files").first()
    if rendition is None:
        return None
    chunks = list(rendition.chunks.all())
    first = _parts(chunks, ChunkRole.FIRST)
    sound, pictures = _parts(chunks, ChunkRole.SOUND) or first, _parts(chunks, ChunkRole.PICTURE) or first
    waiting = any(chunk.state == ChunkState.WAITING for chunk in chunks)
    return Measurable(
        original,
        sound[0].at if sound and channels else None,
        pictures,
        duration_ms,
        channels,
        complete=rendition.planned and not waiting,
    )


def _parts(chunks: list[Chunk], role: ChunkRole) -> tuple[Part, ...]:
    wanted = sorted(
        (chunk for chunk in chunks if chunk.role == role and chunk.shown), key=lambda chunk: chunk.number
    )
    return tuple(
        Part(located(file), chunk.start_tick // MS_PER_TICK, chunk.end_tick // MS_PER_TICK)
        for chunk in wanted
        for file in chunk.files.all()
        if derived().seems_there(file.path)
    )
