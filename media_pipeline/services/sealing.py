"""The end of an upload: whole, compared, stored, registered, and on its way to being playable."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F

from courts.models import Court
from custody.models import Original
from custody.services.originals import Received, store, take_in
from custody.services.outbox import SYSTEM, Actor, record
from foundation.clock import utc_now
from hearings.models import Hearing
from jobs.errors import TransientFailure
from jobs.models import Job
from jobs.services.fastlane import start_on_commit
from jobs.services.handlers import Progress, Result
from jobs.services.queue import enqueue, requeue
from jobs.states import Outcome, Priority
from media_pipeline.errors import ChecksumMismatch, DiskFull, OtherWriter, PartLost, StorageDown
from media_pipeline.models import HearingRange, Recording, Upload
from media_pipeline.policies.recorder_time import recorder_start
from media_pipeline.services.hashing import Digests, digests_at
from media_pipeline.services.parts import disk_told, part_path, remove_part, sole_writer
from media_pipeline.services.ranges import take_range
from media_pipeline.services.receiving import lose
from media_pipeline.states import RECORDING_JOBS, JobKind, RecordingState, Stage, UploadState

UNFINISHED = frozenset({UploadState.RECEIVING, UploadState.SEALING})


def announce_seal(upload: Upload) -> None:
    """Note that the last byte is durable, and make sure that somebody finishes should this process die now."""
    with transaction.atomic():
        Upload.objects.filter(pk=upload.pk, state=UploadState.RECEIVING).update(state=UploadState.SEALING)
        enqueue(JobKind.SEAL, upload.pk, priority=Priority.INTERACTIVE, delay_s=settings.SEAL_RESCUE_AFTER_S)
    upload.state = UploadState.SEALING


def seal(upload: Upload, actor: Actor) -> Upload:
    """Store and register a whole upload; idempotent, the caller holds its lock.

    Raises ChecksumMismatch (the part is kept for a day), PartLost, DiskFull, StorageDown. When it returns, the original
    is immutable and the recording has its job.
    """
    if upload.state not in UNFINISHED:
        return upload
    court = _court(upload)
    with disk_told():
        original = _stored_before(upload) or _take_in(upload, actor, court)
    with transaction.atomic():
        recording = _register(upload, original, court, actor)
        job = enqueue(
            JobKind.INDEX,
            recording.pk,
            priority=Priority.INTERACTIVE,
            group=recording.pk,
            stage_of=Stage.PROBE,
            court=court.pk,
        )
        Upload.objects.filter(pk=upload.pk).update(state=UploadState.DONE, recording=recording)
        start_on_commit(job.pk)
    remove_part(upload.pk)
    upload.refresh_from_db()
    return upload


def _court(upload: Upload) -> Court:
    place = upload.hearing or upload.courtroom
    if place is None:  # the database forbids it
        raise ValueError(upload.pk)
    return place.court


def _stored_before(upload: Upload) -> Original | None:
    """Return the original that an interrupted earlier attempt had stored."""
    return Original.objects.filter(pk=upload.pk).first()


def _take_in(upload: Upload, actor: Actor, court: Court) -> Original:
    digests = _digests(upload)
    sha256 = digests.sha256.hexdigest()
    if upload.declared_sha256 and upload.declared_sha256 != sha256:
        _mark_mismatch(upload, actor)
        raise ChecksumMismatch
    received = Received(
        id=upload.pk,
        part=part_path(upload.pk),
        size=upload.length,
        sha256=sha256,
        sha512=digests.sha512.hexdigest(),
        filename=upload.filename,
        courtroom=upload.courtroom_id or "",
        recorder_time=upload.started_at,
    )
    return take_in(received, actor=actor, court=court.pk)


def _digests(upload: Upload) -> Digests:
    """Return the digests of the whole; from the store when an earlier attempt died after moving the part there."""
    part = part_path(upload.pk)
    bytes_at = part if part.exists() else store().locate(upload.pk)
    if bytes_at is None or bytes_at.stat().st_size != upload.length:
        lose(upload)
    return digests_at(upload.pk, bytes_at, upload.length)


@transaction.atomic
def _mark_mismatch(upload: Upload, actor: Actor) -> None:
    upload.state = UploadState.MISMATCH
    upload.problem = ChecksumMismatch.code
    upload.expires_at = utc_now() + timedelta(seconds=settings.UPLOAD_MISMATCH_KEPT_S)
    upload.save(update_fields=["state", "problem", "expires_at"])
    record("upload.mismatch", actor=actor, object_id=upload.pk, outcome="refused")


def _register(upload: Upload, original: Original, court: Court, actor: Actor) -> Recording:
    if upload.recording is not None:
        return upload.recording
    hearing = upload.hearing
    started_at = upload.started_at or _start_of(upload, original, court)
    if hearing is not None and (known := _heard_already(upload, hearing, original, started_at)) is not None:
        record("recording.repeated", actor=actor, object_id=known.pk, court=court.pk, sha256=original.sha256)
        return known
    recording = Recording.objects.create(
        court=court,
        courtroom=upload.courtroom,
        original=original,
        filename=upload.filename,
        started_at=started_at,
        camera=upload.camera,
        channels=upload.channels,
        uploader=upload.creator,
        state=RecordingState.PREPARING,
    )
    record("recording.received", actor=actor, object_id=recording.pk, court=court.pk, sha256=original.sha256)
    if hearing is not None:
        take_range(hearing, recording, actor, rule="upload")
    return recording


def _start_of(upload: Upload, original: Original, court: Court) -> datetime:
    """Return when the recorder says that it began; where it says nothing, or its clock is off, when the hearing did.

    Who sends a file to a hearing knows that it belongs there: a clock that tells another day is not believed.
    """
    hearing = upload.hearing
    expected = hearing.opened_at or hearing.scheduled_at if hearing else upload.created_at
    with store().path(original.pk).open("rb") as file:
        head = file.read(settings.UPLOAD_SNIFF_BYTES)
    told = recorder_start(head, expected, ZoneInfo(court.time_zone))
    if told is None or (
        hearing and abs(told - expected) > timedelta(minutes=settings.RECORDER_CLOCK_MINUTES)
    ):
        return expected
    return told


def _heard_already(
    upload: Upload, hearing: Hearing, original: Original, started_at: datetime
) -> Recording | None:
    """Return the recording that a hearing already has of these bytes at this time: sent twice, it is still one."""
    ranges = HearingRange.objects.filter(hearing=hearing, withdrawn_at=None, from_ms=0, to_ms=None)
    return Recording.objects.filter(
        original=original, started_at=started_at, camera=upload.camera, ranges__in=ranges
    ).first()


def finish_abandoned(upload_id: str, _progress: Progress) -> Result:
    """Finish an upload whose process died after the last byte (jobs' handler)."""
    upload = Upload.objects.select_related("hearing__court", "courtroom__court", "recording").get(
        pk=upload_id
    )
    if upload.state not in UNFINISHED:
        return Result(Outcome.ACCEPT)
    try:
        with sole_writer(upload.pk):
            upload.refresh_from_db()
            seal(upload, SYSTEM)
    except OtherWriter as error:
        raise TransientFailure("being-sealed") from error
    except ChecksumMismatch as problem:
        return Result(Outcome.REJECT, problem.code)
    except PartLost as problem:
        # Not rejected: the client sends it again under the same upload, and then this job is needed once more.
        return Result(Outcome.KEEP, problem.code)
    except (DiskFull, StorageDown) as problem:
        raise TransientFailure("storage") from problem
    return Result(Outcome.ACCEPT)


def rescue_abandoned() -> int:
    """Have somebody finish what is whole but was left lying, even without its first job (a keeper's round)."""
    before = utc_now() - timedelta(seconds=settings.SEAL_RESCUE_AFTER_S)
    whole = Upload.objects.filter(
        state__in=UNFINISHED, offset=F("length"), touched_at__lte=before
    ).values_list("pk", flat=True)
    found = list(whole[: settings.SWEEP_BATCH])
    for upload_id in found:
        with transaction.atomic():
            requeue(enqueue(JobKind.SEAL, upload_id, priority=Priority.INTERACTIVE))
    return len(found)


def job_of(recording: Recording) -> Job | None:
    """Return the job that makes a recording playable."""
    return Job.objects.filter(kind__in=RECORDING_JOBS, subject=recording.pk).first()
