"""Jurisdiction profiles: days, fees, grounds and rights differ per country, so they are data with a date."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courts.models.court import Court
from foundation.models import OpaqueModel


class JurisdictionProfile(OpaqueModel):
    """The rules in force for a court and all below it from a date on; the shipped one is an example and says so."""

    court = models.ForeignKey(Court, models.PROTECT, related_name="profiles", verbose_name=_("court"))
    effective_from = models.DateField(_("in force from"))
    title = models.CharField(_("title"), max_length=200)
    rules = models.JSONField(_("rules"), default=dict)

    class Meta:
        verbose_name = _("jurisdiction profile")
        verbose_name_plural = _("jurisdiction profiles")
        constraints = [
            models.UniqueConstraint(fields=["court", "effective_from"], name="profile_once_per_day")
        ]

    def __str__(self) -> str:
        return self.title
