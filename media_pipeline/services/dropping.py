"""Dropping what was made of originals, to make room, and having it made again when somebody wants to watch.

Dropped are media only: what a recording is played from where its original cannot be, smaller pictures and the mix.
Indexes, measures and slates are small and stay; an original is never touched.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from custody.models import Original
from custody.services.outbox import Actor, record
from jobs.models import Job
from jobs.services.queue import requeue_all
from jobs.states import FINAL, JobState, Priority
from media_pipeline.models import Artefact, ArtefactKind, Recording, Rendition
from media_pipeline.services.ranges import refresh_time_base
from media_pipeline.services.stores import derived
from media_pipeline.states import RECORDING_JOBS, JobKind, RecordingState, RenditionKind

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Dropped:
    """What was, or would be, removed."""

    files: int
    size: int


def droppable(before: datetime) -> QuerySet[Original]:
    """Return the originals of which media were made before this, and on which nothing is being done."""
    made = _media().filter(original=OuterRef("pk"))
    at_work = Job.objects.exclude(state__in=FINAL).filter(group=OuterRef("pk"))
    busy = Recording.objects.filter(
        Q(state=RecordingState.PREPARING) | Exists(at_work), original=OuterRef("pk")
    )
    return Original.objects.filter(
        Exists(made), ~Exists(made.filter(created_at__gte=before)), ~Exists(busy)
    ).order_by("received_at")


def _media() -> QuerySet[Artefact]:
    return Artefact.objects.filter(kind=ArtefactKind.MEDIA, original__isnull=False)


def made_of(original: Original) -> Dropped:
    """Return how much there is to drop."""
    sizes = list(_media().filter(original=original).values_list("size", flat=True))
    return Dropped(len(sizes), sum(sizes))


def drop(original: Original, actor: Actor) -> Dropped:
    """Drop what was made of an original; addresses that name it die first. Raises OSError: what is left is swept."""
    with transaction.atomic():
        rows = list(_media().filter(original=original).select_for_update())
        names = [row.path for row in rows]
        _media().filter(pk__in=[row.pk for row in rows]).delete()
        Rendition.objects.filter(original=original).delete()
        for recording in original.recordings.select_related("court"):
            for part in recording.ranges.filter(withdrawn_at=None).select_related("hearing"):
                refresh_time_base(part.hearing)
            record("recording.dropped", actor=actor, object_id=recording.pk, court=recording.court_id)
    for name in names:
        derived().remove(name)
    return Dropped(len(rows), sum(row.size for row in rows))


def make_again(original_ids: Collection[str]) -> None:
    """Have made again, before anything else, what somebody wants to watch; what is under way goes on.

    A job that ended otherwise than well is left to a person: the viewer who waits must not start it again and again.
    """
    recordings = Recording.objects.filter(original__in=list(original_ids), state=RecordingState.READY)
    jobs = Job.objects.filter(
        kind__in=RECORDING_JOBS, subject__in=recordings.values("pk"), state=JobState.DONE
    )
    with transaction.atomic():
        wanted = list(jobs.values_list("pk", flat=True))
        if wanted and requeue_all(Job.objects.filter(pk__in=wanted)):
            Job.objects.filter(pk__in=wanted).update(priority=Priority.INTERACTIVE)
            log.info("recording.made_again", jobs=len(wanted))


def lighten_again(sha256s: Collection[str]) -> None:
    """Have smaller pictures and mixes that were dropped made again when there is time; nothing where none are made."""
    if not (settings.LADDER or settings.MIX):
        return
    light = Rendition.objects.filter(original=OuterRef("original"), kind=RenditionKind.LIGHT)
    recordings = Recording.objects.filter(~Exists(light), original__sha256__in=list(sha256s))
    jobs = Job.objects.filter(kind=JobKind.LIGHT, subject__in=recordings.values("pk"), state=JobState.DONE)
    requeue_all(jobs)
