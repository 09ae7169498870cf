"""Cases."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courts.models import Court
from foundation.ids import ID_LENGTH
from foundation.models import OpaqueModel
from hearings.models.external import ExternalModel, external_once


class CaseKind(models.TextChoices):
    CRIMINAL = "criminal", _("criminal")
    CIVIL = "civil", _("civil")
    ADMINISTRATIVE = "administrative", _("administrative")


class Case(ExternalModel, OpaqueModel):
    """A case of a court under its number."""

    court = models.ForeignKey(Court, models.PROTECT, related_name="cases", verbose_name=_("court"))
    number = models.CharField(_("number"), max_length=100)
    kind = models.CharField(_("kind"), max_length=16, choices=CaseKind, default=CaseKind.CRIMINAL)
    title = models.CharField(_("title"), max_length=300, blank=True)
    sealed = models.BooleanField(_("sealed"), default=False)
    unseal_proposed_by = models.CharField(max_length=ID_LENGTH, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "number"], name="case_number_once_per_court"),
            external_once("case"),
            models.CheckConstraint(condition=~models.Q(number=""), name="case_has_number"),
        ]

    def __str__(self) -> str:
        return self.number
