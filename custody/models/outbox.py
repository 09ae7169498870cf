"""The one outbox: each write, refusal and disclosure leaves a row in the transaction of the act itself."""

from typing import Any

from django.db import models

from foundation.clock import utc_now
from foundation.ids import ID_LENGTH


class OutboxRow(models.Model):
    """One audit event, append-only (the database refuses UPDATE and DELETE); all of it goes into the log.

    ``actor`` is a pseudonym, ``priv`` the commitment to the private part, which stands in a table of its own because it
    can be erased.
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
    priv = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["seq"]
        indexes = [models.Index(fields=["object", "seq"]), models.Index(fields=["court", "seq"])]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"

    @property
    def private(self) -> dict[str, Any]:
        """What is private about it; empty where there was nothing or nothing is left."""
        part = PrivatePart.objects.filter(row=self).first()
        return part.body or {} if part is not None else {}

    @property
    def person(self) -> str:
        """The id of who acted; empty where it was nobody or is erased."""
        part = PrivatePart.objects.filter(row=self).first()
        return part.person if part is not None else ""


class PrivatePart(models.Model):
    """Who really acted, from where and why. Erased, ``salt`` and ``body`` are gone; the log tells nothing of it."""

    row = models.OneToOneField(OutboxRow, models.DO_NOTHING, primary_key=True, related_name="private_part")
    person = models.CharField(max_length=ID_LENGTH, blank=True, db_index=True)
    salt = models.BinaryField(null=True)
    body = models.JSONField(null=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    def committed(self) -> dict[str, Any]:
        """Return what the commitment in the log is about."""
        return {**(self.body or {}), "person": self.person}


class PersonKey(models.Model):
    """What makes a person's pseudonyms, one in each log; without it nobody can tell whose they were."""

    person = models.CharField(primary_key=True, max_length=ID_LENGTH)
    key = models.BinaryField()
