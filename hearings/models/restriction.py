"""Restrictions: what of a hearing is withheld, from when to when, by whose order, until which lift."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.ids import ID_LENGTH
from foundation.models import OpaqueModel
from hearings.models.disguise import DISGUISE_WORD_MAX, FaceCover, VoiceProfile
from hearings.models.hearing import Hearing
from hearings.models.participant import Participant
from hearings.states import RestrictionState

WORD_MAX = 40
GROUND_MAX = 500


class RestrictionKind(models.TextChoices):
    CLOSED = "closed", _("closed")
    PROVISIONAL = "provisional", _("closed until a judge decides")
    PROTECTED = "protected", _("protected")
    EX_PARTE = "ex_parte", _("ex parte")
    OFF_RECORD = "off_record", _("off the record")


class Restriction(OpaqueModel):
    """A restriction on a time range (``ended_at`` None: open-ended), the whole hearing, or a participant's examination.

    ``source`` names the entry of the protocol that proposed it. Who acted is kept as opaque ids, as in audit rows.
    ``voice``, ``face`` and ``boxes`` (as a disguise has them) are of protected parts: what becomes of them.
    """

    hearing = models.ForeignKey(Hearing, models.CASCADE, related_name="restrictions")
    kind = models.CharField(_("kind"), max_length=16, choices=RestrictionKind)
    state = models.CharField(max_length=16, default=RestrictionState.PROPOSED)
    started_at = models.DateTimeField(_("from"), null=True, blank=True)
    ended_at = models.DateTimeField(_("to"), null=True, blank=True)
    whole = models.BooleanField(_("the whole hearing"), default=False)
    participant = models.ForeignKey(
        Participant, models.PROTECT, null=True, blank=True, related_name="restrictions"
    )
    channels = models.JSONField(_("channels and cameras"), default=list, blank=True)
    ruling_number = models.CharField(_("number of the ruling"), max_length=100, blank=True)
    ordered_by = models.CharField(_("ordered by"), max_length=200, blank=True)
    ground = models.CharField(_("ground"), max_length=GROUND_MAX, blank=True)
    publish_disguised = models.BooleanField(_("publish disguised"), default=False)
    voice = models.CharField(
        _("voice"), max_length=DISGUISE_WORD_MAX, choices=VoiceProfile, default=VoiceProfile.STRONG
    )
    face = models.CharField(
        _("picture"), max_length=DISGUISE_WORD_MAX, choices=FaceCover, default=FaceCover.COVERED
    )
    boxes = models.JSONField(_("rectangles"), default=list, blank=True)
    proposed_by = models.CharField(max_length=ID_LENGTH)
    decided_by = models.CharField(max_length=ID_LENGTH, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    lift_proposed_by = models.CharField(max_length=ID_LENGTH, blank=True)
    lifted_by = models.CharField(max_length=ID_LENGTH, blank=True)
    lifted_at = models.DateTimeField(_("lifted from"), null=True, blank=True)
    source = models.CharField(max_length=ID_LENGTH, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["hearing", "state"]), models.Index(fields=["participant"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=RestrictionKind.values), name="restriction_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(voice__in=VoiceProfile.values, face__in=FaceCover.values),
                name="restriction_disguise_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in RestrictionState]),
                name="restriction_state_known",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gt=F("started_at")),
                name="restriction_ends_after_start",
            ),
            # One way to say where: the whole hearing, a range, or a participant's examination.
            models.CheckConstraint(
                condition=Q(whole=True, started_at=None, participant=None)
                | Q(whole=False, started_at__isnull=False, participant=None)
                | Q(whole=False, started_at=None, participant__isnull=False),
                name="restriction_has_one_place",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(started_at__isnull=False), name="restriction_end_has_start"
            ),
            models.CheckConstraint(
                condition=Q(state=RestrictionState.LIFTED, lifted_at__isnull=False)
                | (~Q(state=RestrictionState.LIFTED) & Q(lifted_at=None)),
                name="restriction_lifted_has_date",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by="") | ~Q(lifted_by=F("lift_proposed_by")),
                name="restriction_lift_by_another",
            ),
            models.UniqueConstraint(
                fields=["source"], condition=~Q(source=""), name="restriction_once_per_source"
            ),
        ]

    @property
    def confirmed(self) -> bool:
        """Whether a judge has decided on it."""
        return self.state != RestrictionState.PROPOSED


class RestrictionExclusion(models.Model):
    """Whom a restriction leaves out: the id of a participant or person, a side, or a place (clerk, assistant)."""

    restriction = models.ForeignKey(Restriction, models.CASCADE, related_name="exclusions")
    word = models.CharField(max_length=WORD_MAX)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["restriction", "word"], name="excluded_once"),
            models.CheckConstraint(condition=~Q(word=""), name="exclusion_has_word"),
        ]


class RestrictionTransition(OpaqueModel):
    """Each change of a restriction's state, written in the same transaction."""

    restriction = models.ForeignKey(Restriction, models.CASCADE, related_name="transitions")
    event = models.CharField(max_length=16)
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    actor = models.CharField(max_length=40)
