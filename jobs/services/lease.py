"""Leases: who may work on a job right now. Each write is a conditional UPDATE that names the fence."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from foundation.clock import utc_now
from jobs.errors import LeaseLost
from jobs.models import Hold, Job
from jobs.services.handlers import Handover, Later, Result
from jobs.states import FINAL, STATE_OF_OUTCOME, JobState

CANDIDATES = 20


def at_liberty() -> QuerySet[Job]:
    """Return the jobs that nobody has paused, neither one by one nor by a hold on their kind of work."""
    holds = Hold.objects.filter(court=OuterRef("court"), stage_of=OuterRef("stage_of"))
    return Job.objects.filter(~Exists(holds), paused_at=None)


def due() -> QuerySet[Job]:
    """Return the jobs that may be claimed now, the best one first."""
    now = utc_now()
    timely = Q(not_before=None) | Q(not_before__lte=now)
    return at_liberty().filter(timely, state=JobState.QUEUED).order_by("priority", "created_at", "pk")


def claim_best(owner: str, *, above: int | None = None) -> Job | None:
    """Take the lease of the best job that is due, with ``above`` only of those with a priority number below it.

    Several workers look at the same few rows; whoever loses one by the conditional update tries the next.
    """
    rows = due() if above is None else due().filter(priority__lt=above)
    while candidates := list(rows.values_list("pk", flat=True)[:CANDIDATES]):
        for job_id in candidates:
            if (job := claim(job_id, owner)) is not None:
                return job
    return None


def claim(job_id: str, owner: str) -> Job | None:
    """Take the lease of a queued job; None when it is not there, not due, paused or somebody was quicker."""
    now = utc_now()
    taken = (
        due()
        .order_by()
        .filter(pk=job_id)
        .update(
            state=JobState.RUNNING,
            owner=owner,
            fence=F("fence") + 1,
            attempt=F("attempt") + 1,
            lease_until=now + timedelta(seconds=settings.JOB_LEASE_S),
            heartbeat_at=now,
            progress=0,  # of this attempt, which begins now: the time left is reckoned from both
            started_at=now,
            finished_at=None,
        )
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
        paused_at=None,
        paused_by="",
        finished_at=utc_now(),
    )
    if not written:
        raise LeaseLost(job.pk)


def hand_over(job: Job, to: Handover) -> None:
    """Queue the job again as another kind of work; raises LeaseLost when somebody else holds it."""
    written = _held(job).update(
        kind=to.kind,
        stage_of=to.stage_of or to.kind,
        priority=job.priority if to.priority is None else to.priority,
        state=JobState.QUEUED,
        attempt=0,
        stage="",
        lease_until=None,
        not_before=None,
    )
    if not written:
        raise LeaseLost(job.pk)


def postpone(job: Job, until: Later) -> None:
    """Queue the job again for later; raises LeaseLost when somebody else holds it."""
    written = _held(job).update(
        state=JobState.QUEUED,
        attempt=max(0, job.attempt - 1),
        progress=until.percent,
        stage=until.stage,
        lease_until=None,
        not_before=utc_now() + timedelta(seconds=until.delay_s),
    )
    if not written:
        raise LeaseLost(job.pk)


def must_stop(job: Job) -> bool:
    """Tell whether a running job was paused meanwhile."""
    return not at_liberty().filter(pk=job.pk).exists()


def set_aside(job: Job) -> None:
    """Give the lease back in the middle of the work because it was paused; that is no failed attempt."""
    _held(job).update(
        state=JobState.QUEUED,
        attempt=max(0, job.attempt - 1),
        lease_until=None,
        not_before=None,
    )


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
