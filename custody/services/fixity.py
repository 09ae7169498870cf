"""Fixity: stored originals are read again and compared with the register and with their own inventory.

The first check comes within a day of the upload, later ones at least every 90 days; a faulty object is looked at again
every day, because a disk may have been away. A fault is told once by an audit row, never repaired by guessing.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from custody.models import FixityFault, Original
from custody.services.outbox import SYSTEM, record
from custody.services.stores import store
from foundation.clock import utc_now

log = structlog.get_logger(__name__)
READ_BYTES = 4 * 1024**2


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did: objects and bytes read, and faults found."""

    objects: int
    read_bytes: int
    faults: int


def check_due() -> Round:
    """Check what is due, bounded by FIXITY_ROUND_BYTES (one object at least); a keeper's round."""
    objects = read_bytes = faults = 0
    for original in _due()[: settings.FIXITY_ROUND_OBJECTS]:
        if objects and read_bytes + original.size > settings.FIXITY_ROUND_BYTES:
            break
        try:
            faults += check(original) != ""
        except OSError as error:
            log.warning("fixity.store_away", error=str(error))
            break
        objects += 1
        read_bytes += original.size
    return Round(objects, read_bytes, faults)


def check(original: Original) -> str:
    """Read one original again, note the result; returns the fault or the empty string.

    Raises OSError when the store as a whole does not answer; then nothing is noted.
    """
    fault = _fault(original)
    now = utc_now()
    columns: dict[str, object] = {"checked_at": now, "fault": fault}
    if not fault:
        columns["verified_at"] = now
    with transaction.atomic():
        Original.objects.filter(pk=original.pk).update(**columns)
        if fault != original.fault:
            log.error("original.fault", original=original.pk, fault=fault or "none")
            outcome = "fault" if fault else "repaired"
            record(
                "original.checked",
                actor=SYSTEM,
                object_id=original.pk,
                sha256=original.sha256,
                outcome=outcome,
                rule=fault,
            )
    return fault


def _due() -> QuerySet[Original]:
    now = utc_now()
    settled = now - timedelta(seconds=settings.FIXITY_FIRST_AFTER_S)
    never = Q(checked_at=None, received_at__lte=settled)
    long_ago = Q(checked_at__lte=now - timedelta(days=settings.FIXITY_EVERY_DAYS))
    faulty = ~Q(fault="") & Q(checked_at__lte=now - timedelta(days=1))
    kept = Original.objects.filter(destroyed_at=None)
    return kept.filter(never | long_ago | faulty).order_by(
        F("checked_at").asc(nulls_first=True), "received_at"
    )


def _fault(original: Original) -> str:
    try:
        if store().size(original.pk) != original.size:
            return FixityFault.SIZE
        if _digests(original.pk) != (original.sha256, original.sha512):
            return FixityFault.BYTES
    except FileNotFoundError:
        return FixityFault.MISSING
    except OSError as error:
        log.warning("original.unreadable", original=original.pk, error=str(error))
        store().require()  # a store that does not answer says nothing about an original
        return FixityFault.BYTES
    return "" if _inventory_agrees(original) else FixityFault.INVENTORY


def _digests(original_id: str) -> tuple[str, str]:
    sha256, sha512 = hashlib.sha256(), hashlib.sha512()
    with store().open(original_id) as file:
        while block := file.read(READ_BYTES):
            sha256.update(block)
            sha512.update(block)
    return sha256.hexdigest(), sha512.hexdigest()


def _inventory_agrees(original: Original) -> bool:
    try:
        written = store().inventory(original.pk)
    except OSError:
        store().require()
        return False
    except (ValueError, TypeError, KeyError):
        return False
    return (written.id, written.size, written.sha256, written.sha512) == (
        original.pk,
        original.size,
        original.sha256,
        original.sha512,
    )
