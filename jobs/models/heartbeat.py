"""What keepers write: who lives (the embedded broker cannot be asked), and which round was done when."""

from django.db import models


class ProcessHeartbeat(models.Model):
    """When a process last said that it lives."""

    name = models.CharField(primary_key=True, max_length=80)
    role = models.CharField(max_length=16)
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["role", "seen_at"])]

    def __str__(self) -> str:
        return self.name


class KeeperRound(models.Model):
    """When a round of the keepers is due next; whoever moves the time on does the round, so it is done once."""

    name = models.CharField(primary_key=True, max_length=120)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
