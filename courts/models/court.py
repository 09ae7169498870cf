"""Courts form a tree: a region (or a higher court) stands above the courts of its district."""

from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, gettext_lazy as _

from foundation.models import OpaqueModel


def validate_zone(name: str) -> None:
    """Refuse a time zone that this machine does not know."""
    if name not in available_timezones():
        raise ValidationError(_("Unknown time zone: %(name)s"), params={"name": name})


LEVELS_ABOVE = 4
"""How many courts stand above one at most; lists and single verdicts look equally far up."""


class CourtKind(models.TextChoices):
    REGION = "region", _("region")
    COURT = "court", _("court")


class Court(OpaqueModel):
    """A region or a court; names are data, in each language in which the court has one."""

    kind = models.CharField(_("kind"), max_length=8, choices=CourtKind, default=CourtKind.COURT)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("above it")
    )
    name = models.CharField(_("name"), max_length=200)
    name_kk = models.CharField(_("name in Kazakh"), max_length=200, blank=True)
    name_ru = models.CharField(_("name in Russian"), max_length=200, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_zone])
    language = models.CharField(
        _("language of its proceedings"),
        max_length=8,
        blank=True,
        choices=settings.LANGUAGES,
        help_text=_(
            "Withheld parts of a recording are announced in it; empty: in the portal's first language."
        ),
    )
    public_open = models.BooleanField(_("open hearings are public"), default=False)

    class Meta:
        verbose_name = _("court")
        verbose_name_plural = _("courts")
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="court_name_once_per_parent"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="court_not_above_itself"),
        ]

    def __str__(self) -> str:
        return self.local_name

    @property
    def local_name(self) -> str:
        """The name in the reader's language, else the first one given."""
        return str(getattr(self, f"name_{get_language() or 'en'}", "") or self.name)

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this court's pages show times."""
        return ZoneInfo(self.time_zone)

    @property
    def tongue(self) -> str:
        """The code of the language in which the court's recordings speak of themselves."""
        return str(self.language or settings.LANGUAGE_CODE)

    def ancestors(self) -> tuple[str, ...]:
        """Return the ids of all courts above, nearest first, at most LEVELS_ABOVE; a circle ends the walk."""
        found: list[str] = []
        above = self.parent
        while above is not None and above.pk not in found and len(found) < LEVELS_ABOVE:
            found.append(above.pk)
            above = above.parent
        return tuple(found)
