"""Recorders that stand in courtrooms, and profiles that say how their files are to be read."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from courts.models.court import Court, validate_zone
from courts.models.room import Courtroom
from foundation.models import OpaqueModel

PIECE_MINUTES_MAX = 1440


class StartSource(models.TextChoices):
    """Where a file says when it began; which is believed first is the profile's choice."""

    CLIENT = "client", _("the program or person that sends the file")
    HEADER = "header", _("the recorder's header inside the file")
    NAME = "name", _("the file name")
    CONTAINER = "container", _("the creation time of the container")


class RecorderProfile(OpaqueModel):
    """How files of one make of recorder are read; data that a court administrator writes and tests on a page.

    ``grammars``: patterns in their order (``media_pipeline/policies/grammar.py``). ``cameras``: what a name calls a
    camera -> its number. ``channels``: number of a camera as text -> codes of its microphones in their order.
    ``time_zone`` empty: the court's. ``container_is_local``: the recorder writes local time where UTC is due.
    """

    court = models.ForeignKey(
        Court, models.PROTECT, related_name="recorder_profiles", verbose_name=_("court")
    )
    name = models.CharField(_("name"), max_length=100)
    grammars = models.JSONField(_("patterns of file names"), default=list, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[validate_zone])
    piece_minutes = models.PositiveSmallIntegerField(
        _("minutes in a piece"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(PIECE_MINUTES_MAX)],
    )
    cameras = models.JSONField(_("cameras by name"), default=dict, blank=True)
    channels = models.JSONField(_("microphones by camera"), default=dict, blank=True)
    believed_first = models.CharField(
        _("start time believed first"), max_length=9, choices=StartSource, default=StartSource.CLIENT
    )
    container_is_local = models.BooleanField(_("creation times in files are local time"), default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("recorder profile")
        verbose_name_plural = _("recorder profiles")
        constraints = [
            models.UniqueConstraint(fields=["court", "name"], name="recorder_profile_name_once_per_court")
        ]

    def __str__(self) -> str:
        return self.name


class Recorder(OpaqueModel):
    """A recording device: how its files are read, which microphone is on which channel, how wrong its clock is."""

    courtroom = models.ForeignKey(
        Courtroom, models.PROTECT, related_name="recorders", verbose_name=_("courtroom")
    )
    serial = models.CharField(_("serial number"), max_length=100, unique=True)
    software = models.CharField(_("software"), max_length=100, blank=True)
    profile = models.ForeignKey(
        RecorderProfile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recorders",
        verbose_name=_("profile"),
    )
    channel_map = models.JSONField(_("microphones by channel"), default=list, blank=True)
    clock_offset_ms = models.IntegerField(_("clock is ahead by (ms)"), default=0)
    last_seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)

    class Meta:
        verbose_name = _("recorder")
        verbose_name_plural = _("recorders")

    def __str__(self) -> str:
        return self.serial
