"""The measuring jobs: a quick look, then the whole; each leaves what is wrong with the recording beside it."""

from datetime import UTC, datetime, timedelta

import structlog
from django.conf import settings

from custody.models import Original
from custody.services.stores import store
from foundation.clock import is_plausible, plus_ms
from jobs.errors import TransientFailure
from jobs.models import Job
from jobs.services.handlers import Progress, Result
from jobs.states import Outcome
from media_pipeline.ffmpeg.errors import DiskFull, FfmpegError, SandboxUnavailable
from media_pipeline.ffmpeg.formats import DEMUXERS
from media_pipeline.ffmpeg.isolation import network_can_be_denied
from media_pipeline.ffmpeg.probe import probe
from media_pipeline.models import ArtefactKind, HearingRange, Recording
from media_pipeline.mp4.storage import open_index
from media_pipeline.policies.recorder_time import recorder_start
from media_pipeline.policies.sniff import sniff
from media_pipeline.policies.triage import (
    Finding,
    Levels,
    PlaceFacts,
    Thresholds,
    picture_findings,
    place_findings,
    sound_findings,
)
from media_pipeline.services.artefacts import artefact_path, find
from media_pipeline.services.findings import replace_findings
from media_pipeline.services.measurables import Measurable, media_of
from media_pipeline.services.measuring import (
    ensure_sound,
    ensure_storyboard,
    grid_of,
    sample_picture,
    sample_sound,
)
from media_pipeline.services.playables import index_key
from media_pipeline.states import RECORDING_JOBS, Measured, RecordingState

log = structlog.get_logger(__name__)
MINUTE_MS = 60_000
USUAL = 3
"""So many recordings of a camera in a row show what it usually records."""


def look_quickly(recording_id: str, progress: Progress) -> Result:
    """Find what a few samples tell, whatever the length; idempotent (jobs' handler)."""
    recording = _recording(recording_id)
    source = _measurable(recording)
    found = place_findings(place_facts(recording), thresholds())
    if source is None:
        replace_findings(recording, found, Measured.WHOLE)
        return Result(Outcome.ACCEPT)
    try:
        progress(20, "sound")
        found += _sampled_sound(source)
        progress(60, "picture")
        frames = sample_picture(source)
    except (FfmpegError, OSError) as error:
        return _not_measured(recording, error)
    found += picture_findings(frames, source.duration_ms, thresholds(), sampled=True)
    replace_findings(recording, found, Measured.SAMPLES)
    return Result(Outcome.ACCEPT)


def measure_recording(recording_id: str, progress: Progress) -> Result:
    """Measure the whole, keep what is derived from it, and find what is wrong; idempotent (jobs' handler)."""
    recording = _recording(recording_id)
    source = _measurable(recording)
    if source is None:
        return Result(Outcome.KEEP, "not-measured")
    if not source.complete:
        return Result(Outcome.ACCEPT)  # whoever ends the work on it orders this again
    try:
        progress(5, "sound")
        levels = ensure_sound(source)
        progress(60, "picture")
        storyboard = ensure_storyboard(source)
    except (FfmpegError, OSError) as error:
        return _not_measured(recording, error)
    peaks = grid_of(ArtefactKind.PEAKS, source.original.sha256)
    heard = None if levels is None or peaks is None else Levels(levels, peaks)
    facts = place_facts(recording, look_inside=True)
    found = place_findings(facts, thresholds()) + sound_findings(heard, thresholds())
    frames = storyboard.frames if storyboard else ()
    found += picture_findings(frames, source.duration_ms, thresholds())
    replace_findings(recording, found, Measured.WHOLE)
    return Result(Outcome.ACCEPT)


def _recording(recording_id: str) -> Recording:
    return Recording.objects.select_related("original", "court", "courtroom").get(pk=recording_id)


def _measurable(recording: Recording) -> Measurable | None:
    return media_of(recording) if recording.state == RecordingState.READY else None


def _sampled_sound(source: Measurable) -> list[Finding]:
    sampled = sample_sound(source)
    return sound_findings(Levels(*sampled, sampled=True) if sampled else None, thresholds())


def _not_measured(recording: Recording, error: Exception) -> Result:
    """Say that a file could not be measured; it plays all the same. Raises TransientFailure for what passes."""
    if isinstance(error, DiskFull | SandboxUnavailable | OSError):
        raise TransientFailure("storage") from error
    log.warning("recording.not_measured", recording=recording.pk, detail=str(error))
    return Result(Outcome.KEEP, "not-measured", detail=str(error))


