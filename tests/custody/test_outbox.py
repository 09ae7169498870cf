"""Audit rows: written in the transaction of the act or not at all, changed by nobody."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts.services.memberships import give_office
from custody.errors import OutsideTransaction
from custody.models import OutboxRow
from custody.services.outbox import SYSTEM, Actor, record
from hearings.models import Assignment, Mandate
from hearings.services import assignments, cases, hearings, mandates
from hearings.states import HearingEvent
from protocol.models import Entry
from protocol.services.entries import undo, withdraw_entry
from protocol.services.imports import import_entries
from protocol.services.publishing import publish
from tests.cast import HEARD_AT, RULE, Cast, later, write_log

pytestmark = pytest.mark.db


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE custody_outboxrow SET actor = 'x'",
        "UPDATE custody_outboxrow SET priv = ''",
        "DELETE FROM custody_outboxrow",
        "DELETE FROM custody_outboxrow WHERE action = 'test'",
    ],
)
def test_database_refuses_to_change_an_audit_row(db: None, statement: str) -> None:
    with transaction.atomic():
        record("test", actor=SYSTEM)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert OutboxRow.objects.get().actor == "system"


def test_orm_is_refused_like_everybody(db: None) -> None:
    with transaction.atomic():
        row = record("test", actor=SYSTEM)
    for change in (row.delete, row.save, OutboxRow.objects.all().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_audit_row_outside_a_transaction_is_a_defect(transactional_db: None) -> None:
    with pytest.raises(OutsideTransaction):
        record("test", actor=SYSTEM)
    assert not OutboxRow.objects.exists()


def test_flushed_database_keeps_its_triggers(transactional_db: None) -> None:
    with transaction.atomic():
        record("test", actor=SYSTEM)
    call_command("flush", interactive=False, verbosity=0)
    assert not OutboxRow.objects.exists()
    with transaction.atomic():
        record("test", actor=SYSTEM)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        OutboxRow.objects.update(actor="x")


def test_public_part_holds_no_address_and_no_name(cast: Cast) -> None:
    with transaction.atomic():
        row = record(
            "test",
            actor=Actor(cast.people["judge"].pk, {"address": "192.0.2.7"}),
            private={"reason": "secret"},
        )
    public = {row.action, row.actor, row.object, row.court, row.rule, row.outcome}
    assert public.isdisjoint({"192.0.2.7", "secret"})
    assert row.private == {"address": "192.0.2.7", "reason": "secret"}
    assert cast.people["judge"].pk not in public


Act = Callable[[Cast], object]
ACTS: dict[str, Act] = {
    "case.created": lambda c: cases.create_case(c.courts["city"], c.caller("registry"), RULE, number="3"),
    "case.changed": lambda c: cases.change_case(c.case, c.caller("clerk"), RULE, title="New"),
    "participant.added": lambda c: cases.add_participant(
        c.case, c.caller("registry"), RULE, kind="party", name="N"
    ),
    "mandate.given": lambda c: mandates.give_mandate(
        c.parts["lawyer"], c.parts["victim"], c.caller("registry"), RULE
    ),
    "mandate.ended": lambda c: mandates.end_mandate(Mandate.objects.get(), c.caller("registry"), RULE),
    "hearing.created": lambda c: hearings.create_hearing(
        c.courts["city"], [c.case], c.caller("registry"), RULE, scheduled_at=HEARD_AT
    ),
    "hearing.changed": lambda c: hearings.change_hearing(
        c.hearing, c.caller("clerk"), RULE, scheduled_at=later(1)
    ),
    "hearing.adjourn": lambda c: hearings.apply_event(
        c.hearing, HearingEvent.ADJOURN, c.caller("clerk"), RULE
    ),
    "hearing.close": lambda c: hearings.mark_session(
        c.hearing, c.caller("clerk"), RULE, HEARD_AT, HEARD_AT + timedelta(hours=1)
    ),
    "assignment.given": lambda c: assignments.assign(
        c.hearing, c.people["judge2"], "panel", c.caller("registry"), RULE
    ),
    "assignment.recused": lambda c: assignments.recuse(
        Assignment.objects.get(hearing=c.hearing, role="presiding"), c.caller("registry"), RULE, "reason"
    ),
    "assignment.ended": lambda c: assignments.end_assignment(
        Assignment.objects.get(hearing=c.hearing, role="clerk"), c.caller("registry"), RULE
    ),
    "membership.given": lambda c: give_office(c.people["outsider"], c.courts["city"], "clerk", actor=SYSTEM),
    "entries.imported": lambda c: import_entries(
        c.hearing, [{"offset_ms": 1, "text": "x"}], "", c.caller("clerk"), RULE
    ),
    "entry.withdrawn": lambda c: withdraw_entry(Entry.objects.latest("started_at"), c.caller("clerk"), RULE),
    "entry.undone": lambda c: undo(Entry.objects.latest("started_at"), c.caller("clerk"), RULE),
    "log.published": lambda c: publish(c.hearing, c.caller("clerk"), RULE),
}


@pytest.mark.parametrize("action", ACTS)
def test_act_leaves_exactly_its_audit_row(cast: Cast, action: str) -> None:
    write_log(cast)
    last = OutboxRow.objects.latest("seq").seq
    ACTS[action](cast)
    rows = OutboxRow.objects.filter(seq__gt=last)
    assert [row.action for row in rows] == [action]
    assert all(row.actor and row.court == cast.courts["city"].pk for row in rows)


@pytest.mark.parametrize("action", ACTS)
def test_act_that_is_rolled_back_leaves_no_audit_row(cast: Cast, action: str) -> None:
    write_log(cast)
    last = OutboxRow.objects.latest("seq").seq
    with transaction.atomic():
        ACTS[action](cast)
        transaction.set_rollback(True)
    assert not OutboxRow.objects.filter(seq__gt=last).exists()


def test_act_without_its_audit_row_does_not_happen(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_columns: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(OutboxRow.objects, "create", broken)
    with pytest.raises(DatabaseError), transaction.atomic():
        hearings.mark_session(cast.hearing, cast.caller("clerk"), RULE, HEARD_AT, later(1))
    cast.hearing.refresh_from_db()
    assert cast.hearing.opened_at is None


def test_refused_request_leaves_no_row_of_an_act(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.people["outsider"])
    last = OutboxRow.objects.latest("seq").seq
    url = f"/api/v1/hearings/{cast.hearing.pk}/session/"
    client.post(url, {"opened_at": "2026-03-02T05:00:00Z"}, content_type="application/json")
    assert not OutboxRow.objects.filter(seq__gt=last).exists()
