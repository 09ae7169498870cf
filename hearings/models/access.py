"""Access that a judge's order or a registered transfer gives."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courts.models import Court
from foundation.clock import utc_now
from foundation.models import OpaqueModel
from hearings.models.case import Case


class AccessOrder(OpaqueModel):
    """An order that names a person and lists what the person may have of a case, until its end."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="access_orders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="access_orders")
    classes = models.CharField(_("content classes"), max_length=16, default="ecs")
    columns = models.JSONField(_("parts"), default=list)
    number = models.CharField(_("number of the order"), max_length=100, blank=True)
    since = models.DateTimeField(_("from"), default=utc_now)
    until = models.DateTimeField(_("to"), null=True, blank=True)


class CaseTransfer(OpaqueModel):
    """The registered transfer of a case to another court (appeal)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="transfers")
    court = models.ForeignKey(Court, models.PROTECT, related_name="transfers_in")
    registered_at = models.DateTimeField(default=utc_now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "court"], name="transferred_once")]
