"""Findings of a recording: kept with it, replaced by the next look, seen by a person."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.policies.caller import Caller
from custody.services.outbox import record
from foundation.clock import utc_now
from jobs.models import Job
from jobs.services.queue import enqueue, requeue
from jobs.states import Priority
from media_pipeline.models import Recording, RecordingFinding
from media_pipeline.policies.triage import Finding
from media_pipeline.states import MEASURING_JOBS, JobKind, Measured, RecordingState, Stage


def look_soon(recording: Recording) -> None:
    """Have a quick look taken at a recording that became ready or was kept; in the caller's transaction.

    What it costs is the same for all lengths, so it comes before what takes long.
    """
    Recording.objects.filter(pk=recording.pk).update(measured=Measured.NOTHING)
    _order(recording, JobKind.MEASURE_QUICK, Priority.AUDIO)


def measure_soon(recording: Recording) -> None:
    """Have a recording measured from which everything plays that ever will; in the caller's transaction."""
    _order(recording, JobKind.MEASURE, Priority.MEASURE)


def measure_forgotten() -> int:
    """Order what was never ordered: of recordings from before there was measuring (a keeper's round)."""
    ordered = Job.objects.filter(kind__in=MEASURING_JOBS, subject=OuterRef("pk"))
    rows = Recording.objects.filter(~Exists(ordered), state__in=(RecordingState.READY, RecordingState.KEPT))
    found = list(rows.order_by("-started_at")[: settings.SWEEP_BATCH])
    for recording in found:
        with transaction.atomic():
            look_soon(recording)
            if recording.state == RecordingState.READY:
                measure_soon(recording)
    return len(found)


def _order(recording: Recording, kind: JobKind, priority: Priority) -> None:
    job = enqueue(
        kind,
        recording.pk,
        priority=priority,
        group=recording.pk,
        stage_of=Stage.MEASURING,
        court=recording.court_id,
    )
    requeue(job)


@transaction.atomic
def replace_findings(recording: Recording, found: Iterable[Finding], measured: Measured) -> bool:
    """Keep what was found instead of what was found before; what was seen stays seen.

    Returns False and changes nothing where the whole has been measured and this is only from samples.
    """
    row = Recording.objects.select_for_update().get(pk=recording.pk)
    if row.measured == Measured.WHOLE and measured is Measured.SAMPLES:
        return False
    before = RecordingFinding.objects.filter(recording=row)
    seen = {(old.code, old.channel): (old.seen_at, old.seen_by) for old in before.exclude(seen_at=None)}
    before.delete()
    fresh = [_row(row, finding) for finding in found]
    for finding in fresh:
        finding.seen_at, finding.seen_by = seen.get((finding.code, finding.channel), (None, ""))
    RecordingFinding.objects.bulk_create(fresh)
    Recording.objects.filter(pk=row.pk).update(measured=measured)
    return True


def _row(recording: Recording, finding: Finding) -> RecordingFinding:
    return RecordingFinding(
        recording=recording,
        code=finding.code,
        severity=finding.severity,
        channel=finding.channel,
        from_ms=finding.from_ms,
        to_ms=finding.to_ms,
        value=finding.value,
    )


@transaction.atomic
def see_findings(recording: Recording, caller: Caller, rule: str) -> int:
    """Note that a person has seen a recording's findings; returns how many were new to anybody."""
    rows = RecordingFinding.objects.filter(recording=recording, seen_at=None)
    codes = sorted(set(rows.values_list("code", flat=True)))
    changed = rows.update(seen_at=utc_now(), seen_by=caller.id)
    if changed:
        record(
            "findings.seen",
            actor=caller.actor(),
            object_id=recording.pk,
            court=recording.court_id,
            rule=rule,
            private={"codes": codes},
        )
    return changed
