"""Entries of the protocol and every version that each of them ever had."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.ids import ID_LENGTH
from foundation.models import OpaqueModel
from hearings.models import Hearing, Participant
from hearings.models.external import ExternalModel

SPEAKER_MAX = 200
TEXT_MAX = 20_000


class EntryKind(models.TextChoices):
    OPENING = "opening", _("opening")
    APPEARANCE = "appearance", _("appearance")
    STATEMENT = "statement", _("statement")
    QUESTION = "question", _("question")
    ANSWER = "answer", _("answer")
    MOTION = "motion", _("motion")
    RULING = "ruling", _("ruling")
    DOCUMENT = "document", _("document")
    RECESS = "recess", _("recess")
    DELIBERATION = "deliberation", _("deliberation")
    NOTE = "note", _("note")
    CLOSING = "closing", _("closing")


class EntryState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Entry(ExternalModel, OpaqueModel):
    """One note of the log at a wall-clock time; the offset in the recording follows from it, never the other way."""

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="entries")
    participant = models.ForeignKey(
        Participant, models.PROTECT, null=True, blank=True, related_name="entries"
    )
    started_at = models.DateTimeField(_("time"))
    ended_at = models.DateTimeField(_("end"), null=True, blank=True)
    speaker = models.CharField(_("speaker"), max_length=SPEAKER_MAX, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=EntryKind, default=EntryKind.STATEMENT)
    state = models.CharField(max_length=10, choices=EntryState, default=EntryState.DRAFT)
    text = models.TextField(_("text"))
    search_text = models.TextField(editable=False, default="")
    revision = models.PositiveIntegerField(default=1)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["started_at", "position", "id"]
        indexes = [models.Index(fields=["hearing", "started_at", "position"])]
        constraints = [
            models.UniqueConstraint(
                fields=["hearing", "external_source", "external_id"],
                condition=~Q(external_id=""),
                name="entry_external_once_per_hearing",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="entry_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(state__in=EntryState.values), name="entry_state_known"),
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="entry_kind_known"),
        ]


class EntryRevision(OpaqueModel):
    """What an entry said in one version, and who wrote it; append-only."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    author = models.CharField(max_length=ID_LENGTH)
    fields = models.JSONField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="revision_numbered_once")]
