"""The register of originals: which bytes are kept, where, and since when."""

from django.db import models

from foundation.models import OpaqueModel


class FixityFault(models.TextChoices):
    MISSING = "missing"
    SIZE = "size"
    BYTES = "bytes"
    INVENTORY = "inventory"


class Original(OpaqueModel):
    """One immutable file in the originals store; ``id`` is also its object directory's name.

    ``verified_at`` is when the stored bytes were last read and found right, ``checked_at`` when they were last read at
    all; ``fault`` says what was wrong then.
    """

    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, unique=True)
    sha512 = models.CharField(max_length=128)
    received_at = models.DateTimeField()
    recorder_time = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=16, blank=True, choices=FixityFault)

    class Meta:
        indexes = [models.Index(fields=["checked_at"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="original_not_empty"),
            models.CheckConstraint(
                condition=models.Q(fault="") | models.Q(fault__in=FixityFault.values),
                name="original_fault_known",
            ),
        ]
