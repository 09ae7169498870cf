"""Each log says by which keys it is signed: a key that comes is a leaf of every log that it signs."""

import hashlib

from django.db import transaction

from custody.models import AuditLog, OutboxRow
from custody.services.outbox import SYSTEM, record
from custody.services.signing_keys import published_keys
from foundation.clock import utc_now

FINGERPRINT = 32


def announce_keys() -> int:
    """Write a row for each published key in each log of this year that has none of it yet; a keeper's round."""
    courts = list(AuditLog.objects.filter(year=utc_now().year).values_list("court", flat=True))
    digests = [hashlib.sha256(key.public).hexdigest() for key in published_keys()]
    return sum(_announce(digest, court) for digest in digests for court in courts)


def _announce(digest: str, court: str) -> bool:
    """Write the row unless the log has it; its object is the beginning of the key's SHA-256."""
    known = OutboxRow.objects.filter(object=digest[:FINGERPRINT], action="log.key", court=court)
    if known.filter(at__year=utc_now().year).exists():
        return False
    with transaction.atomic():
        record("log.key", actor=SYSTEM, object_id=digest[:FINGERPRINT], court=court, sha256=digest)
    return True
