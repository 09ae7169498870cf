"""What ffmpeg is to do for a chunk: from its row to arguments."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings

from media_pipeline.ffmpeg.chunks import Rung, ladder_arguments, mix_arguments, picture_arguments
from media_pipeline.ffmpeg.convert import arguments
from media_pipeline.ffmpeg.errors import MediaRefused
from media_pipeline.ffmpeg.plan import Plan, plan_for
from media_pipeline.ffmpeg.probe import SourceFacts, facts_from
from media_pipeline.ffmpeg.scan import Cut
from media_pipeline.models import Chunk
from media_pipeline.policies.chunks import MS_PER_TICK
from media_pipeline.services.encoder import MS_PER_HOUR
from media_pipeline.services.located import Located
from media_pipeline.services.playables import played_file
from media_pipeline.states import ChunkRole


@dataclass(frozen=True, slots=True)
class ChunkRun:
    """``arguments`` of the run for a source on this machine and targets, one for each height (0: as the source)."""

    source: Located
    arguments: Callable[[Path, Sequence[Path]], list[str]]
    heights: tuple[int, ...] = (0,)
    lost: tuple[str, ...] = ()


def run_of(chunk: Chunk) -> ChunkRun:
    """Return the run that makes a chunk. Raises MediaRefused when its source is gone."""
    if chunk.role in {ChunkRole.RUNGS, ChunkRole.MIX}:
        return _light(chunk)
    facts = facts_from(chunk.rendition.facts["source"])
    plan = plan_for(facts, settings.RECORDING_MAX_HOURS * MS_PER_HOUR)
    return _play(chunk, facts, plan)


def _play(chunk: Chunk, facts: SourceFacts, plan: Plan) -> ChunkRun:
    original = Located(original=chunk.rendition.original_id)
    if chunk.role == ChunkRole.FIRST:
        first_s = chunk.end_tick // MS_PER_TICK // 1000
        return ChunkRun(
            original,
            lambda source, targets: arguments(source, facts, plan.encoding(), targets[0], first_s=first_s),
            lost=plan.lost,
        )
    if chunk.role == ChunkRole.SOUND:
        sound = replace(plan, video=None)
        return ChunkRun(original, lambda source, targets: arguments(source, facts, sound, targets[0]))
    if plan.video is None:
        raise MediaRefused("no pictures")
    if not chunk.pictures:
        pictures = replace(plan, audio=())
        return ChunkRun(original, lambda source, targets: arguments(source, facts, pictures, targets[0]))
    video, cut = plan.video, _cut(chunk, chunk.rendition.facts["zero"])
    return ChunkRun(
        original, lambda source, targets: picture_arguments(source, facts, video, cut, targets[0])
    )


def _cut(chunk: Chunk, zero: int) -> Cut:
    return Cut(chunk.start_tick + zero, chunk.end_tick + zero, chunk.pictures, first=chunk.number == 0)


def _light(chunk: Chunk) -> ChunkRun:
    known = chunk.rendition.facts
    if chunk.role == ChunkRole.MIX:
        sound = played_file(chunk.rendition.original, known["sound"])
        return ChunkRun(sound, lambda source, targets: mix_arguments(source, known["channels"], targets[0]))
    place = known["cuts"][chunk.number]
    rungs = [Rung(*row) for row in known["rungs"]]
    pictures = played_file(chunk.rendition.original, place["file"])
    zero = place["zero"]
    keys = [key - zero for key in place["keys"]]
    cut = Cut(chunk.start_tick - zero, chunk.end_tick - zero, chunk.pictures, first=place["first"])
    return ChunkRun(
        pictures,
        lambda source, targets: ladder_arguments(source, cut, keys, rungs, targets),
        heights=tuple(rung.height for rung in rungs),
    )
