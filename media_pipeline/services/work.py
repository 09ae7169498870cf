"""What goes on with recordings, summed up over their jobs: a fixed number of queries, whatever the number of jobs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import (
    Case,
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)

from foundation.clock import utc_now
from jobs.models import Hold, Job
from jobs.states import FINAL, PAUSABLE, JobState
from media_pipeline.models import Recording
from media_pipeline.policies.progress import StageWork
from media_pipeline.services.steering import WORTH_TRYING
from media_pipeline.states import Section, Stage

RANKS = {section: rank for rank, section in enumerate(Section)}
_JOBS = Job.objects.filter(group=OuterRef("pk"))
OPEN = Q(state__in=PAUSABLE)
NEEDS_A_PERSON = Q(state__in=(JobState.FAILED, JobState.KEPT, JobState.REJECTED))
SECTION = Case(
    When(Exists(_JOBS.filter(state=JobState.RUNNING)), then=Value(RANKS[Section.WORK])),
    When(Exists(_JOBS.filter(NEEDS_A_PERSON)), then=Value(RANKS[Section.PERSON])),
    When(Exists(_JOBS.filter(state=JobState.QUEUED)), then=Value(RANKS[Section.WAITING])),
    default=Value(RANKS[Section.DONE]),
)
"""What a recording's jobs make of it, as a rank: work under way is told before what it left undone."""


@dataclass(frozen=True, slots=True)
class StageSum:
    """One stage of one recording's work."""

    stage: str
    work: StageWork
    open: int
    paused: int
    worth_trying: int
    priority: int | None


@dataclass(slots=True)
class Work:
    """All of one recording's work; ``reasons`` are (state, code) of jobs that have something to say."""

    stages: list[StageSum] = field(default_factory=list)
    reasons: list[tuple[str, str]] = field(default_factory=list)


def in_queue(rows: QuerySet[Recording], section: Section | None = None) -> QuerySet[Recording]:
    """Return those with open work, with work that needs a person, or that was finished lately, in the page's order."""
    since = utc_now() - timedelta(days=settings.QUEUE_SHOWN_DAYS)
    shown = Job.objects.filter(OPEN | NEEDS_A_PERSON | Q(state__in=FINAL, created_at__gte=since)).exclude(
        group=""
    )
    found = rows.filter(pk__in=shown.values("group"))
    if section is not None:
        found = found.alias(section=SECTION).filter(section=RANKS[section])
    return found.order_by(SECTION, "-created_at", "pk")


def with_sections(rows: QuerySet[Recording]) -> list[tuple[Recording, Section]]:
    """Return each of the recordings with the section in which it stands."""
    by_rank = tuple(Section)
    return [(row, by_rank[row.section]) for row in rows.annotate(section=SECTION)]


def work_on(recordings: Iterable[str]) -> dict[str, Work]:
    """Return the work on each of the recordings, its stages in their order."""
    ids = list(recordings)
    found: dict[str, Work] = defaultdict(Work)
    for row in _sums(Job.objects.filter(group__in=ids), utc_now()):
        found[row["group"]].stages.append(_stage_sum(row))
    for work in found.values():
        work.stages.sort(key=lambda each: _ORDER.get(each.stage, len(_ORDER)))
    telling = Job.objects.filter(group__in=ids).exclude(reason="").order_by("-created_at")
    for group, state, reason in telling.values_list("group", "state", "reason").distinct()[: 20 * len(ids)]:
        found[group].reasons.append((state, reason))
    return found


_ORDER = {stage.value: place for place, stage in enumerate(Stage)}


def _sums(jobs: QuerySet[Job], now: datetime) -> Iterable[Any]:
    running, done = Q(state=JobState.RUNNING), Q(state__in=FINAL)
    took = ExpressionWrapper(F("finished_at") - F("started_at"), DurationField())
    takes = ExpressionWrapper(Value(now, DateTimeField()) - F("started_at"), DurationField())
    return (
        jobs.order_by()
        .values("group", "stage_of")
        .annotate(
            total=Count("pk"),
            done=Count("pk", filter=done),
            running=Count("pk", filter=running),
            failed=Count("pk", filter=Q(state=JobState.FAILED)),
            open=Count("pk", filter=OPEN),
            paused=Count("pk", filter=OPEN & Q(paused_at__isnull=False)),
            worth_trying=Count("pk", filter=WORTH_TRYING),
            progress_sum=Sum("progress"),
            running_percent=Sum("progress", filter=running),
            done_time=Sum(took, filter=done),
            running_time=Sum(takes, filter=running),
            priority=Min("priority", filter=OPEN),
        )
    )


def _stage_sum(row: dict[str, Any]) -> StageSum:
    work = StageWork(
        total=row["total"],
        done=row["done"],
        running=row["running"],
        failed=row["failed"],
        progress_sum=row["progress_sum"] or 0,
        done_s=_seconds(row["done_time"]),
        running_s=_seconds(row["running_time"]),
        running_percent=row["running_percent"] or 0,
    )
    return StageSum(row["stage_of"], work, row["open"], row["paused"], row["worth_trying"], row["priority"])


def _seconds(span: timedelta | None) -> float:
    return 0.0 if span is None else max(0.0, span.total_seconds())


def held_kinds(courts: Iterable[str]) -> set[tuple[str, str]]:
    """Return which kinds of work rest in which of the courts, as (court, stage)."""
    return set(Hold.objects.filter(court__in=list(courts)).values_list("court", "stage_of"))


def backlog(courts: Iterable[str] | None) -> tuple[int, datetime | None]:
    """Return how many jobs wait for a worker, and since when the oldest does; of some courts, or None for all."""
    timely = Q(not_before=None) | Q(not_before__lte=utc_now())
    rows = Job.objects.filter(timely, state=JobState.QUEUED, paused_at=None)
    if courts is not None:
        rows = rows.filter(court__in=list(courts))
    found = rows.aggregate(count=Count("pk"), oldest=Min("created_at"))
    return found["count"], found["oldest"]
