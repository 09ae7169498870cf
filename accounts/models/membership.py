"""Memberships: in which court a person holds which office, from when to when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courts.models import Court
from foundation.clock import utc_now
from foundation.models import OpaqueModel


class MembershipRole(models.TextChoices):
    JUDGE = "judge", _("judge")
    CHAIR = "chair", _("chair of the court")
    CLERK = "clerk", _("clerk")
    REGISTRY = "registry", _("registry office")
    COURT_ADMIN = "court_admin", _("court administrator")
    OBSERVER = "observer", _("observer")


class Membership(OpaqueModel):
    """An office held in a court; never deleted, only ended."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name=_("person")
    )
    court = models.ForeignKey(Court, models.PROTECT, related_name="memberships", verbose_name=_("court"))
    role = models.CharField(_("office"), max_length=16, choices=MembershipRole)
    since = models.DateTimeField(_("from"), default=utc_now)
    until = models.DateTimeField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "court", "role"],
                condition=models.Q(until=None),
                name="membership_running_once",
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")),
                name="membership_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=MembershipRole.values), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.court}"
