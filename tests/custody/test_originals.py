"""Taking originals in: bytes and register agree, doubles are one, nothing is registered that is not stored."""

import hashlib
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings

from custody.models import Original, OutboxRow
from custody.services import originals
from custody.services.originals import Received, take_in
from custody.services.outbox import Actor
from custody.services.stores import store
from foundation.ids import new_id

pytestmark = pytest.mark.django_db
SOMEBODY = Actor("somebody")


@pytest.fixture(autouse=True)
def _own_store(settings: Settings, tmp_path: Path) -> None:
    settings.ORIGINALS_DIR = tmp_path / "originals"


def received(tmp_path: Path, data: bytes = b"bytes") -> Received:
    part = tmp_path / f"{new_id()}.part"
    part.write_bytes(data)
    sha256, sha512 = hashlib.sha256(data).hexdigest(), hashlib.sha512(data).hexdigest()
    return Received(new_id(), part, len(data), sha256, sha512, "a.mp4", "room", None)


def test_take_in_registers_what_is_stored_with_its_audit_row(tmp_path: Path) -> None:
    one = received(tmp_path)
    original = take_in(one, actor=SOMEBODY, court="court")
    assert (original.pk, original.size, original.sha256) == (one.id, 5, one.sha256)
    row = OutboxRow.objects.get(action="original.stored")
    assert (row.object, row.object_sha256, row.actor, row.court) == (one.id, one.sha256, "somebody", "court")
    assert [each.id for each in store().inventories()] == [one.id]


def test_take_in_of_the_same_bytes_is_the_same_original(tmp_path: Path) -> None:
    first = take_in(received(tmp_path), actor=SOMEBODY, court="court")
    again = received(tmp_path)
    assert take_in(again, actor=SOMEBODY, court="court") == first
    assert again.part.exists()  # the caller's to remove
    assert len(list(store().inventories())) == 1


def test_take_in_after_a_death_between_store_and_register_meets_itself(tmp_path: Path) -> None:
    one = received(tmp_path)
    store().seal(one.part, originals._inventory(one))
    assert take_in(one, actor=SOMEBODY, court="court").pk == one.id


def test_take_in_that_lost_the_race_leaves_no_second_object(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    winner, loser = received(tmp_path), received(tmp_path)
    plain = originals._inventory

    def meanwhile(one: Received) -> object:
        if one is loser:  # it has just seen that nobody has these bytes
            take_in(winner, actor=SOMEBODY, court="court")
        return plain(one)

    monkeypatch.setattr(originals, "_inventory", meanwhile)
    assert take_in(loser, actor=SOMEBODY, court="court").pk == winner.id
    assert [each.id for each in store().inventories()] == [winner.id]
    assert OutboxRow.objects.filter(action="original.stored").count() == 1


def test_take_in_on_a_failing_disk_registers_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = received(tmp_path)

    def fails(_path: Path, _target: Path) -> Path:
        raise OSError(5, "input/output error")

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(OSError):
        take_in(one, actor=SOMEBODY, court="court")
    assert not Original.objects.exists()
    assert one.part.read_bytes() == b"bytes"


def test_register_refuses_empty_and_doubled_originals(tmp_path: Path) -> None:
    original = take_in(received(tmp_path), actor=SOMEBODY, court="court")
    columns = {"sha512": "x", "received_at": original.received_at}
    for wrong in ({"size": 0, "sha256": "y"}, {"size": 1, "sha256": original.sha256}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Original.objects.create(**columns, **wrong)
