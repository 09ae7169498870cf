"""The index job: from a stored original to something that plays, in well under a second."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F

from custody.models import Original
from custody.services.outbox import SYSTEM, record
from custody.services.stores import store
from foundation.clock import plus_ms
from jobs.errors import TransientFailure
from jobs.services.handlers import Handover, Progress, Result
from jobs.states import Outcome, Priority
from media_pipeline.models import Artefact, ArtefactKind, Recording
from media_pipeline.mp4.child import ChildLimits, IndexServer
from media_pipeline.mp4.errors import IndexLimitHit, Mp4Damaged, Mp4Problem
from media_pipeline.mp4.index import SampleIndex, TrackFacts
from media_pipeline.mp4.limits import IndexLimits
from media_pipeline.mp4.storage import open_index
from media_pipeline.services.artefacts import artefact_path, find, fresh_path, make_durable, register
from media_pipeline.services.clocks import learn_creation
from media_pipeline.services.findings import look_soon, measure_soon
from media_pipeline.services.follow_ups import order_lighter
from media_pipeline.services.intake import channels_that_fit
from media_pipeline.services.matching import place
from media_pipeline.services.playables import index_key, whole_file
from media_pipeline.services.ranges import refresh_time_base
from media_pipeline.services.wording import make_blank_slates
from media_pipeline.states import RECORDING_TRANSITIONS, JobKind, RecordingState, Stage

log = structlog.get_logger(__name__)
UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BEYOND_HELP = frozenset({"encrypted", "no-moov"})


@cache
def _server() -> IndexServer:
    limits = ChildLimits(
        memory_bytes=settings.INDEX_MEMORY_BYTES, cpu_s=settings.INDEX_CPU_S, wall_s=settings.INDEX_WALL_S
    )
    return IndexServer(limits)


def warm_up() -> None:
    """Start the index child now, so that the first upload does not wait for it."""
    _server().start()


def index_recording(recording_id: str, progress: Progress) -> Result | Handover:
    """Index a recording and make it ready, or hand it over to be converted; idempotent (jobs' handler)."""
    recording = Recording.objects.select_related("original").get(pk=recording_id)
    if recording.state == RecordingState.WITHDRAWN:
        return Result(Outcome.KEEP, "withdrawn")
    progress(10, "reading")
    try:
        index = open_index(artefact_path(ensure_index(recording)))
        progress(60, "preparing")
    except Mp4Problem as problem:
        return _hand_over(recording, problem)
    except OSError as error:
        raise TransientFailure("storage") from error
    _learn(recording, index)
    result = make_ready(recording, facts_of(index), index.duration_ms)
    order_lighter(recording)
    return result


def _learn(recording: Recording, index: SampleIndex) -> None:
    """Take over what only the whole file says: when it was begun, and whether the room's microphones are in it."""
    if index.created_at_ms is not None:
        learn_creation(recording, plus_ms(UNIX_EPOCH, index.created_at_ms))
    channels = channels_that_fit(recording, sum(track.facts.channels for track in index.audio))
    if channels != recording.channels:
        Recording.objects.filter(pk=recording.pk).update(channels=channels, version=F("version") + 1)


def _hand_over(recording: Recording, problem: Mp4Problem) -> Result | Handover:
    """Have a rendition made; what no decoder can open, or would pay too dearly for, is kept at once."""
    log.info(
        "recording.not_playable_as_it_is", recording=recording.pk, code=problem.code, detail=problem.detail
    )
    if isinstance(problem, IndexLimitHit) or problem.code in BEYOND_HELP:
        return keep(recording, problem.code)
    # Soon: the first seconds of a long file, and short files whole, are what somebody waits for.
    return Handover(JobKind.CONVERT, Priority.INTERACTIVE + 1, Stage.PICTURE)


def damage_of(recording: Recording) -> str:
    """Return what the index found broken in an original, "" when it found nothing or is of another container."""
    try:
        ensure_index(recording)
    except Mp4Problem as problem:
        return problem.code if isinstance(problem, Mp4Damaged) else ""
    return ""


def ensure_index(recording: Recording) -> Artefact:
    """Return the sample index of a recording, made in the limited child if it is new. Raises Mp4Problem, OSError."""
    original = recording.original
    return index_file(original.sha256, store().on_disk(original.pk), original)


def index_file(sha256: str, file: AbstractContextManager[Path], original: Original) -> Artefact:
    """Return the sample index of a file, an original or what was made of it. Raises Mp4Problem, OSError.

    The file is held only when it must be read.
    """
    key = index_key(sha256)
    known = find(key)
    if known is not None:
        return known
    target = fresh_path(".vidx")
    with file as path:
        _server().index(path, target, IndexLimits())
    make_durable(target)
    return register(ArtefactKind.INDEX, key, target, original)


def facts_of(index: SampleIndex) -> list[TrackFacts]:
    """Return what is known of each track of a file."""
    return [track.facts for track in index.tracks]


def make_ready(
    recording: Recording, tracks: Sequence[TrackFacts], duration_ms: int, reason: str = ""
) -> Result:
    """Let a recording be played with these tracks; the reason says what of it is missing.

    One that is played already is played anew: whoever watches asks for new addresses.
    """
    make_blank_slates(tracks)
    columns = {"reason": reason, "duration_ms": duration_ms, "streams": [_stream(facts) for facts in tracks]}
    if not _become(recording, RecordingState.READY, columns):
        play_anew(recording, columns)
    return Result(Outcome.ACCEPT)


def keep(recording: Recording, code: str) -> Result:
    """Keep the original with the reason why nothing can be played of it."""
    _become(recording, RecordingState.KEPT, {"reason": code})
    return Result(Outcome.KEEP, code)


@transaction.atomic
def _become(recording: Recording, state: RecordingState, columns: dict[str, Any]) -> bool:
    sources = [source for source, targets in RECORDING_TRANSITIONS.items() if state in targets]
    rows = Recording.objects.filter(pk=recording.pk, state__in=sources)
    if not rows.update(**columns, state=state, version=F("version") + 1):
        return False
    record(f"recording.{state}", actor=SYSTEM, object_id=recording.pk, court=recording.court_id)
    look_soon(recording)
    if state is RecordingState.READY and whole_file(recording.original) is not None:
        measure_soon(recording)
    _renew_addresses(recording)
    return True


@transaction.atomic
def play_anew(recording: Recording, columns: dict[str, Any]) -> None:
    """Change what is known of a recording that is played, and let whoever watches ask for new addresses."""
    rows = Recording.objects.filter(pk=recording.pk, state=RecordingState.READY)
    if rows.update(**columns, version=F("version") + 1):
        _renew_addresses(recording)


def _renew_addresses(recording: Recording) -> None:
    for part in recording.ranges.filter(withdrawn_at=None).select_related("hearing"):
        refresh_time_base(part.hearing)
    place(recording.pk)  # now that its length is known


def _stream(facts: TrackFacts) -> dict[str, Any]:
    if facts.kind == "video":
        return {
            "kind": "video",
            "codec": facts.codec,
            "width": facts.width,
            "height": facts.height,
            "fps": facts.fps,
        }
    return {
        "kind": "audio",
        "codec": facts.codec,
        "channels": facts.channels,
        "sample_rate": facts.sample_rate,
    }
