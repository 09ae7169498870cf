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


PSEUDONYMS = {
    ParticipantKind.PARTY: _("Party %(number)d"),
    ParticipantKind.COUNSEL: _("Counsel %(number)d"),
    ParticipantKind.PROSECUTOR: _("Prosecutor %(number)d"),
    ParticipantKind.VICTIM: _("Victim %(number)d"),
    ParticipantKind.WITNESS: _("Witness %(number)d"),
    ParticipantKind.EXPERT: _("Expert %(number)d"),
    ParticipantKind.INTERPRETER: _("Interpreter %(number)d"),
}


class Side(models.TextChoices):
    PROSECUTION = "prosecution", _("prosecution")
    DEFENCE = "defence", _("defence")
    CLAIMANT = "claimant", _("claimant")
    RESPONDENT = "respondent", _("respondent")
    NONE = "none", _("no side")


LISTED = ("kind", "name", "pseudonym")
"""The order of lists: people under a pseudonym before the others of their kind, by a number that was drawn."""


class Participant(ExternalModel, OpaqueModel):
    """A person in a case; has an account only where ``user`` is set.

    With a ``pseudonym`` it is a protected person, whose name, account and other systems' ids are in its envelope.
    ``account_key`` finds the account without naming it; ``protected_with`` is the participant on whom the order is,
    where the same person takes part more than once.
    """

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
    name = models.CharField(_("name"), max_length=200, blank=True)
    pseudonym = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    account_key = models.CharField(max_length=64, blank=True, editable=False, default="", db_default="")
    protected_with = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="twins"
    )
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
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")), name="participant_ends_after_start"
            ),
            models.UniqueConstraint(fields=["case", "pseudonym"], name="pseudonym_once_per_case"),
            # Nothing that could tell who it is beside a pseudonym.
            models.CheckConstraint(
                condition=Q(pseudonym=None, account_key="", protected_with=None) & ~Q(name="")
                | Q(pseudonym__isnull=False, name="", search_name="", user=None, external_id=""),
                name="participant_named_or_protected",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account_key"], condition=~Q(account_key=""), name="participant_by_account_key"
            )
        ]

    def __str__(self) -> str:
        """Return the name, of a protected person the pseudonym in the reader's language."""
        return self.name or str(PSEUDONYMS[ParticipantKind(self.kind)]) % {"number": self.pseudonym}


class Mandate(OpaqueModel):
    """Authority of a representative to act for a party, from when to when."""

    representative = models.ForeignKey(Participant, models.CASCADE, related_name="mandates")
    party = models.ForeignKey(Participant, models.CASCADE, related_name="mandates_given")
    since = models.DateTimeField(_("from"), default=utc_now)
    until = models.DateTimeField(_("to"), null=True, blank=True)
    number = models.CharField(_("number of the mandate"), max_length=100, blank=True)

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


class ProtectedSpan(OpaqueModel):
    """When a protected person spoke or was named: beside the turns of the log, since an edit of it opens nothing again.

    ``source`` is the entry. Spans get longer, not shorter, but for those that are open-ended or were written just now.
    Of a protected range that is on no one person, it is when words are said that a person chose to cover for it.
    """

    hearing = models.ForeignKey("hearings.Hearing", models.CASCADE, related_name="protected_spans")
    participant = models.ForeignKey(
        Participant, models.CASCADE, null=True, blank=True, related_name="protected_spans"
    )
    restriction = models.ForeignKey(
        "hearings.Restriction", models.CASCADE, null=True, blank=True, related_name="protected_spans"
    )
    source = models.CharField(max_length=40)
    named = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "participant", "named"], name="protected_once_per_source"
            ),
            models.UniqueConstraint(fields=["source", "restriction"], name="protected_once_per_range"),
            models.CheckConstraint(
                condition=Q(participant__isnull=False, restriction=None)
                | Q(participant=None, restriction__isnull=False, named=True),
                name="protected_for_somebody",
            ),
        ]
        indexes = [models.Index(fields=["hearing", "participant"])]
