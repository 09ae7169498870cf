"""A person can be erased; what was proved stays proved."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from custody.log.leaf import decode
from custody.log.proof import verify as prove
from custody.models import LogEntry, OutboxRow, PersonKey, PrivatePart
from custody.services.erasing import Erased, erase_person
from custody.services.exporting import proof_of
from custody.services.outbox import Actor, record
from custody.services.sequencer import sequence_due
from custody.services.signer import sign_due
from custody.services.verification.book import open_book
from custody.services.verification.run import verify
from tests.cast import Cast
from tests.custody.logs import COURT, PERSON, keys, the_log, write_rows

pytestmark = pytest.mark.db
OTHER = Actor("q" * 26, {"address": "192.0.2.9"})


def test_erased_person_is_nowhere_and_every_proof_holds(db: None) -> None:
    (own,) = write_rows(1)
    with transaction.atomic():
        naming = record("test.done", actor=OTHER, court=COURT, private={"user": PERSON.id})
        untouched = record("test.done", actor=OTHER, court=COURT, private={"reason": "x"})
    sequence_due()
    sign_due()
    before = [proof_of(the_log(), seq) for seq in range(3)]
    entries = [open_book(the_log()).entry(seq) for seq in range(3)]

    assert erase_person(PERSON.id, actor=OTHER, reason="a decision of the court") == Erased(own=1, naming=1)

    assert (own.person, own.private, naming.person, naming.private) == ("", {}, OTHER.id, {})
    assert untouched.private == {"address": "192.0.2.9", "reason": "x"}
    assert not PersonKey.objects.filter(person=PERSON.id).exists()
    parts = PrivatePart.objects.filter(row__in=[own, naming])
    assert all(part.salt is None and part.body is None and part.erased_at for part in parts)
    for proof, data in zip(before, entries, strict=True):
        assert data is not None
        assert prove(data, proof, keys()).size == 3
    sequence_due()
    assert verify().ok


def test_erasure_is_a_leaf_that_names_nobody(db: None) -> None:
    write_rows(1)
    erase_person(PERSON.id, actor=OTHER, reason="a decision of the court")
    sequence_due()
    row = OutboxRow.objects.get(action="person.erased")
    data = open_book(the_log("")).entry(LogEntry.objects.get(row=row).seq or 0)
    assert data is not None
    assert (decode(data).action, decode(data).object) == ("person.erased", "")
    assert PERSON.id not in str(row.private)
    assert row.private["reason"] == "a decision of the court"


def test_person_who_acts_again_gets_another_name(db: None) -> None:
    (before,) = write_rows(1)
    erase_person(PERSON.id, actor=OTHER, reason="a decision of the court")
    (after,) = write_rows(1)
    assert before.actor != after.actor


def test_command_erases_only_when_it_is_told_twice(cast: Cast) -> None:
    clerk = cast.people["clerk"]
    acts = PrivatePart.objects.filter(person=clerk.pk).count()
    call_command("erase_person", "clerk", "--reason", "by decision 5 of 2026", stdout=(said := StringIO()))
    assert "--yes" in said.getvalue()
    assert PrivatePart.objects.filter(person=clerk.pk).count() == acts
    call_command(
        "erase_person", clerk.pk, "--reason", "by decision 5 of 2026", "--yes", stdout=(said := StringIO())
    )
    assert f"{acts} acts of clerk" in said.getvalue()
    assert not PrivatePart.objects.filter(person=clerk.pk).exists()


@pytest.mark.parametrize(
    ("person", "reason"), [("nobody-of-this-name", "by decision 5"), ("clerk", " short ")]
)
def test_command_refuses_strangers_and_no_reason(cast: Cast, person: str, reason: str) -> None:
    with pytest.raises(CommandError):
        call_command("erase_person", person, "--reason", reason, "--yes")
