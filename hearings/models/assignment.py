"""Who sits in a hearing for the court: presiding judge, panel, named assistant, clerk."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.clock import utc_now
from foundation.models import OpaqueModel
from hearings.models.hearing import Hearing


class AssignmentRole(models.TextChoices):
    PRESIDING = "presiding", _("presiding judge")
    PANEL = "panel", _("judge of the panel")
    ASSISTANT = "assistant", _("judge's assistant")
    CLERK = "clerk", _("clerk of the hearing")


class Assignment(OpaqueModel):
    """A person's place in a hearing, from when to when; recusal ends it at once without deleting it."""

    hearing = models.ForeignKey(Hearing, models.CASCADE, related_name="assignments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    role = models.CharField(_("role"), max_length=16, choices=AssignmentRole)
    since = models.DateTimeField(_("from"), default=utc_now)
    until = models.DateTimeField(_("to"), null=True, blank=True)
    recused_at = models.DateTimeField(_("recused"), null=True, blank=True)
    sworn = models.BooleanField(_("sworn to secrecy"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hearing"],
                condition=Q(role="presiding", until=None, recused_at=None),
                name="one_presiding_judge",
            ),
            models.UniqueConstraint(
                fields=["hearing", "user", "role"],
                condition=Q(until=None, recused_at=None),
                name="assigned_once",
            ),
            models.CheckConstraint(condition=Q(role__in=AssignmentRole.values), name="assignment_role_known"),
        ]
