"""Audit rows in any number and their log, as tests of the log need them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module

from django.db import connection, transaction

from custody.log.checkpoint import Checkpoint
from custody.log.leaf import commitment
from custody.log.note import Verifier
from custody.models import AuditLog, LogEntry, OutboxRow, PrivatePart
from custody.services.checkpoints import Published, verifiers
from custody.services.logfiles import LogFiles, place_of
from custody.services.outbox import Actor, record
from foundation.clock import utc_now

COURT = "court"
PERSON = Actor("p" * 26)
TRIGGERS = [
    import_module(f"custody.migrations.{name}") for name in ("0002_append_only", "0006_append_only_log")
]


def write_rows(count: int, *, court: str = COURT, actor: Actor = PERSON) -> list[OutboxRow]:
    """Acts that are committed and wait for their places."""
    with transaction.atomic():
        return [
            record("test.done", actor=actor, object_id=f"o{n}", court=court, private={"reason": f"r{n}"})
            for n in range(count)
        ]


def write_many(count: int, *, court: str = COURT) -> None:
    """As `write_rows`, for thousands: the same rows with a few statements."""
    salt, bound = bytes(range(32)), commitment(bytes(range(32)), {"reason": "r", "person": "p" * 26})
    at, actor = utc_now(), "a" * 26
    rows = [
        OutboxRow(at=at, court=court, action="test.done", object=f"o{n}", actor=actor, priv=bound)
        for n in range(count)
    ]
    with transaction.atomic():
        OutboxRow.objects.bulk_create(rows, batch_size=1000)
        LogEntry.objects.bulk_create([LogEntry(row=row) for row in rows], batch_size=1000)
        parts = [PrivatePart(row=row, person="p" * 26, salt=salt, body={"reason": "r"}) for row in rows]
        PrivatePart.objects.bulk_create(parts, batch_size=1000)


@contextmanager
def as_database_administrator() -> Iterator[Callable[..., None]]:
    """Statements of who owns the database: no trigger stops them."""
    embedded = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        for statement in _down() if embedded else ["SET session_replication_role = replica"]:
            cursor.execute(statement)
        yield lambda statement, *values: cursor.execute(statement, values)
        for statement in _up() if embedded else ["SET session_replication_role = DEFAULT"]:
            cursor.execute(statement)


def _down() -> list[str]:
    return [statement for module in TRIGGERS for statement in module.SQLITE_BACK]


def _up() -> list[str]:
    return [statement for module in TRIGGERS for statement in module.SQLITE]


def the_log(court: str = COURT) -> AuditLog:
    return AuditLog.objects.get(court=court)


def place(court: str = COURT) -> str:
    return place_of(court, utc_now().year)


def files(court: str = COURT) -> LogFiles:
    return LogFiles(place(court))


def head(court: str = COURT) -> Checkpoint:
    found = files(court).head()
    assert found is not None
    return found


def say(state: Checkpoint, court: str = COURT) -> None:
    files(court).write_head(state)


def published(court: str = COURT) -> Published:
    return Published(place(court))


def keys(court: str = COURT) -> list[Verifier]:
    return verifiers(the_log(court).origin)
