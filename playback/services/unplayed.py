"""Making room: what was made of recordings that nobody has played for a time is dropped. Originals never are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.conf import settings

from custody.models import Original
from custody.services.outbox import SYSTEM, Actor
from foundation.clock import utc_now
from media_pipeline.models import HearingRange
from media_pipeline.services.dropping import drop, droppable, made_of
from playback.models import Play

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Room:
    """One original, and what dropping what was made of it frees."""

    original: str
    files: int
    size: int


def unplayed(days: int) -> Iterator[Original]:
    """Return the originals that no hearing was played from for so many days."""
    before = utc_now() - timedelta(days=days)
    recent = Play.objects.filter(created_at__gte=before).values("hearing")
    running = Play.objects.filter(ends_at__gte=utc_now()).values("hearing")
    kept = HearingRange.objects.filter(hearing__in=recent).values("recording__original")
    watched = HearingRange.objects.filter(hearing__in=running).values("recording__original")
    yield from droppable(before).exclude(pk__in=kept).exclude(pk__in=watched)


def drop_unplayed(days: int, actor: Actor, *, dry: bool = False) -> Iterator[Room]:
    """Drop what was made of them, one after the other, telling of each; ``dry`` only tells. Raises OSError."""
    for original in unplayed(days):
        freed = made_of(original) if dry else drop(original, actor)
        yield Room(original.pk, freed.files, freed.size)


def drop_in_time() -> int:
    """Do it where the settings say after how many days; returns how many originals (a keeper's round)."""
    if not settings.DERIVATIVES_KEPT_DAYS:
        return 0
    return sum(1 for _ in drop_unplayed(settings.DERIVATIVES_KEPT_DAYS, SYSTEM))
