"""Abstract bases of every table: an opaque primary key and the time of creation."""

from django.db import models

from foundation.clock import utc_now
from foundation.ids import ID_LENGTH, new_id


class OpaqueModel(models.Model):
    """A row whose primary key is 128 random bits, so that its address tells nothing."""

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=new_id, editable=False)
    created_at = models.DateTimeField(default=utc_now, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.pk
