"""Letting the work on recordings rest, go on, or be tried again; each act with its audit row.

``jobs`` are some of the recording's jobs, ``object_id`` is what the caller named: one of them, or the recording.
"""

from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts.policies.caller import Caller
from custody.services.outbox import record
from jobs.models import Job
from jobs.services import pausing
from jobs.services.queue import requeue_all
from jobs.states import JobState, Outcome
from media_pipeline.doors import AdmittedWork
from media_pipeline.models import Chunk, Recording
from media_pipeline.services.lightening import plan_anew
from media_pipeline.states import (
    CHUNK_TRANSITIONS,
    RECORDING_JOBS,
    ChunkState,
    JobKind,
    RecordingState,
    Stage,
)

WORTH_TRYING = Q(state__in=(JobState.FAILED, JobState.KEPT)) | Q(state=JobState.DONE, outcome=Outcome.SALVAGE)
"""What another run may make better: it failed, nothing could be made of the file, or something of it is missing."""
WAIT_FOR_CHUNKS = (*RECORDING_JOBS, JobKind.LIGHT)
"""Jobs that begin chunks, wait for them and show them."""


@transaction.atomic
def pause_work(work: AdmittedWork, jobs: QuerySet[Job], object_id: str) -> bool:
    """Pause what waits or runs; returns whether anything was not paused before."""
    changed = pausing.pause(jobs, work.caller.id)
    if changed:
        _note("work.paused", work, object_id)
    return bool(changed)


@transaction.atomic
def resume_work(work: AdmittedWork, jobs: QuerySet[Job], object_id: str) -> bool:
    """Let what is paused go on; returns whether anything was."""
    changed = pausing.resume(jobs)
    if changed:
        _note("work.resumed", work, object_id)
    return bool(changed)


@transaction.atomic
def retry_work(work: AdmittedWork, jobs: QuerySet[Job], object_id: str) -> bool:
    """Let what failed or could not be made whole run again; returns whether anything does.

    A recording that was kept is being prepared again, so that the job may make it ready; one that plays still does.
    """
    worth = jobs.filter(WORTH_TRYING)
    lost = list(worth.filter(kind=JobKind.CHUNK).values_list("subject", flat=True))
    changed = requeue_all(worth)
    if changed:
        _make_anew(work.recording, lost)
        Recording.objects.filter(pk=work.recording.pk, state=RecordingState.KEPT).update(
            state=RecordingState.PREPARING, reason="", version=F("version") + 1
        )
        _note("work.retried", work, object_id)
    return bool(changed)


def _make_anew(recording: Recording, lost: list[str]) -> None:
    """Let chunks be made again that were given up, and the jobs that show them wait for them again."""
    sources = [state for state, targets in CHUNK_TRANSITIONS.items() if ChunkState.WAITING in targets]
    rows = Chunk.objects.filter(pk__in=lost, state__in=sources, shown=False)
    if rows.update(state=ChunkState.WAITING, reason=""):
        plan_anew(recording.original)
        requeue_all(Job.objects.filter(group=recording.pk, kind__in=WAIT_FOR_CHUNKS))


def _note(action: str, work: AdmittedWork, object_id: str) -> None:
    record(
        action,
        actor=work.caller.actor(),
        object_id=object_id,
        court=work.recording.court_id,
        rule=work.rule,
    )


@transaction.atomic
def hold_kind(court_id: str, stage: Stage, caller: Caller, rule: str) -> bool:
    """Let a kind of work of a court rest; returns whether it did not before."""
    changed = pausing.hold(court_id, stage, caller.id)
    if changed:
        record("work.held", actor=caller.actor(), object_id=stage, court=court_id, rule=rule)
    return changed


@transaction.atomic
def lift_kind(court_id: str, stage: Stage, caller: Caller, rule: str) -> bool:
    """Let a kind of work of a court go on; returns whether it had rested."""
    changed = pausing.lift(court_id, stage)
    if changed:
        record("work.lifted", actor=caller.actor(), object_id=stage, court=court_id, rule=rule)
    return changed
