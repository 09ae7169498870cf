"""Audit rows in any number and their log, as tests of the log need them."""

from django.db import transaction

from custody.log.checkpoint import Checkpoint
from custody.log.note import Verifier
from custody.models import AuditLog, OutboxRow
from custody.services.checkpoints import Published, verifiers
from custody.services.logfiles import LogFiles, place_of
from custody.services.outbox import Actor, record
from foundation.clock import utc_now

COURT = "court"
PERSON = Actor("p" * 26)


def write_rows(count: int, *, court: str = COURT, actor: Actor = PERSON) -> list[OutboxRow]:
    """Acts that are committed and wait for their places."""
    with transaction.atomic():
        return [
            record("test.done", actor=actor, object_id=f"o{n}", court=court, private={"reason": f"r{n}"})
            for n in range(count)
        ]


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
