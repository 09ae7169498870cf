"""Ids that other systems have given to the same thing."""

from django.db import models
from django.db.models import Q


class ExternalModel(models.Model):
    """Carries ``(external_source, external_id)``; both or none."""

    external_source = models.CharField(max_length=100, blank=True)
    external_id = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


def external_once(name: str, within: str = "") -> models.UniqueConstraint:
    """Return the constraint that an external id names one row, everywhere or ``within`` what a column points at."""
    fields = [within] if within else []
    return models.UniqueConstraint(
        fields=[*fields, "external_source", "external_id"],
        condition=~Q(external_id=""),
        name=f"{name}_external_once",
    )
