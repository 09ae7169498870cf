"""Letting work rest and go on again, by a person; nothing that is finished of it is lost."""

from django.db.models import QuerySet

from foundation.clock import utc_now
from jobs.models import Hold, Job
from jobs.services.queue import wake_on_commit
from jobs.states import PAUSABLE


def pause(jobs: QuerySet[Job], by: str) -> int:
    """Pause the jobs that wait or run and return how many; a running one stops at its next report."""
    return jobs.filter(state__in=PAUSABLE, paused_at=None).update(paused_at=utc_now(), paused_by=by)


def resume(jobs: QuerySet[Job]) -> int:
    """Let paused jobs go on; returns how many."""
    changed = jobs.exclude(paused_at=None).update(paused_at=None, paused_by="")
    if changed:
        wake_on_commit()
    return changed


def hold(court: str, stage_of: str, by: str) -> bool:
    """Let a kind of work of a court rest, also what comes later; returns whether it did not rest before."""
    return Hold.objects.get_or_create(court=court, stage_of=stage_of, defaults={"by": by})[1]


def lift(court: str, stage_of: str) -> bool:
    """Let a kind of work of a court go on; returns whether it had rested."""
    deleted, _ = Hold.objects.filter(court=court, stage_of=stage_of).delete()
    if deleted:
        wake_on_commit()
    return bool(deleted)
