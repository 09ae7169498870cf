"""Access that a judge's order or a registered transfer gives."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courts.models import Court
from foundation.clock import utc_now
from foundation.ids import ID_LENGTH
from foundation.models import OpaqueModel
from hearings.models.case import Case
from hearings.models.hearing import Hearing


class OrderKind(models.TextChoices):
    EXPERT = "expert", _("expert")
    INTERPRETER = "interpreter", _("interpreter")
    TRANSCRIBER = "transcriber", _("transcriber")
    MEDIA = "media", _("accredited media")
    AUTHORITY = "authority", _("another authority")
    INSPECTION = "inspection", _("inspection by an observer")
    PARTICIPANT = "participant", _("a participant of the case")
    SEALED = "sealed", _("named in a sealed case")
    BREAK_GLASS = "break-glass", _("break-glass")


class AccessOrder(OpaqueModel):
    """An order that names a person and lists what the person may have of a case, until its end.

    ``hearing``: of this hearing of the case alone. ``heard_from``, ``heard_to``: of those alone that are scheduled in
    [from, to).
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="access_orders")
    hearing = models.ForeignKey(Hearing, models.CASCADE, null=True, blank=True, related_name="access_orders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="access_orders")
    kind = models.CharField(_("kind"), max_length=12, choices=OrderKind, default=OrderKind.EXPERT)
    classes = models.CharField(_("content classes"), max_length=16, default="ecs")
    columns = models.JSONField(_("parts"), default=list)
    number = models.CharField(_("number of the order"), max_length=100, blank=True)
    since = models.DateTimeField(_("from"), default=utc_now)
    until = models.DateTimeField(_("to"), null=True, blank=True)
    heard_from = models.DateTimeField(null=True, blank=True)
    heard_to = models.DateTimeField(null=True, blank=True)
    given_by = models.CharField(max_length=ID_LENGTH, blank=True)
    ended_by = models.CharField(max_length=ID_LENGTH, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "case"])]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=OrderKind.values), name="order_kind_known"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="order_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(heard_to=None) | Q(heard_from=None) | Q(heard_to__gt=F("heard_from")),
                name="order_dates_in_order",
            ),
        ]


class CaseTransfer(OpaqueModel):
    """The registered transfer of a case to a court above (appeal), until the case comes back."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="transfers")
    court = models.ForeignKey(Court, models.PROTECT, related_name="transfers_in")
    registered_at = models.DateTimeField(default=utc_now)
    registered_by = models.CharField(max_length=ID_LENGTH, blank=True)
    number = models.CharField(_("number of the covering letter"), max_length=100, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=ID_LENGTH, blank=True)

    class Meta:
        ordering = ["registered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "court"], condition=Q(ended_at=None), name="transferred_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("registered_at")),
                name="transfer_ends_after_start",
            ),
        ]
