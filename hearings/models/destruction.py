"""Acts of destruction: which hearings' recordings and texts two persons have decided to destroy, and what was done."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courts.models import Court
from custody.models.original import ACT_MAX
from foundation.clock import utc_now
from foundation.ids import ID_LENGTH
from foundation.models import OpaqueModel
from hearings.models.hearing import Hearing
from hearings.states import ActState

ACT_REASON_MAX = 500


class ActGround(models.TextChoices):
    RETENTION = "retention", _("the retention period has ended")
    RULING = "ruling", _("a ruling")


class DestructionAct(OpaqueModel):
    """An act of a court under its number. Who acted is kept as opaque ids, as in audit rows.

    ``proposed_countersigned``: the first person was the judge that one of the two must be. ``next_try_at``: when it is
    carried out, or tried again. ``report`` names what is left elsewhere, once all is done.
    """

    court = models.ForeignKey(Court, models.PROTECT, related_name="destruction_acts")
    number = models.CharField(_("number of the act"), max_length=ACT_MAX)
    ground = models.CharField(_("ground"), max_length=9, choices=ActGround)
    reason = models.CharField(_("reason"), max_length=ACT_REASON_MAX, blank=True)
    state = models.CharField(max_length=11, default=ActState.PROPOSED)
    proposed_by = models.CharField(max_length=ID_LENGTH)
    proposed_countersigned = models.BooleanField(default=False)
    approved_by = models.CharField(max_length=ID_LENGTH, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(default=utc_now)
    carried_out_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]
        indexes = [models.Index(fields=["state", "next_try_at"])]
        constraints = [
            models.UniqueConstraint(fields=["court", "number"], name="act_number_once_per_court"),
            models.CheckConstraint(condition=~Q(number=""), name="act_has_number"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ActState]), name="act_state_known"
            ),
            models.CheckConstraint(condition=Q(ground__in=ActGround.values), name="act_ground_known"),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("proposed_by")), name="act_approved_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ActState.APPROVED, ActState.CARRIED_OUT]) | ~Q(approved_by=""),
                name="act_approved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DestructionItem(OpaqueModel):
    """One hearing of an act, or (``recording``: its opaque id) one recording of it. ``report``: what was destroyed."""

    act = models.ForeignKey(DestructionAct, models.CASCADE, related_name="items")
    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="destruction_items")
    recording = models.CharField(max_length=ID_LENGTH, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["act", "hearing", "recording"], name="destroyed_once_per_act")
        ]


class DestructionTransition(OpaqueModel):
    """Each change of an act's state, written in the same transaction."""

    act = models.ForeignKey(DestructionAct, models.CASCADE, related_name="transitions")
    event = models.CharField(max_length=16)
    from_state = models.CharField(max_length=11, blank=True)
    to_state = models.CharField(max_length=11)
    actor = models.CharField(max_length=40)
