"""Taking an original in: bytes first, then the register, both before anything is acknowledged."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from custody.models import Original
from custody.services.outbox import Actor, record
from custody.services.stores import store
from custody.store.inventory import Inventory
from foundation.clock import rfc3339, utc_now


@dataclass(frozen=True, slots=True)
class Received:
    """A whole, fsynced part file and what is known of it; the caller chooses ``id``, so that a retry meets itself."""

    id: str
    part: Path
    size: int
    sha256: str
    sha512: str
    filename: str
    courtroom: str
    recorder_time: datetime | None


def take_in(received: Received, *, actor: Actor, court: str) -> Original:
    """Store the bytes for ever and register them; the same bytes again are the same original.

    Raises OSError when the disk refuses; then nothing is registered and the part is still there.
    """
    known = Original.objects.filter(sha256=received.sha256, destroyed_at=None).first()
    if known is not None:
        store().discard_duplicate(received.id, known.pk)
        return known
    inventory = _inventory(received)
    store().seal(received.part, inventory)
    with transaction.atomic():
        original, created = Original.objects.get_or_create(
            sha256=received.sha256, destroyed_at=None, defaults=_columns(received, inventory)
        )
        if created:
            record("original.stored", actor=actor, object_id=original.id, court=court, sha256=original.sha256)
    # Two uploads of one file at the same moment: both were sealed, one was registered.
    store().discard_duplicate(received.id, original.pk)
    return original


def _inventory(received: Received) -> Inventory:
    return Inventory(
        id=received.id,
        size=received.size,
        sha256=received.sha256,
        sha512=received.sha512,
        received_at=rfc3339(utc_now()) or "",
        recorder_time=rfc3339(received.recorder_time),
        filename=received.filename,
        courtroom=received.courtroom,
    )


def _columns(received: Received, inventory: Inventory) -> dict[str, object]:
    return {
        "id": inventory.id,
        "size": received.size,
        "sha512": received.sha512,
        "received_at": datetime.fromisoformat(inventory.received_at),
        "recorder_time": received.recorder_time,
    }
