"""Hearings: one or more joined cases heard at one time, on one timeline."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courts.models import Court, Courtroom
from custody.models.original import ACT_MAX
from foundation.models import OpaqueModel
from hearings.models.case import Case
from hearings.models.external import ExternalModel, external_once
from hearings.states import HearingState


class Hearing(ExternalModel, OpaqueModel):
    """A hearing. ``media_generation`` grows whenever old media addresses must die; ``first_media_at``
    (the wall clock of the first recording that it takes) and ``recording_state`` (none, preparing, ready, kept,
    destroyed) are pushed down by the media room: the time base and the lists hang on them. ``retention_expired``: what
    was recorded and written was destroyed ``destroyed_under`` an act, or is about to be."""

    court = models.ForeignKey(Court, models.PROTECT, related_name="hearings", verbose_name=_("court"))
    courtroom = models.ForeignKey(
        Courtroom, models.PROTECT, null=True, blank=True, related_name="hearings", verbose_name=_("courtroom")
    )
    cases = models.ManyToManyField(
        Case, through="HearingCase", related_name="hearings", verbose_name=_("cases")
    )
    scheduled_at = models.DateTimeField(_("scheduled start"))
    scheduled_minutes = models.PositiveIntegerField(_("planned minutes"), default=60)
    state = models.CharField(_("state"), max_length=16, default=HearingState.SCHEDULED)
    opened_at = models.DateTimeField(_("session opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("session closed"), null=True, blank=True)
    first_media_at = models.DateTimeField(null=True, blank=True)
    recording_state = models.CharField(max_length=10, default="none")
    log_published_at = models.DateTimeField(null=True, blank=True)
    hold = models.BooleanField(default=False)
    retention_expired = models.BooleanField(default=False)
    destroyed_under = models.CharField(max_length=ACT_MAX, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)
    media_generation = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["court", "scheduled_at"]),
            models.Index(fields=["courtroom", "scheduled_at"]),
        ]
        constraints = [
            external_once("hearing"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in HearingState]), name="hearing_state_known"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gt=F("opened_at")),
                name="hearing_closes_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(opened_at__isnull=False), name="hearing_closed_was_opened"
            ),
        ]

    @property
    def started_at(self) -> datetime:
        """Playlist time 0: the marked opening, else the first recording, else the schedule."""
        return self.opened_at or self.first_media_at or self.scheduled_at


class HearingCase(models.Model):
    """A case heard in a hearing; joined cases have several rows."""

    hearing = models.ForeignKey(Hearing, models.CASCADE, related_name="case_links")
    case = models.ForeignKey(Case, models.PROTECT, related_name="hearing_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hearing", "case"], name="case_once_per_hearing")]


class HearingTransition(OpaqueModel):
    """Each change of a hearing's state, written in the same transaction."""

    hearing = models.ForeignKey(Hearing, models.CASCADE, related_name="transitions")
    event = models.CharField(max_length=16)
    from_state = models.CharField(max_length=16)
    to_state = models.CharField(max_length=16)
    actor = models.CharField(max_length=40)
