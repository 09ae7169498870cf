"""The reaper: a job whose worker died goes back to the queue, a job whose wake-up was lost is woken again."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q

from foundation.clock import utc_now
from jobs.models import Job, ProcessHeartbeat
from jobs.services.queue import wake
from jobs.states import JobState


def reap() -> int:
    """Free expired leases and wake everything that is due; returns how many leases had expired."""
    now = utc_now()
    expired = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now)
    hopeless = expired.filter(attempt__gte=settings.JOB_MAX_ATTEMPTS)
    freed = hopeless.update(
        state=JobState.FAILED, reason="worker-died", lease_until=None, finished_at=now, fence=F("fence") + 1
    )
    freed += expired.update(
        state=JobState.QUEUED, reason="worker-died", lease_until=None, fence=F("fence") + 1
    )
    stale = now - timedelta(seconds=settings.JOB_WAKE_AFTER_S)
    due = Q(not_before=None, created_at__lt=stale) | Q(not_before__lte=now)
    waiting = Job.objects.filter(due, state=JobState.QUEUED).order_by("priority", "created_at")
    for job_id in waiting.values_list("pk", flat=True)[: settings.JOB_WAKE_BATCH]:
        wake(job_id)
    return freed


def beat(name: str, role: str) -> None:
    """Say that a process lives, and forget those that have been silent for a day."""
    now = utc_now()
    ProcessHeartbeat.objects.update_or_create(name=name, defaults={"role": role, "seen_at": now})
    ProcessHeartbeat.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
