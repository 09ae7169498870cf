"""What somebody who owns the database, or the disk, can do to a log of some hundred leaves."""

from typing import Any

from custody.log.tiles import Tile, pack, unpack
from custody.models import LogEntry
from custody.services.sequencer import sequence_due
from custody.services.signer import sign_due
from custody.services.verification.run import verify
from foundation.clock import utc_now
from tests.custody.logs import (
    COURT,
    as_database_administrator,
    files,
    the_log,
    write_many,
)

SIZE = 600
MINE = f"courtrec/{COURT}/{utc_now().year}"


def found() -> list[tuple[Any, ...]]:
    return [(str(fault.kind), fault.seq, fault.name) for fault in verify().faults]


def grown(size: int = SIZE) -> None:
    write_many(size)
    sequence_due()
    sign_due()


def row_at(seq: int) -> int:
    return LogEntry.objects.get(log=the_log(), seq=seq).row_id


def sql(statement: str, *values: object) -> None:
    with as_database_administrator() as run:
        run(statement, *values)


def delete(*seqs: int) -> None:
    for seq in seqs:
        row = row_at(seq)
        sql("DELETE FROM custody_privatepart WHERE row_id = %s", row)
        sql("DELETE FROM custody_logentry WHERE row_id = %s", row)
        sql("DELETE FROM custody_outboxrow WHERE seq = %s", row)


def insert(seq: int | None) -> None:
    """A row that was never an act, beside the log or behind its end."""
    sql(
        "INSERT INTO custody_outboxrow (seq, at, court, action, object, object_sha256, outcome, rule, actor, priv)"
        " SELECT 999999, at, court, action, 'forged', '', outcome, rule, actor, ''"
        " FROM custody_outboxrow WHERE seq = %s",
        row_at(5),
    )
    if seq is not None:
        sql("INSERT INTO custody_logentry (row_id, log_id, seq) VALUES (999999, %s, %s)", the_log().pk, seq)


def rewrite(tile: Tile, place: int, entry: bytes) -> None:
    path = files().root / tile.path
    entries = unpack(path.read_bytes(), tile)
    path.write_bytes(pack([*entries[:place], entry, *entries[place + 1 :]]))


def roll_back(size: int) -> None:
    """The database as a copy from yesterday has it."""
    delete(*range(size, SIZE))
    sql(
        "UPDATE custody_auditlog SET size = %s, root = %s WHERE id = %s",
        size,
        "00" * 32,
        the_log().pk,
    )
