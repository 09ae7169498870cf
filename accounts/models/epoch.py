"""Policy epochs: a counter per hearing and per user that each change of what they may see raises."""

from django.db import models

ID_MAX = 40


class PolicyEpoch(models.Model):
    """One counter; ``key`` is ``h:<hearing id>`` or ``u:<user id>``. The media gate re-reads those that it holds."""

    key = models.CharField(primary_key=True, max_length=ID_MAX)
    epoch = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(epoch__gte=0), name="epoch_not_negative")]

    def __str__(self) -> str:
        return f"{self.key}={self.epoch}"
