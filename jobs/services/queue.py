"""Putting work into the queue: a row first, a wake-up on commit."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from foundation.clock import utc_now
from jobs.models import Job
from jobs.states import RESTARTABLE, JobState, Priority

log = structlog.get_logger(__name__)
TASK = "jobs.work"


@dataclass(frozen=True, slots=True)
class Order:
    """One job to be done; ``key`` makes it idempotent, by default kind and subject. See Job for the other words."""

    kind: str
    subject: str
    key: str = ""
    priority: int = Priority.PICTURE
    group: str = ""
    stage_of: str = ""
    court: str = ""


def enqueue(
    kind: str,
    subject: str,
    *,
    key: str = "",
    priority: int = Priority.PICTURE,
    group: str = "",
    stage_of: str = "",
    court: str = "",
    delay_s: int = 0,
) -> Job:
    """Create the job (or return the one that already stands for this work) and wake a worker on commit.

    With a delay nobody is woken: the reaper finds the job when it is due. In a paused group the job is paused, too.
    """
    columns = _columns(Order(kind, subject, key, priority, group, stage_of, court), _group_facts(group))
    if delay_s:
        columns["not_before"] = utc_now() + timedelta(seconds=delay_s)
    job, created = Job.objects.get_or_create(key=columns.pop("key"), defaults=columns)
    if created and not delay_s:
        wake_on_commit()
    return job


def enqueue_many(orders: Sequence[Order]) -> None:
    """Create the jobs that do not stand yet, hundreds in a few statements, and wake workers on commit."""
    facts = {group: _group_facts(group) for group in {order.group for order in orders}}
    rows = [Job(**_columns(order, facts[order.group])) for order in orders]
    Job.objects.bulk_create(rows, ignore_conflicts=True)
    wake_on_commit(min(len(rows), settings.JOB_WAKE_BATCH))


def _columns(order: Order, facts: dict[str, Any]) -> dict[str, Any]:
    """Return a new row's columns; what the order leaves open comes from the group's other jobs."""
    given = {name: value for name, value in asdict(order).items() if value != ""}
    return {"key": f"{order.kind}:{order.subject}", "stage_of": order.kind, **facts, **given}


def _group_facts(group: str) -> dict[str, Any]:
    """Return the court of a group and whether it is paused: it is, while one of its unfinished jobs is."""
    if not group:
        return {}
    paused_first = F("paused_at").desc(nulls_last=True)
    rows = Job.objects.filter(group=group).order_by(paused_first).values("court", "paused_at", "paused_by")
    return dict(rows.first() or {})


def requeue(job: Job) -> bool:
    """Let a failed, kept or finished job run again because a person asked for it; returns whether it does."""
    return bool(requeue_all(Job.objects.filter(pk=job.pk)))


def requeue_all(jobs: QuerySet[Job]) -> int:
    """Let those of the jobs run again that are at an end from which a way leads back; returns how many do."""
    changed = jobs.filter(state__in=RESTARTABLE).update(
        state=JobState.QUEUED,
        attempt=0,
        not_before=None,
        outcome="",
        reason="",
        progress=0,
        paused_at=None,
        paused_by="",
    )
    if changed:
        wake_on_commit(min(changed, settings.JOB_WAKE_BATCH))
    return changed


def wake_on_commit(times: int = 1) -> None:
    """Wake workers once the rows are visible."""
    transaction.on_commit(lambda: wake(times))


def wake(times: int = 1) -> None:
    """Tell the broker that there is work; a broker that is away loses nothing, the reaper finds the rows."""
    try:
        for _ in range(times):
            current_app.send_task(TASK, retry=False)
    except Exception as error:  # noqa: BLE001  any transport error at all: the row is the truth
        log.warning("broker.unreachable", error=str(error))


def hasten(key: str) -> None:
    """Let a job that waits for others look again now; the caller's transaction has ended what it waited for."""
    waiting = Job.objects.filter(key=key, state=JobState.QUEUED, not_before__gt=utc_now())
    if waiting.update(not_before=None):
        wake_on_commit()
