"""A kind of work that a court lets rest, whatever jobs of it come."""

from django.db import models

from foundation.ids import ID_LENGTH
from foundation.models import OpaqueModel


class Hold(OpaqueModel):
    """Jobs of this court whose ``stage_of`` is this are not claimed until the row is gone (``by``: who wants it so)."""

    court = models.CharField(max_length=ID_LENGTH)
    stage_of = models.CharField(max_length=32)
    by = models.CharField(max_length=ID_LENGTH)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court", "stage_of"], name="hold_once")]
