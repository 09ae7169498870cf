"""Break-glass: content that is closed to the chair of a court, or who listened, for an hour and by two persons."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from foundation.ids import ID_LENGTH
from foundation.models import OpaqueModel
from hearings.models.access import AccessOrder
from hearings.models.case import Case
from hearings.models.hearing import Hearing
from hearings.states import BreakGlassState

REASON_MIN = 20
REASON_MAX = 1000
S = BreakGlassState


class BreakGlassKind(models.TextChoices):
    CONTENT = "content", _("content of closed parts or of a sealed case")
    INQUIRY = "inquiry", _("who listened, and to what (inquiry into a leak)")


class BreakGlass(OpaqueModel):
    """A request for one hearing, or for a whole case; ``order`` is what its approval opened.

    Who acted is kept as opaque ids, as in audit rows.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="break_glasses")
    hearing = models.ForeignKey(Hearing, models.PROTECT, null=True, blank=True, related_name="break_glasses")
    kind = models.CharField(
        _("what for"), max_length=8, choices=BreakGlassKind, default=BreakGlassKind.CONTENT
    )
    reason = models.CharField(_("reason"), max_length=REASON_MAX)
    state = models.CharField(max_length=8, default=S.PROPOSED)
    proposed_by = models.CharField(max_length=ID_LENGTH)
    decided_by = models.CharField(max_length=ID_LENGTH, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    order = models.OneToOneField(
        AccessOrder, models.PROTECT, null=True, blank=True, related_name="break_glass"
    )

    class Meta:
        ordering = ["-created_at", "id"]
        indexes = [models.Index(fields=["state", "created_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in S]), name="break_glass_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=BreakGlassKind.values), name="break_glass_kind_known"
            ),
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Length("reason"), REASON_MIN), name="break_glass_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("proposed_by")), name="break_glass_by_another"
            ),
            # What is approved was decided by somebody and has opened something; what only waits has not.
            models.CheckConstraint(
                condition=~Q(state=S.APPROVED) | (~Q(decided_by="") & Q(order__isnull=False)),
                name="break_glass_approved_has_order",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[S.PROPOSED, S.REFUSED]) | Q(order=None),
                name="break_glass_waiting_has_none",
            ),
        ]

    @property
    def object_id(self) -> str:
        """The id of the hearing, or of the case, that it is about."""
        return self.hearing_id or self.case_id

    @property
    def ends_at(self) -> datetime | None:
        """When what it opened closes by itself; None where it opened nothing."""
        return self.order.until if self.order is not None else None


class BreakGlassTransition(OpaqueModel):
    """Each change of a request's state, written in the same transaction."""

    break_glass = models.ForeignKey(BreakGlass, models.CASCADE, related_name="transitions")
    event = models.CharField(max_length=16)
    from_state = models.CharField(max_length=8, blank=True)
    to_state = models.CharField(max_length=8)
    actor = models.CharField(max_length=40)
