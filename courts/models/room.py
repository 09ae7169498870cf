"""Courtrooms."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courts.models.court import Court
from foundation.models import OpaqueModel


class Courtroom(OpaqueModel):
    """A room of a court; recordings belong to it and to a time."""

    court = models.ForeignKey(Court, models.PROTECT, related_name="courtrooms", verbose_name=_("court"))
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("courtroom")
        verbose_name_plural = _("courtrooms")
        constraints = [
            models.UniqueConstraint(fields=["court", "name"], name="courtroom_name_once_per_court")
        ]

    def __str__(self) -> str:
        return self.name
