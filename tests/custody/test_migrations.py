"""Audit rows of a portal that had no log yet: private parts move, actors are hidden, all wait."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from custody.log.leaf import commitment
from custody.models import LogEntry, OutboxRow, PrivatePart
from custody.services.outbox import Actor, record
from custody.services.sequencer import sequence_due
from tests.custody.logs import COURT

pytestmark = pytest.mark.db
PERSON = "p" * 26


def migrated(name: str) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate([("custody", name)])
    return MigrationExecutor(connection).loader.project_state([("custody", name)]).apps


def test_old_rows_are_brought_under_the_log(transactional_db: None) -> None:
    old = migrated("0003_fixity").get_model("custody", "OutboxRow").objects
    old.create(action="a.b", court=COURT, actor=PERSON, private={"reason": "r"})
    old.create(action="a.c", court=COURT, actor="system")
    old.create(action="a.d", actor="", private={"address": "192.0.2.7"})
    migrated(newest())
    with transaction.atomic():
        fresh = record("a.e", actor=Actor(PERSON), court=COURT)
    first, second, third, _fresh = OutboxRow.objects.all()
    assert first.actor == fresh.actor != PERSON
    assert (first.person, first.private) == (PERSON, {"reason": "r"})
    part = PrivatePart.objects.get(row=first)
    assert first.priv == commitment(bytes(part.salt or b""), {"person": PERSON, "reason": "r"})
    assert (second.actor, second.priv, third.actor, third.private) == (
        "system",
        "",
        "",
        {"address": "192.0.2.7"},
    )
    assert sequence_due().leaves == LogEntry.objects.count() == 4
    for change in (OutboxRow.objects.all().delete, lambda: OutboxRow.objects.update(actor="x")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def newest() -> str:
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes("custody")
    return str(leaves[0][1])
