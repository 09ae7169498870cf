"""Bulk imports already done, so that the same key gives the same answer."""

from django.db import models

from foundation.ids import ID_LENGTH
from foundation.models import OpaqueModel
from hearings.models import Hearing


class EntryImport(OpaqueModel):
    """One accepted import: the key it came under, what it carried (hash), what was answered."""

    hearing = models.ForeignKey(Hearing, models.CASCADE, related_name="imports")
    author = models.CharField(max_length=ID_LENGTH)
    key = models.CharField(max_length=200)
    body_sha256 = models.CharField(max_length=64)
    answer = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "hearing", "key"], name="import_once_per_key")
        ]
