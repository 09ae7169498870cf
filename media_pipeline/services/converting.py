"""The convert job: a playable rendition of an original that browsers cannot play, or the reason why there is none."""

from collections.abc import Iterator

import structlog
from django.conf import settings

from custody.models import Original
from custody.services.stores import store
from jobs.errors import TransientFailure
from jobs.services.handlers import Later, Progress, Result
from jobs.states import Outcome
from media_pipeline.ffmpeg.convert import arguments
from media_pipeline.ffmpeg.errors import (
    DiskFull,
    FfmpegError,
    LimitExceeded,
    MediaRefused,
    OutOfMemory,
    SandboxUnavailable,
    WallTimeExceeded,
)
from media_pipeline.ffmpeg.formats import DEMUXERS
from media_pipeline.ffmpeg.isolation import network_can_be_denied
from media_pipeline.ffmpeg.plan import NotConvertible, Plan, plan_for
from media_pipeline.ffmpeg.probe import SourceFacts, probe
from media_pipeline.models import Artefact, ArtefactKind, Recording, Rendition
from media_pipeline.mp4.errors import Mp4Problem
from media_pipeline.mp4.index import SampleIndex
from media_pipeline.mp4.storage import open_index
from media_pipeline.policies.chunks import worth_chunks
from media_pipeline.policies.sniff import sniff
from media_pipeline.policies.words import LOST
from media_pipeline.services.artefacts import artefact_on_disk, artefact_path, find, fresh_path, register
from media_pipeline.services.chunking import begin, go_on, rendition_of
from media_pipeline.services.encoder import (
    MISSED_AT_MOST_MS,
    MS_PER_HOUR,
    Targets,
    checked,
    encode,
    media_ms,
)
from media_pipeline.services.follow_ups import order_lighter
from media_pipeline.services.indexing import damage_of, facts_of, index_file, keep, make_ready
from media_pipeline.services.playables import rendition_key
from media_pipeline.states import RecordingState, RenditionKind

log = structlog.get_logger(__name__)


def convert_recording(recording_id: str, progress: Progress) -> Result | Later:
    """Make a recording playable, or keep it with the reason; idempotent (jobs' handler)."""
    recording = Recording.objects.select_related("original").get(pk=recording_id)
    if recording.state == RecordingState.WITHDRAWN:
        return Result(Outcome.KEEP, "withdrawn")
    try:
        return _convert(recording, progress)
    except NotConvertible as problem:
        return keep(recording, problem.code)
    except MediaRefused as problem:
        log.info("recording.refused", recording=recording.pk, detail=str(problem))
        return keep(recording, damage_of(recording) or "undecodable")
    except (LimitExceeded, WallTimeExceeded, OutOfMemory) as problem:
        log.warning("recording.too_costly", recording=recording.pk, detail=str(problem))
        return keep(recording, "too-costly")
    except (DiskFull, SandboxUnavailable, OSError) as error:
        raise TransientFailure("storage") from error


def _convert(recording: Recording, progress: Progress) -> Result | Later:
    original = recording.original
    whole = find(rendition_key(original.sha256))
    begun = None if whole else rendition_of(original, RenditionKind.PLAY)
    if begun is not None:
        return _in_chunks(recording, begun, progress)
    facts = _facts(original)
    plan = plan_for(facts, settings.RECORDING_MAX_HOURS * MS_PER_HOUR)
    length_ms = facts.duration_ms or 0
    if whole is None and worth_chunks(plan, facts.demuxer, length_ms, settings.CHUNK_FROM_S * 1000):
        return _in_chunks(recording, begin(original, facts), progress)
    rendition = whole or _ensure(original, facts, plan, progress)
    index = open_index(artefact_path(index_file(rendition.sha256, artefact_on_disk(rendition), original)))
    result = _result(facts, rendition.lost, index)
    make_ready(recording, facts_of(index), index.duration_ms, result.reason)
    order_lighter(recording)
    return result


def _in_chunks(recording: Recording, rendition: Rendition, progress: Progress) -> Result | Later:
    ended = go_on(recording, rendition, progress)
    if isinstance(ended, Result) and ended.outcome != Outcome.KEEP:
        order_lighter(recording)
    return ended


def _result(facts: SourceFacts, lost: list[str], index: SampleIndex) -> Result:
    """Say what the rendition lacks; a rendition that lacks nothing is accepted."""
    said = facts.duration_ms or 0
    if said - index.duration_ms > MISSED_AT_MOST_MS:
        missing = [{"start_ms": index.duration_ms, "end_ms": said}]
        return Result(Outcome.SALVAGE, "cut-off", missing=missing)
    if lost:
        return Result(Outcome.SALVAGE, LOST[lost[0]])
    return Result(Outcome.ACCEPT)


def _facts(original: Original) -> SourceFacts:
    family = sniff(store().head(original.pk, settings.UPLOAD_SNIFF_BYTES))
    if family is None or family not in DEMUXERS:
        raise NotConvertible("no-decoder")
    with store().on_disk(original.pk) as path:
        return probe(path, family, deny_network=network_can_be_denied())


def _ensure(original: Original, facts: SourceFacts, plan: Plan, progress: Progress) -> Artefact:
    """Make the rendition of an original; the next best plan is tried where one fails."""
    failure: Exception = MediaRefused("nothing to try")
    for attempt in _attempts(plan):
        try:
            return _make(original, facts, attempt, progress)
        except (MediaRefused, LimitExceeded, Mp4Problem) as problem:
            log.info("rendition.not_made", original=original.pk, plan=str(attempt), detail=str(problem))
            failure = problem
    raise failure if isinstance(failure, FfmpegError) else MediaRefused(str(failure))


def _attempts(plan: Plan) -> Iterator[Plan]:
    yield plan
    if plan.copies:
        yield plan.encoding()
    if plan.video is not None and plan.audio:
        yield plan.encoding().only("video")
        yield plan.encoding().only("audio")


def _make(original: Original, facts: SourceFacts, plan: Plan, progress: Progress) -> Artefact:
    """Run once, check what came out, register it. Raises FfmpegError, Mp4Problem, OSError."""
    with store().on_disk(original.pk) as source, Targets([fresh_path(".mp4")]) as (target,):
        argv = arguments(source, facts, plan, target)
        damaged = encode(argv, media_ms(facts, original.size), progress, "converting")
        sha256, _index = checked(target, original)
    lost = (*plan.lost, "parts") if damaged else plan.lost
    key = rendition_key(original.sha256)
    return register(ArtefactKind.MEDIA, key, target, original, sha256=sha256, lost=lost)
