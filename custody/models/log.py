"""The audit logs, one per court and year, and the place of each audit row in its log."""

from django.db import models

from custody.models.outbox import OutboxRow
from foundation.ids import ID_LENGTH


class AuditLog(models.Model):
    """The head of a log: ``size`` leaves with this ``root`` are in its files; ``last_ts`` is the last one's, in ms.

    ``court`` is empty for the log of the whole portal. ``origin`` is its name in checkpoints, for ever.
    """

    court = models.CharField(max_length=ID_LENGTH, blank=True)
    year = models.SmallIntegerField()
    origin = models.CharField(max_length=200, unique=True)
    size = models.BigIntegerField(default=0)
    root = models.CharField(max_length=64)
    last_ts = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["court", "year"]
        constraints = [models.UniqueConstraint(fields=["court", "year"], name="audit_log_per_court_and_year")]

    def __str__(self) -> str:
        return self.origin


class LogEntry(models.Model):
    """The place of an audit row in its log; without one until the sequencer has given it, never changed afterwards."""

    row = models.OneToOneField(OutboxRow, models.DO_NOTHING, primary_key=True, related_name="entry")
    log = models.ForeignKey(AuditLog, models.PROTECT, null=True, related_name="entries")
    seq = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["log", "seq"], name="log_entry_place_once"),
            models.CheckConstraint(
                condition=models.Q(log=None, seq=None) | models.Q(log__isnull=False, seq__gte=0),
                name="log_entry_place_whole",
            ),
        ]
        indexes = [models.Index(fields=["row"], condition=models.Q(seq=None), name="log_entry_pending")]
