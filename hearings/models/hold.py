"""Legal holds: what must be kept whatever its period, until two persons lift it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.ids import ID_LENGTH
from foundation.models import OpaqueModel
from hearings.models.hearing import Hearing
from hearings.states import HOLDING, HoldState

HOLD_REASON_MAX = 500


class LegalHold(OpaqueModel):
    """A hold on a hearing; the hearing's ``hold`` says whether one stands. Who acted is kept as opaque ids."""

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="holds")
    state = models.CharField(max_length=16, default=HoldState.IN_FORCE)
    reason = models.CharField(_("reason"), max_length=HOLD_REASON_MAX)
    number = models.CharField(_("number of the order"), max_length=100, blank=True)
    set_by = models.CharField(max_length=ID_LENGTH)
    release_reason = models.CharField(max_length=HOLD_REASON_MAX, blank=True)
    release_proposed_by = models.CharField(max_length=ID_LENGTH, blank=True)
    release_countersigned = models.BooleanField(default=False)
    released_by = models.CharField(max_length=ID_LENGTH, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in HoldState]), name="hold_state_known"
            ),
            models.UniqueConstraint(
                fields=["hearing"], condition=Q(state__in=sorted(HOLDING)), name="held_once"
            ),
            models.CheckConstraint(
                condition=Q(released_by="") | ~Q(released_by=F("release_proposed_by")),
                name="hold_released_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state=HoldState.RELEASED, released_at__isnull=False)
                | (~Q(state=HoldState.RELEASED) & Q(released_at=None)),
                name="hold_released_has_date",
            ),
        ]


class LegalHoldTransition(OpaqueModel):
    """Each change of a hold's state, written in the same transaction."""

    hold = models.ForeignKey(LegalHold, models.CASCADE, related_name="transitions")
    event = models.CharField(max_length=16)
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    actor = models.CharField(max_length=40)
