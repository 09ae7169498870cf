"""The one outbox: each write, refusal and disclosure leaves a row in the transaction of the act itself."""

from django.db import models

from foundation.clock import utc_now
from foundation.ids import ID_LENGTH


class OutboxRow(models.Model):
    """One audit event, append-only (the database refuses UPDATE and DELETE).

    ``private`` holds what may be erased later (who really, from where, why); everything else goes into the log as is.
    """

    seq = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=utc_now, editable=False)
    court = models.CharField(max_length=ID_LENGTH, blank=True)
    action = models.CharField(max_length=64)
    object = models.CharField(max_length=64, blank=True)
    object_sha256 = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=16, default="done")
    rule = models.CharField(max_length=64, blank=True)
    actor = models.CharField(max_length=ID_LENGTH, blank=True)
    private = models.JSONField(default=dict)

    class Meta:
        ordering = ["seq"]
        indexes = [models.Index(fields=["object", "seq"]), models.Index(fields=["court", "seq"])]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"
