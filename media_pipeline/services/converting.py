"""The convert job: a playable rendition of an original that browsers cannot play, or the reason why there is none."""

from collections.abc import Iterator

import structlog
from django.conf import settings

from custody.models import Original
from custody.services.originals import store
from jobs.errors import TransientFailure
from jobs.services.handlers import Progress, Result
from jobs.states import Outcome
from media_pipeline.ffmpeg.binary import find_ffmpeg
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
from media_pipeline.ffmpeg.limits import MEBIBYTE, Limits
from media_pipeline.ffmpeg.outcome import require_success
from media_pipeline.ffmpeg.plan import NotConvertible, Plan, plan_for
from media_pipeline.ffmpeg.probe import SourceFacts, probe
from media_pipeline.ffmpeg.progress import Progress as Encoded
from media_pipeline.ffmpeg.runner import Runner
from media_pipeline.models import Artefact, ArtefactKind, Recording
from media_pipeline.mp4.errors import Mp4Problem
from media_pipeline.mp4.index import SampleIndex
from media_pipeline.mp4.storage import open_index
from media_pipeline.policies.sniff import sniff
from media_pipeline.services.artefacts import artefact_path, digest, find, fresh_path, make_durable, register
from media_pipeline.services.indexing import damage_of, index_file, keep, make_ready
from media_pipeline.services.playables import rendition_key
from media_pipeline.states import RecordingState

log = structlog.get_logger(__name__)
BASE_LIMITS = Limits(
    wall_s=180, cpu_s=120, memory_bytes=6144 * MEBIBYTE, file_bytes=64 * MEBIBYTE, niceness=10, open_files=64
)
MISSED_AT_MOST_MS = 1_000
"""A rendition that is shorter than its source says by more than this lacks something."""
MS_PER_HOUR = 3_600_000
SHORTEST_MS = 50
"""Less than a frame of sound is nothing that could be played."""
SLOWEST_BYTES_PER_MS = 1
"""8 kbit/s, less than any recorder writes; for files whose container does not say how long they are."""
LOST = {"video": "picture-lost", "audio": "sound-lost", "parts": "damaged-parts"}
NO_DAMAGE = "not on whitelist"
"""What ffmpeg says of subtitles and the like that it may not decode."""


def convert_recording(recording_id: str, progress: Progress) -> Result:
    """Make a recording playable, or keep it with the reason; idempotent (jobs' handler)."""
    recording = Recording.objects.select_related("original").get(pk=recording_id)
    if recording.state == RecordingState.WITHDRAWN:
        return Result(Outcome.KEEP, "withdrawn")
    try:
        facts = _facts(recording.original)
        plan = plan_for(facts, settings.RECORDING_MAX_HOURS * MS_PER_HOUR)
        rendition = _ensure(recording.original, facts, plan, progress)
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
    index = open_index(
        artefact_path(index_file(rendition.sha256, artefact_path(rendition), recording.original))
    )
    result = _result(facts, rendition.lost, index)
    make_ready(recording, index, result.reason)
    return result


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
    path = store().path(original.pk)
    with path.open("rb") as file:
        family = sniff(file.read(settings.UPLOAD_SNIFF_BYTES))
    if family is None or family not in DEMUXERS:
        raise NotConvertible("no-decoder")
    return probe(path, family, deny_network=network_can_be_denied())


def _ensure(original: Original, facts: SourceFacts, plan: Plan, progress: Progress) -> Artefact:
    """Return the rendition of an original; the next best plan is tried where one fails."""
    known = find(rendition_key(original.sha256))
    if known is not None:
        return known
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
    if plan.video is not None and plan.video.way == "copy":
        yield plan.encoding()
    if plan.video is not None and plan.audio:
        yield plan.encoding().only("video")
        yield plan.only("audio")


def _make(original: Original, facts: SourceFacts, plan: Plan, progress: Progress) -> Artefact:
    """Run once, check what came out, register it. Raises FfmpegError, Mp4Problem, OSError."""
    source, target = store().path(original.pk), fresh_path(".mp4")
    media_ms = _media_ms(facts, original.size)

    def report(encoded: Encoded) -> None:
        progress(min(95, 5 + 90 * encoded.media_ms // max(media_ms, 1)), "converting")

    try:
        run = require_success(_runner(media_ms)(arguments(source, facts, plan, target), on_progress=report))
        make_durable(target)
        sha256 = digest(target)
        # An exit code proves nothing: what the index cannot read, or what is empty, is no rendition.
        if open_index(artefact_path(index_file(sha256, target, original))).duration_ms < SHORTEST_MS:
            raise MediaRefused("nothing came out")
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    damaged = any(NO_DAMAGE not in line for line in run.stderr_tail.splitlines())
    lost = (*plan.lost, "parts") if damaged else plan.lost
    key = rendition_key(original.sha256)
    return register(ArtefactKind.MEDIA, key, target, original, sha256=sha256, lost=lost)


def _media_ms(facts: SourceFacts, size: int) -> int:
    """Return the length that limits are scaled to: as the container says, else what so many bytes can be at most."""
    longest_ms: int = settings.RECORDING_MAX_HOURS * MS_PER_HOUR
    return min(facts.duration_ms or size // SLOWEST_BYTES_PER_MS, longest_ms)


def _runner(media_ms: int) -> Runner:
    limits = BASE_LIMITS.scaled_to_media(
        media_ms,
        cpu_per_media_s=settings.CONVERT_CPU_PER_MEDIA_S,
        bytes_per_media_s=settings.CONVERT_BYTES_PER_MEDIA_S,
    )
    return Runner(find_ffmpeg(settings.FFMPEG_BINARY).path, limits, network_can_be_denied())
