"""The reaper: a job whose worker died goes back to the queue, a job whose wake-up was lost wakes a worker again."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F

from foundation.clock import utc_now
from jobs.models import Job, ProcessHeartbeat
from jobs.services.lease import due
from jobs.services.queue import wake
from jobs.services.slots import SLOTS
from jobs.states import JobState


def reap() -> int:
    """Free expired leases and wake workers for what is due; returns how many leases had expired."""
    now = utc_now()
    expired = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now)
    hopeless = expired.filter(attempt__gte=settings.JOB_MAX_ATTEMPTS)
    freed = hopeless.update(
        state=JobState.FAILED, reason="worker-died", lease_until=None, finished_at=now, fence=F("fence") + 1
    )
    freed += expired.update(
        state=JobState.QUEUED, reason="worker-died", lease_until=None, fence=F("fence") + 1
    )
    wake(_wakes())
    return freed


def _wakes() -> int:
    """Return how many of this worker's idle slots have something to do.

    No more: a wake-up is good for any job, and those sent to busy workers would only pile up at the broker.
    """
    return len(due().values_list("pk", flat=True)[: SLOTS.free])


def beat(name: str, role: str) -> None:
    """Say that a process lives, and forget those that have been silent for a day."""
    now = utc_now()
    ProcessHeartbeat.objects.update_or_create(name=name, defaults={"role": role, "seen_at": now})
    ProcessHeartbeat.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
