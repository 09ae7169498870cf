"""Fixity: originals are read again in time, and each kind of damage is told once."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from custody.models import Original, OutboxRow
from custody.services.fixity import Round, check, check_due
from custody.services.originals import take_in
from foundation.clock import utc_now
from tests.custody.test_originals import SOMEBODY, received
from tests.stores import original_path

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_store(settings: Settings, tmp_path: Path) -> None:
    settings.ORIGINALS_DIR = tmp_path / "originals"
    settings.FIXITY_FIRST_AFTER_S = 0


@pytest.fixture
def original(tmp_path: Path) -> Original:
    return take_in(received(tmp_path, b"the bytes"), actor=SOMEBODY, court="court")


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[3] ^= 1
    _write(path, bytes(data))


def _write(path: Path, data: bytes) -> None:
    path.chmod(0o640)
    path.write_bytes(data)


def _falsify(path: Path) -> None:
    inventory = path.parent.parent / "inventory.json"
    document = json.loads(inventory.read_text(encoding="utf-8"))
    document["object"]["sha256"] = "0" * 64
    _write(inventory, json.dumps(document).encode())


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (_flip, "bytes"),  # one bit
        (lambda path: _write(path, path.read_bytes()[:-1]), "size"),
        (lambda path: _write(path, path.read_bytes() + b"x"), "size"),
        (lambda path: path.unlink(), "missing"),
        (_falsify, "inventory"),
        (lambda path: (path.parent.parent / "inventory.json").unlink(), "inventory"),
        (lambda path: _write(path.parent.parent / "inventory.json", b"{"), "inventory"),
        (lambda path: _write(path.parent.parent / "inventory.json", b"\xff"), "inventory"),
    ],
)
def test_check_of_a_damaged_original_names_the_fault(
    original: Original, damage: Callable[[Path], object], fault: str
) -> None:
    assert check(original) == ""
    first = Original.objects.get()
    assert first.verified_at is not None
    damage(original_path(original.pk))
    assert check(first) == fault
    after = Original.objects.get()
    assert (after.fault, after.verified_at) == (fault, first.verified_at)
    row = OutboxRow.objects.get(action="original.checked")
    assert (row.object, row.outcome, row.rule) == (original.pk, "fault", fault)


def test_fault_is_told_once_and_its_end_too(original: Original) -> None:
    path = original_path(original.pk)
    data = path.read_bytes()
    path.unlink()
    for _ in range(3):
        check(Original.objects.get())
    path.write_bytes(data)
    for _ in range(2):
        assert check(Original.objects.get()) == ""
    outcomes = OutboxRow.objects.filter(action="original.checked").values_list("outcome", flat=True)
    assert list(outcomes) == ["fault", "repaired"]


def test_round_checks_new_originals_once(original: Original) -> None:
    assert check_due() == Round(1, original.size, 0)
    assert check_due() == Round(0, 0, 0)


def test_round_leaves_an_original_that_has_just_come(original: Original, settings: Settings) -> None:
    settings.FIXITY_FIRST_AFTER_S = 600
    assert check_due().objects == 0


@pytest.mark.parametrize(
    ("days", "fault", "checked"),
    [
        (79, "", 0),
        (81, "", 1),
        (0.5, "missing", 0),  # a faulty one is looked at again every day
        (1.1, "missing", 1),
    ],
)
def test_round_checks_again_when_it_is_time(
    original: Original, days: float, fault: str, checked: int
) -> None:
    Original.objects.update(checked_at=utc_now() - timedelta(days=days), fault=fault)
    assert check_due().objects == checked


def test_round_reads_no_more_than_its_bound_but_one_at_least(tmp_path: Path, settings: Settings) -> None:
    for number in range(4):
        take_in(received(tmp_path, bytes([number]) * 100), actor=SOMEBODY, court="court")
    settings.FIXITY_ROUND_BYTES = 250
    assert [check_due().objects for _ in range(3)] == [2, 2, 0]
    settings.FIXITY_ROUND_BYTES = 1
    Original.objects.update(checked_at=None)
    assert check_due() == Round(1, 100, 0)
