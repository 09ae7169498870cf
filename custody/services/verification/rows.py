"""What no log can say by itself: rows outside every log, rows that wait too long, private parts that do not fit."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings

from custody.log.errors import NotCanonical
from custody.log.leaf import commitment
from custody.models import LogEntry, OutboxRow, PrivatePart
from custody.services.verification.faults import Fault, Kind
from foundation.clock import rfc3339, utc_now

ROWS, PARTS, ENTRIES = "custody_outboxrow", "custody_privatepart", "custody_logentry"
FETCH = 2000


def check_rows() -> Iterator[Fault]:
    """Yield rows that are in no log and will be in none, and those that should be in one by now."""
    for row in OutboxRow.objects.filter(entry=None).iterator(FETCH):
        detail = f"row {row.seq} ({row.action}) was never given to a log"
        yield Fault(Kind.ROW_INSERTED, ROWS, detail, row.object)
    late = utc_now() - timedelta(seconds=settings.AUDIT_LATE_S)
    waiting = LogEntry.objects.filter(seq=None, row__at__lte=late).select_related("row")
    for entry in waiting.iterator(FETCH):
        detail = f"row {entry.row_id} ({entry.row.action}) waits for its place since {rfc3339(entry.row.at)}"
        yield Fault(Kind.ROW_WAITING, ENTRIES, detail, entry.row.object)


def check_private_parts() -> Iterator[Fault]:
    """Yield private parts that are not what their rows bind, and those that went away without being erased."""
    for part in PrivatePart.objects.exclude(salt=None).select_related("row").iterator(FETCH):
        if not _fits(part):
            detail = f"row {part.row_id} ({part.row.action}) binds another private part"
            yield Fault(Kind.PRIVATE_ALTERED, PARTS, detail, part.row.object)
    for part in PrivatePart.objects.filter(salt=None, erased_at=None).select_related("row"):
        yield _lost(part.row)
    for row in OutboxRow.objects.exclude(priv="").filter(private_part=None).iterator(FETCH):
        yield _lost(row)


def _lost(row: OutboxRow) -> Fault:
    detail = f"row {row.seq} ({row.action}) has lost its private part, and nobody erased it"
    return Fault(Kind.PRIVATE_DELETED, PARTS, detail, row.object)


def _fits(part: PrivatePart) -> bool:
    try:
        return commitment(bytes(part.salt or b""), part.committed()) == part.row.priv
    except NotCanonical:
        return False
