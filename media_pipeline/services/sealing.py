"""The end of an upload: whole, compared, stored, registered, and on its way to being playable."""

from contextlib import nullcontext
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from courts.models import Court
from custody.models import Original
from custody.services.originals import Received, take_in
from custody.services.outbox import SYSTEM, Actor, record
from custody.services.stores import store
from foundation.clock import utc_now
from jobs.errors import TransientFailure
from jobs.models import Job
from jobs.services.fastlane import start_on_commit
from jobs.services.handlers import Progress, Result
from jobs.services.queue import enqueue, requeue
from jobs.states import Outcome, Priority
from media_pipeline.errors import ChecksumMismatch, DiskFull, OtherWriter, PartLost, StorageDown
from media_pipeline.models import Recording, Upload
from media_pipeline.services.hashing import Digests, digests_at
from media_pipeline.services.intake import Intake, intake_of
from media_pipeline.services.matching import place
from media_pipeline.services.parts import disk_told, part_path, remove_part, sole_writer
from media_pipeline.services.ranges import take_range
from media_pipeline.services.receiving import lose
from media_pipeline.states import (
    RECORDING_JOBS,
    ClockSource,
    JobKind,
    Placement,
    RecordingState,
    Stage,
    UploadState,
)

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
    with nullcontext(part) if part.exists() else store().taken(upload.pk) as bytes_at:
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
    # One after the other: the same file, sent twice at the same moment, must meet itself.
    Original.objects.select_for_update(no_key=True).get(pk=original.pk)
    intake = intake_of(upload, original, court)
    known = _known(upload, original, intake)
    if known is not None:
        record("recording.repeated", actor=actor, object_id=known.pk, court=court.pk, sha256=original.sha256)
        return known
    recording = Recording.objects.create(
        court=court,
        courtroom=upload.courtroom,
        original=original,
        filename=upload.filename,
        started_at=intake.start.started_at,
        claimed_at=intake.start.claimed_at,
        clock_source=intake.start.source,
        clock_offset_ms=intake.start.clock_offset_ms,
        camera=intake.camera,
        channels=intake.channels,
        uploader=upload.creator,
        state=RecordingState.PREPARING,
        placement=Placement.PERSON if upload.hearing else Placement.AUTOMATIC,
    )
    record("recording.received", actor=actor, object_id=recording.pk, court=court.pk, sha256=original.sha256)
    if upload.hearing is not None:
        take_range(upload.hearing, recording, actor, rule="upload")
    else:
        place(recording.pk)
    return recording


def _known(upload: Upload, original: Original, intake: Intake) -> Recording | None:
    """Return the recording that is there of these bytes at this place: sent twice, it is still one.

    Only a sender who says another start means another recording. The time is what was said then, not what a person has
    made of it since. Sent to a hearing, it is known where that hearing reads all of it.
    """
    same = Recording.objects.filter(original=original, camera=intake.camera).order_by("created_at")
    if intake.start.source is ClockSource.CLIENT:
        same = same.filter(claimed_at=intake.start.claimed_at)
    if upload.hearing is None:
        return same.filter(courtroom=upload.courtroom).first()
    whole = {"ranges__withdrawn_at": None, "ranges__from_ms": 0, "ranges__to_ms": None}
    return same.filter(ranges__hearing=upload.hearing, **whole).first()


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
