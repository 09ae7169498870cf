"""Leases: who may work on a job right now. Each write is a conditional UPDATE that names the fence."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet

from foundation.clock import utc_now
from jobs.errors import LeaseLost
from jobs.models import Job
from jobs.services.handlers import Result
from jobs.states import FINAL, STATE_OF_OUTCOME, JobState


def claim(job_id: str, owner: str) -> Job | None:
    """Take the lease of a queued job; None when it is not there, not due or somebody was quicker."""
    now = utc_now()
    due = Q(not_before=None) | Q(not_before__lte=now)
    taken = Job.objects.filter(due, pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING,
        owner=owner,
        fence=F("fence") + 1,
        attempt=F("attempt") + 1,
        lease_until=now + timedelta(seconds=settings.JOB_LEASE_S),
        heartbeat_at=now,
        started_at=now,
        finished_at=None,
    )
    return Job.objects.get(pk=job_id) if taken else None


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, fence=job.fence, state=JobState.RUNNING)


def heartbeat(job: Job, *, percent: int | None = None, stage: str = "") -> None:
    """Extend the lease and note the progress; raises LeaseLost when the fence is no longer ours."""
    now = utc_now()
    columns: dict[str, object] = {
        "heartbeat_at": now,
        "lease_until": now + timedelta(seconds=settings.JOB_LEASE_S),
    }
    if percent is not None:
        columns["progress"] = max(0, min(100, percent))
    if stage:
        columns["stage"] = stage
    if not _held(job).update(**columns):
        raise LeaseLost(job.pk)


def finish(job: Job, result: Result) -> None:
    """Write the final state; raises LeaseLost when somebody else holds the job, then nothing is written."""
    state = STATE_OF_OUTCOME[result.outcome]
    written = _held(job).update(
        state=state,
        outcome=result.outcome,
        reason=result.reason,
        detail=result.detail[:300],
        missing=result.missing,
        progress=100,
        lease_until=None,
        finished_at=utc_now(),
    )
    if not written:
        raise LeaseLost(job.pk)


def hand_over(job: Job, kind: str) -> None:
    """Queue the job again as another kind of work; raises LeaseLost when somebody else holds it."""
    written = _held(job).update(
        kind=kind, state=JobState.QUEUED, attempt=0, stage="", lease_until=None, not_before=None
    )
    if not written:
        raise LeaseLost(job.pk)


def give_back(job: Job, code: str, *, passing: bool = True) -> None:
    """End an attempt that failed: queued again after a growing pause, or failed for a person.

    A passing failure (a full disk, a locked upload) is tried for ever: it ends with its cause, and then nobody should
    have to remember this job. Anything else is given up after JOB_MAX_ATTEMPTS.
    """
    counted = min(job.attempt, settings.JOB_MAX_ATTEMPTS)
    last = not passing and job.attempt >= settings.JOB_MAX_ATTEMPTS
    pause = timedelta(seconds=min(settings.JOB_RETRY_PAUSE_S * 2**counted, settings.JOB_RETRY_PAUSE_MAX_S))
    _held(job).update(
        state=JobState.FAILED if last else JobState.QUEUED,
        reason=code,
        attempt=counted - 1 if passing and counted == settings.JOB_MAX_ATTEMPTS else counted,
        lease_until=None,
        not_before=None if last else utc_now() + pause,
        finished_at=utc_now() if last else None,
    )


def is_final(state: str) -> bool:
    """Tell whether a job in this state will not change by itself any more."""
    return state in FINAL
