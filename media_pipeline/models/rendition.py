"""Renditions that are made in chunks: what is to be made of an original, and how far each piece of it is."""

from django.db import models
from django.db.models import F, Q

from custody.models import Original
from foundation.models import OpaqueModel
from media_pipeline.states import ChunkRole, ChunkState, RenditionKind


class Rendition(OpaqueModel):
    """What is made of one original in one way. ``facts`` keeps what was found out about it before anything was made.

    ``version``: raised when renditions of this kind are made differently.
    """

    original = models.ForeignKey(Original, models.PROTECT, related_name="renditions")
    kind = models.CharField(max_length=8)
    version = models.PositiveSmallIntegerField()
    facts = models.JSONField(default=dict)
    duration_ms = models.BigIntegerField(default=0)
    planned = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["original", "kind", "version"], name="rendition_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in RenditionKind]), name="rendition_kind_known"
            ),
        ]


class Chunk(OpaqueModel):
    """A piece of a rendition that is made in one go: one lease, one file for each height, never changed afterwards.

    ``start_tick`` and ``end_tick``: 1/90,000 s from the original's media time 0. ``shown``: it is played.
    """

    rendition = models.ForeignKey(Rendition, models.CASCADE, related_name="chunks")
    role = models.CharField(max_length=8)
    number = models.PositiveIntegerField(default=0)
    start_tick = models.BigIntegerField(default=0)
    end_tick = models.BigIntegerField()
    pictures = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, default=ChunkState.WAITING)
    reason = models.CharField(max_length=64, blank=True)
    shown = models.BooleanField(default=False)

    class Meta:
        ordering = ["role", "number"]
        constraints = [
            models.UniqueConstraint(fields=["rendition", "role", "number"], name="chunk_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ChunkState]), name="chunk_state_known"
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in ChunkRole]), name="chunk_role_known"
            ),
            models.CheckConstraint(condition=Q(end_tick__gt=F("start_tick")), name="chunk_not_empty"),
            models.CheckConstraint(
                condition=Q(shown=False) | Q(state=ChunkState.DONE), name="chunk_shown_is_done"
            ),
        ]
