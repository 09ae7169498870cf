"""Putting work into the queue: a row first, a wake-up on commit."""

from datetime import timedelta
from typing import Any

import structlog
from celery import current_app
from django.db import transaction

from foundation.clock import utc_now
from jobs.models import Job
from jobs.states import RESTARTABLE, JobState

log = structlog.get_logger(__name__)
TASK = "jobs.run"


def enqueue(kind: str, subject: str, *, key: str = "", priority: int = 5, delay_s: int = 0) -> Job:
    """Create the job (or return the one that already stands for this work) and wake a worker on commit.

    With a delay nobody is woken: the reaper finds the job when it is due.
    """
    columns: dict[str, Any] = {"kind": kind, "subject": subject, "priority": priority}
    if delay_s:
        columns["not_before"] = utc_now() + timedelta(seconds=delay_s)
    job, created = Job.objects.get_or_create(key=key or f"{kind}:{subject}", defaults=columns)
    if created and not delay_s:
        wake_on_commit(job.id)
    return job


def requeue(job: Job) -> None:
    """Let a failed, kept or finished job run again because a person asked for it."""
    changed = Job.objects.filter(pk=job.pk, state__in=RESTARTABLE)
    if changed.update(state=JobState.QUEUED, attempt=0, not_before=None, outcome="", reason="", progress=0):
        wake_on_commit(job.pk)


def wake_on_commit(job_id: str) -> None:
    """Send the id to the broker once the row is visible."""
    transaction.on_commit(lambda: wake(job_id))


def wake(job_id: str) -> None:
    """Send the id to the broker; a broker that is away loses nothing, the reaper finds the row."""
    try:
        current_app.send_task(TASK, args=[job_id], retry=False)
    except Exception as error:  # noqa: BLE001  any transport error at all: the row is the truth
        log.warning("broker.unreachable", job=job_id, error=str(error))
