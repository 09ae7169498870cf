"""Courtrooms and the recorders that stand in them."""

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


class Recorder(OpaqueModel):
    """A recording device: which microphone is on which channel, and how wrong its clock is."""

    courtroom = models.ForeignKey(
        Courtroom, models.PROTECT, related_name="recorders", verbose_name=_("courtroom")
    )
    serial = models.CharField(_("serial number"), max_length=100, unique=True)
    software = models.CharField(_("software"), max_length=100, blank=True)
    channel_map = models.JSONField(_("microphones by channel"), default=list, blank=True)
    clock_offset_ms = models.IntegerField(_("clock is ahead by (ms)"), default=0)
    last_seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)

    class Meta:
        verbose_name = _("recorder")
        verbose_name_plural = _("recorders")

    def __str__(self) -> str:
        return self.serial
