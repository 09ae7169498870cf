"""A play: one viewer's disclosure of one hearing, bound to the credential that asked for it."""

from django.db import models

from foundation.ids import ID_LENGTH
from foundation.models import OpaqueModel
from hearings.models import Hearing


class Play(OpaqueModel):
    """``credential`` is a keyed hash of the cookie or bearer; the id is no secret and worth nothing without it.

    ``as_recorded``: protected parts play undisguised; ``stepped_up_at``: the second sign-in that opens them.
    """

    hearing = models.ForeignKey(Hearing, models.CASCADE, related_name="plays")
    viewer = models.CharField(max_length=ID_LENGTH)
    session_key = models.CharField(max_length=64, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    credential = models.CharField(max_length=64)
    ends_at = models.DateTimeField()
    as_recorded = models.BooleanField(default=False)
    stepped_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["hearing", "viewer", "created_at"])]
