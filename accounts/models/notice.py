"""What happened to an account while its owner was not there; told at the next sign-in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courts.models import Court
from foundation.models import OpaqueModel


class NoticeKind(models.TextChoices):
    PASSWORD_RESET = "password_reset", _("a new password was set with a code on paper")
    SECOND_FACTOR_REMOVED = "factor_removed", _("the second factor was removed with a code on paper")


class AccountNotice(OpaqueModel):
    """One thing to be told, ``told_at`` when it was."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=16, choices=NoticeKind)
    court = models.ForeignKey(Court, models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["user"], condition=Q(told_at=None), name="account_notice_untold")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="account_notice_kind_known"),
        ]
