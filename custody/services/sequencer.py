"""The sequencer: gives audit rows their places in the log of their court and year, without gaps, files before rows.

The files are durable before the database commits. If the process dies in between, they say more than the head does;
the next round writes them again, and no checkpoint has covered them.
"""

from dataclasses import dataclass

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from custody.errors import LogDamaged
from custody.log.checkpoint import Checkpoint
from custody.log.errors import LogError
from custody.log.leaf import Leaf
from custody.log.merkle import EMPTY_ROOT, root
from custody.log.tiles import Tile, TileReader, grow
from custody.models import AuditLog, LogEntry, OutboxRow
from custody.services.logfiles import LogFiles, place_of
from foundation.clock import utc_now

log = structlog.get_logger(__name__)
MILLISECONDS = 1000
GIVE_PLACE = "UPDATE custody_logentry SET log_id = %s, seq = %s WHERE row_id = %s"


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did: leaves that were added, and logs that could not grow."""

    leaves: int
    damaged: int


def sequence_due() -> Round:
    """Bring every waiting row into its log; a keeper's round. A damaged log keeps only its own rows waiting."""
    leaves = damaged = 0
    for court, year in sorted({*_waiting(), *_behind()}):
        try:
            while added := append(court, year):
                leaves += added
        except (LogDamaged, LogError, OSError) as error:
            damaged += 1
            log.error("audit.log_damaged", court=court, year=year, error=str(error))
    return Round(leaves, damaged)


def ensure_logged(row: OutboxRow) -> None:
    """Return once the row is in its log: for disclosures, before their first byte.

    Call it when the row is committed. Raises LogDamaged, LogError, OSError, DatabaseError; then nothing may go out.
    """
    while LogEntry.objects.filter(row=row, seq=None).exists():
        append(row.court, row.at.year)


def append(court: str, year: int) -> int:
    """Add the oldest waiting rows of a log, at most AUDIT_BATCH; returns how many."""
    files = LogFiles(place_of(court, year))
    with files.locked():
        with transaction.atomic():
            head = _locked_log(court, year)
            entries = list(_pending().filter(row__court=court, row__at__year=year)[: settings.AUDIT_BATCH])
            if not entries:
                publish_head(head)
                return 0
            written = _grow(head, entries, files)
        files.drop_partials(written)
        files.write_head(state_of(head))
    return len(entries)


def publish_head(head: AuditLog) -> None:
    """Write down what the log's head is if a process died before it could; for who holds the lock of its files.

    Raises LogDamaged, LogError, OSError.
    """
    files = LogFiles(place_of(head.court, head.year))
    said = files.head()
    if head.size and (said is None or said.size < head.size):
        _require_undamaged(head, files.edges(head.size), files)
        files.write_head(state_of(head))


def state_of(head: AuditLog) -> Checkpoint:
    """Return what a checkpoint of the log says now."""
    return Checkpoint(head.origin, head.size, bytes.fromhex(head.root))


def leaf_of(row: OutboxRow, seq: int, ts: int) -> Leaf:
    """Return the leaf of a row at its place; ``ts`` is that of the leaf before it, or later."""
    return Leaf(
        seq=seq,
        ts=max(ts, int(row.at.timestamp() * MILLISECONDS)),
        court=row.court,
        action=row.action,
        object=row.object,
        outcome=row.outcome,
        rule=row.rule,
        actor=row.actor,
        object_sha256=row.object_sha256,
        priv=row.priv,
    )


def _pending() -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(seq=None).select_related("row").order_by("row_id")


def _waiting() -> list[tuple[str, int]]:
    return list(_pending().values_list("row__court", "row__at__year").order_by().distinct())


def _behind() -> list[tuple[str, int]]:
    """Logs whose files do not say how long they are, because a process died before it could."""
    rows = AuditLog.objects.filter(year__gte=utc_now().year - 1)
    return [(row.court, row.year) for row in rows if _said_size(row) < row.size]


def _said_size(row: AuditLog) -> int:
    try:
        head = LogFiles(place_of(row.court, row.year)).head()
    except (LogError, OSError):
        return 0
    return head.size if head is not None else 0


def _locked_log(court: str, year: int) -> AuditLog:
    origin = f"{settings.AUDIT_ORIGIN}/{place_of(court, year)}"
    known = {"origin": origin, "root": EMPTY_ROOT.hex()}
    AuditLog.objects.get_or_create(court=court, year=year, defaults=known)
    return AuditLog.objects.select_for_update().get(court=court, year=year)


def _grow(head: AuditLog, entries: list[LogEntry], files: LogFiles) -> dict[Tile, bytes]:
    edges = files.edges(head.size)
    _require_undamaged(head, edges, files)
    leaves: list[bytes] = []
    for entry in entries:
        leaf = leaf_of(entry.row, head.size + len(leaves), head.last_ts)
        entry.log, entry.seq, head.last_ts = head, leaf.seq, leaf.ts
        leaves.append(leaf.encode())
    written = grow(head.size, edges, leaves)
    files.write(written)
    head.size += len(leaves)
    head.root = root(head.size, _reader(head.size, written | edges).node).hex()
    _give_places(head, entries)
    head.save(update_fields=["size", "root", "last_ts"])
    return written


def _give_places(head: AuditLog, entries: list[LogEntry]) -> None:
    """Write the places by one prepared statement: bulk_update compares each row with each case, which is slow."""
    with connection.cursor() as cursor:
        cursor.executemany(GIVE_PLACE, [(head.pk, entry.seq, entry.row_id) for entry in entries])


def _require_undamaged(head: AuditLog, edges: dict[Tile, bytes], files: LogFiles) -> None:
    """Never build on files that somebody has changed, nor over leaves that the database has forgotten."""
    said = files.head()
    if said is not None and said.size > head.size:
        raise LogDamaged(f"{head.origin}: the files hold {said.size} leaves, the database {head.size}")
    if root(head.size, _reader(head.size, edges).node).hex() != head.root:
        raise LogDamaged(f"{head.origin}: the files do not lead to the root of {head.size} leaves")


def _reader(size: int, held: dict[Tile, bytes]) -> TileReader:
    """Return the nodes of the right edge, which is all that a root needs."""
    by_path = {tile.path: data for tile, data in held.items()}
    return TileReader(size, by_path.__getitem__)
