"""The register of originals: which bytes are kept, where, and since when."""

from django.db import models

from foundation.models import OpaqueModel

ACT_MAX = 40
"""Letters of an act's number; with a word before it it is the rule of a leaf."""


class FixityFault(models.TextChoices):
    MISSING = "missing"
    SIZE = "size"
    BYTES = "bytes"
    INVENTORY = "inventory"


class Original(OpaqueModel):
    """One immutable file in the originals store; ``id`` is also its object directory's name.

    ``destroyed_at``: its bytes are gone, under the act of this number; the row stays, and so does its hash.

    ``verified_at`` is when the stored bytes were last read and found right, ``checked_at`` when they were last read at
    all; ``fault`` says what was wrong then.
    """

    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    sha512 = models.CharField(max_length=128)
    received_at = models.DateTimeField()
    recorder_time = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=16, blank=True, choices=FixityFault)
    destroyed_at = models.DateTimeField(null=True, blank=True)
    destroyed_under = models.CharField(max_length=ACT_MAX, blank=True)

    class Meta:
        indexes = [models.Index(fields=["checked_at"])]
        constraints = [
            # The same bytes may come again after they were destroyed: then they are another original.
            models.UniqueConstraint(
                fields=["sha256"], condition=models.Q(destroyed_at=None), name="original_once"
            ),
            models.CheckConstraint(
                condition=models.Q(destroyed_at=None, destroyed_under="")
                | (models.Q(destroyed_at__isnull=False) & ~models.Q(destroyed_under="")),
                name="original_destroyed_under_act",
            ),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="original_not_empty"),
            models.CheckConstraint(
                condition=models.Q(fault="") | models.Q(fault__in=FixityFault.values),
                name="original_fault_known",
            ),
        ]
