"""Recordings: a file of a courtroom and a time, and the ranges that hearings take of it."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from courts.models import Court, Courtroom
from custody.models import Original
from foundation.clock import plus_ms
from foundation.ids import ID_LENGTH
from foundation.models import OpaqueModel
from hearings.models import Hearing
from media_pipeline.models.upload import FILENAME_MAX
from media_pipeline.states import ClockSource, Measured, Placement, RecordingState, Waiting

DISMISSAL_MAX = 500


class Recording(OpaqueModel):
    """One source file. ``started_at`` is the wall clock of its media time 0.

    ``claimed_at`` is what ``clock_source`` said of that, before any correction (null: nothing was said, or a person
    set the start): ``started_at`` = ``claimed_at`` - ``clock_offset_ms``. ``placement``: who decides which hearings
    read it; ``waits``: why it lies in the inbox. ``dismissal``: why a person said that it belongs to no hearing.
    ``measured``: what its findings rest on.
    """

    court = models.ForeignKey(Court, models.PROTECT, related_name="recordings")
    courtroom = models.ForeignKey(Courtroom, models.PROTECT, null=True, blank=True, related_name="recordings")
    original = models.ForeignKey(Original, models.PROTECT, related_name="recordings")
    filename = models.CharField(max_length=FILENAME_MAX)
    started_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    clock_source = models.CharField(max_length=9, default=ClockSource.RECEIVED)
    clock_offset_ms = models.BigIntegerField(default=0)
    duration_ms = models.BigIntegerField(null=True, blank=True)
    camera = models.PositiveSmallIntegerField(default=1)
    channels = models.JSONField(default=list, blank=True)
    uploader = models.CharField(max_length=ID_LENGTH)
    state = models.CharField(max_length=10, default=RecordingState.PREPARING)
    reason = models.CharField(max_length=64, blank=True)
    streams = models.JSONField(default=list, blank=True)
    placement = models.CharField(max_length=9, default=Placement.PERSON)
    waits = models.CharField(max_length=10, default=Waiting.NOT, blank=True)
    dismissal = models.CharField(max_length=DISMISSAL_MAX, blank=True)
    measured = models.CharField(max_length=8, default=Measured.NOTHING, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["courtroom", "started_at"]),
            models.Index(fields=["court", "waits"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in RecordingState]), name="recording_state_known"
            ),
            models.CheckConstraint(
                condition=Q(duration_ms=None) | Q(duration_ms__gte=0), name="recording_duration_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(clock_source__in=[s.value for s in ClockSource]), name="recording_clock_known"
            ),
            models.CheckConstraint(
                condition=Q(placement__in=[p.value for p in Placement]), name="recording_placement_known"
            ),
            models.CheckConstraint(
                condition=Q(waits__in=[w.value for w in Waiting]), name="recording_waits_known"
            ),
        ]

    @property
    def ended_at(self) -> datetime | None:
        """Wall clock of the end, once the duration is known."""
        return None if self.duration_ms is None else plus_ms(self.started_at, self.duration_ms)


class HearingRange(OpaqueModel):
    """The part of a recording that a hearing reads, in media milliseconds; ``to_ms`` null means to its end.

    A range is never deleted: withdrawn ones keep saying what was once shown.
    """

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="ranges")
    recording = models.ForeignKey(Recording, models.PROTECT, related_name="ranges")
    from_ms = models.BigIntegerField(default=0)
    to_ms = models.BigIntegerField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["hearing", "withdrawn_at"])]
        constraints = [
            models.CheckConstraint(condition=Q(from_ms__gte=0), name="range_starts_in_recording"),
            models.CheckConstraint(
                condition=Q(to_ms=None) | Q(to_ms__gt=F("from_ms")), name="range_not_empty"
            ),
        ]