def thresholds() -> Thresholds:
    """Return where good ends, by the settings."""
    return Thresholds(
        silent_db=settings.TRIAGE_SILENT_DB,
        low_db=settings.TRIAGE_LOW_DB,
        clipped_per_mille=settings.TRIAGE_CLIPPED_PER_MILLE,
        clipped_s=settings.TRIAGE_CLIPPED_S,
        quiet_ms=settings.TRIAGE_QUIET_S * 1000,
        black_mean=settings.TRIAGE_BLACK_MEAN,
        black_deviation=settings.TRIAGE_BLACK_DEVIATION,
        black_ms=settings.TRIAGE_BLACK_S * 1000,
        frozen_change=settings.TRIAGE_FROZEN_CHANGE,
        frozen_ms=settings.TRIAGE_FROZEN_S * 1000,
        clock_ms=settings.TRIAGE_CLOCK_MINUTES * MINUTE_MS,
        schedule_ms=settings.TRIAGE_SCHEDULE_MINUTES * MINUTE_MS,
    )


def place_facts(recording: Recording, *, look_inside: bool = False) -> PlaceFacts:
    """Gather what is known of a recording besides its media; ``look_inside`` asks the container for its clock, too."""
    return PlaceFacts(
        readable=recording.state != RecordingState.KEPT,
        started_at=recording.started_at,
        duration_ms=recording.duration_ms or 0,
        received_at=recording.original.received_at,
        recorder_clock=_recorder_clock(recording, look_inside=look_inside),
        session=_session(recording),
        missing=_missing(recording),
        has_picture=_has_picture(recording),
        usual_picture=_usual_picture(recording),
    )


def _recorder_clock(recording: Recording, *, look_inside: bool) -> datetime | None:
    """Return the start that the file itself names: in its first bytes, else in its container, however implausible."""
    original = recording.original
    head = store().head(original.pk, settings.UPLOAD_SNIFF_BYTES)
    told = recorder_start(head, original.received_at, recording.court.zone) or _indexed_clock(original)
    told = told or (_container_clock(original, sniff(head)) if look_inside else None)
    # What is known of the clock and was put right is no finding any more.
    return None if told is None else plus_ms(told, -recording.clock_offset_ms)


def _indexed_clock(original: Original) -> datetime | None:
    index = find(index_key(original.sha256))
    created_ms = open_index(artefact_path(index)).created_at_ms if index is not None else None
    return None if created_ms is None else datetime.fromtimestamp(created_ms / 1000, UTC)


def _container_clock(original: Original, family: str | None) -> datetime | None:
    if family is None or family not in DEMUXERS:
        return None
    try:
        with store().on_disk(original.pk) as path:
            facts = probe(path, family, deny_network=network_can_be_denied())
        created = datetime.fromisoformat(facts.created)
    except (FfmpegError, ValueError):
        return None
    return created if created.tzinfo is not None and is_plausible(created) else None


def _session(recording: Recording) -> tuple[datetime, datetime] | None:
    """Return from when to when the hearings that read the recording were held, else planned."""
    ranges = HearingRange.objects.filter(recording=recording, withdrawn_at=None).select_related("hearing")
    hearings = [part.hearing for part in ranges]
    if not hearings:
        return None
    starts = [hearing.opened_at or hearing.scheduled_at for hearing in hearings]
    ends = [
        hearing.closed_at or start + timedelta(minutes=hearing.scheduled_minutes)
        for hearing, start in zip(hearings, starts, strict=True)
    ]
    return min(starts), max(ends)


def _missing(recording: Recording) -> tuple[tuple[int, int], ...]:
    """Return what the file should hold and does not play, as the job that prepared it found."""
    job = Job.objects.filter(kind__in=RECORDING_JOBS, subject=recording.pk).order_by("-created_at").first()
    rows = job.missing if job is not None else []
    return tuple((row["start_ms"], row["end_ms"]) for row in rows)


def _has_picture(recording: Recording) -> bool:
    return any(stream["kind"] == "video" for stream in recording.streams)


def _usual_picture(recording: Recording) -> bool:
    """Tell whether this courtroom's camera has recorded a picture each of the last times."""
    if recording.courtroom_id is None:
        return False
    others = Recording.objects.filter(
        courtroom=recording.courtroom_id, camera=recording.camera, state=RecordingState.READY
    ).exclude(pk=recording.pk)
    last = list(others.order_by("-started_at")[:USUAL])
    return len(last) == USUAL and all(_has_picture(row) for row in last)
