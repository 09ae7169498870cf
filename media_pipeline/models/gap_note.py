"""Notes on what was not recorded, and why; each version stays."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.ids import ID_LENGTH, new_id
from foundation.models import OpaqueModel
from hearings.models import Hearing

GAP_TEXT_MAX = 1000
AUTHOR_MAX = 200


class GapCause(models.TextChoices):
    RECORDER = "recorder", _("the recorder failed")
    POWER = "power", _("the power failed")
    NOT_STARTED = "not-started", _("the recorder was not switched on")
    BY_RULING = "by-ruling", _("by a ruling of the court")
    LOST = "lost", _("the file was lost")
    OTHER = "other", _("another cause")


class GapNote(OpaqueModel):
    """One version of a note; rows are only added. ``note`` is the same in all of them, the highest ``revision`` counts.

    Times are wall clock, so that a note keeps its meaning when the hearing's time 0 moves. ``camera`` null: nothing at
    all was recorded. ``author_name`` is kept as it was, like a signature.
    """

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="gap_notes")
    note = models.CharField(max_length=ID_LENGTH, default=new_id)
    revision = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    camera = models.PositiveSmallIntegerField(null=True, blank=True)
    cause = models.CharField(max_length=12, choices=GapCause)
    text = models.CharField(max_length=GAP_TEXT_MAX, blank=True)
    withdrawn = models.BooleanField(default=False)
    author = models.CharField(max_length=ID_LENGTH)
    author_name = models.CharField(max_length=AUTHOR_MAX)

    class Meta:
        ordering = ["started_at", "note", "revision"]
        indexes = [models.Index(fields=["hearing", "started_at"])]
        constraints = [
            models.UniqueConstraint(fields=["note", "revision"], name="gap_note_revision_once"),
            models.CheckConstraint(
                condition=Q(ended_at__gt=F("started_at")), name="gap_note_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(cause__in=GapCause.values), name="gap_note_cause_known"),
        ]
