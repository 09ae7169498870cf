"""Disguises: protected parts whose sound and picture are made anew, and whether a person has released them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.ids import ID_LENGTH
from foundation.models import OpaqueModel
from hearings.models.hearing import Hearing
from hearings.states import DISGUISE_LIVE, DisguiseState

DISGUISE_WORD_MAX = 16


class VoiceProfile(models.TextChoices):
    """Values are words of hearings.policy.words.Voice; those that are made are media_pipeline's profiles."""

    STRONG = "strong", _("strong: another voice, hardly to be known")
    CLEAR = "clear", _("clear: best understood, weaker protection")
    MAXIMUM = "maximum", _("maximum: hardest to know, and to understand")
    SILENCE = "silence", _("silence: nothing is heard, where life is at stake")
    SOURCE = "source", _("as recorded: the voice was disguised in the courtroom")


class FaceCover(models.TextChoices):
    COVERED = "covered", _("the picture is covered")
    MASKED = "masked", _("rectangles of the picture are covered, other cameras whole")
    SHOWN = "shown", _("the picture is shown: nobody protected is in it")


class Disguise(OpaqueModel):
    """A part [started_at, ended_at) of a hearing with one render; ``draws`` counts how often its secrets were drawn.

    ``boxes``: rows of camera, left, top, right, bottom (hearings.policy.boxes.Box), where the picture is masked.
    ``report`` says what was measured, never what was drawn. Who acted is kept as opaque ids, as in audit rows.
    """

    hearing = models.ForeignKey(Hearing, models.CASCADE, related_name="disguises")
    state = models.CharField(max_length=DISGUISE_WORD_MAX, default=DisguiseState.ORDERED)
    started_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("to"))
    voice = models.CharField(_("voice"), max_length=DISGUISE_WORD_MAX, choices=VoiceProfile)
    face = models.CharField(_("picture"), max_length=DISGUISE_WORD_MAX, choices=FaceCover)
    boxes = models.JSONField(_("rectangles"), default=list, blank=True)
    draws = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict, blank=True)
    decided_by = models.CharField(max_length=ID_LENGTH, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["started_at", "id"]
        indexes = [models.Index(fields=["hearing", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in DisguiseState]), name="disguise_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__gt=F("started_at")), name="disguise_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(voice__in=VoiceProfile.values), name="disguise_voice_known"),
            models.CheckConstraint(condition=Q(face__in=FaceCover.values), name="disguise_face_known"),
            models.CheckConstraint(
                condition=~Q(state=DisguiseState.RELEASED)
                | (~Q(decided_by="") & Q(decided_at__isnull=False)),
                name="disguise_released_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["hearing", "started_at"],
                condition=Q(state__in=sorted(DISGUISE_LIVE)),
                name="disguise_once_from_a_moment",
            ),
        ]


class DisguiseTransition(OpaqueModel):
    """Each change of a disguise's state, written in the same transaction."""

    disguise = models.ForeignKey(Disguise, models.CASCADE, related_name="transitions")
    event = models.CharField(max_length=16)
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    actor = models.CharField(max_length=40)
