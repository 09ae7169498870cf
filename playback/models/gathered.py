"""Which files of notes on what was heard are in the audit log already."""

from django.db import models

from foundation.clock import utc_now


class GatheredNotes(models.Model):
    """Written in the transaction of the rows made from the file, so that no file is counted twice."""

    name = models.CharField(primary_key=True, max_length=200)
    at = models.DateTimeField(default=utc_now)
