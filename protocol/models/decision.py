"""A person's word on a line of a protected part: what in it tells who it is was covered, the rest may be read."""

from django.db import models

from foundation.clock import utc_now
from foundation.ids import ID_LENGTH
from foundation.models import OpaqueModel
from protocol.models.entry import Entry


class LineDecision(OpaqueModel):
    """The latest decision on an entry. It holds for this revision, and for whom it was decided.

    ``keepers``: the protected participants, and restrictions on ranges, of the part. The words lie with them, sealed.
    """

    entry = models.OneToOneField(Entry, models.CASCADE, related_name="decision")
    revision = models.PositiveIntegerField()
    keepers = models.JSONField(default=list)
    decided_by = models.CharField(max_length=ID_LENGTH)
    decided_at = models.DateTimeField(default=utc_now)
