"""Participants of a case, the mandates of those who act for them, and when they speak."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.clock import utc_now
from foundation.models import OpaqueModel
from hearings.models.case import Case
from hearings.models.external import ExternalModel, external_once


class ParticipantKind(models.TextChoices):
    PARTY = "party", _("party")
    COUNSEL = "counsel", _("counsel")
    PROSECUTOR = "prosecutor", _("prosecutor")
    VICTIM = "victim", _("victim")
    WITNESS = "witness", _("witness")
    EXPERT = "expert", _("expert")
    INTERPRETER = "interpreter", _("interpreter")


class Side(models.TextChoices):
    PROSECUTION = "prosecution", _("prosecution")
    DEFENCE = "defence", _("defence")
    CLAIMANT = "claimant", _("claimant")
    RESPONDENT = "respondent", _("respondent")
    NONE = "none", _("no side")


class Participant(ExternalModel, OpaqueModel):
    """A person in a case; has an account only where ``user`` is set."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="participants", verbose_name=_("case"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("account"),
    )
    kind = models.CharField(_("takes part as"), max_length=16, choices=ParticipantKind)
    side = models.CharField(_("side"), max_length=16, choices=Side, default=Side.NONE)
    name = models.CharField(_("name"), max_length=200)
    # SQLite compares without case in ASCII only; folding may lengthen a letter.
    search_name = models.CharField(max_length=600, editable=False, default="", db_default="")
    since = models.DateTimeField(_("from"), default=utc_now)
    until = models.DateTimeField(_("to"), null=True, blank=True)

    class Meta:
        constraints = [
            # The other system's id of a person comes again in each of its cases.
            external_once("participant", within="case"),
            models.CheckConstraint(
                condition=Q(kind__in=ParticipantKind.values), name="participant_kind_known"
            ),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="participant_side_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Mandate(OpaqueModel):
    """Authority of a representative to act for a party, from when to when."""

    representative = models.ForeignKey(Participant, models.CASCADE, related_name="mandates")
    party = models.ForeignKey(Participant, models.CASCADE, related_name="mandates_given")
    since = models.DateTimeField(_("from"), default=utc_now)
    until = models.DateTimeField(_("to"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(representative=models.F("party")), name="mandate_for_another"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=models.F("since")), name="mandate_ends_after_start"
            ),
        ]


class ParticipantSpan(OpaqueModel):
    """When a participant speaks; the protocol pushes its turns down as spans, open-ended while they run."""

    hearing = models.ForeignKey("hearings.Hearing", models.CASCADE, related_name="spans")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="spans")
    source = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source"], name="span_once_per_source")]
        indexes = [models.Index(fields=["hearing", "participant"])]
