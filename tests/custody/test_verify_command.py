"""``verify_custody`` speaks: to people, to programs, and of a log as long as a court's year."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from custody.models import LogEntry, OutboxRow, PrivatePart
from custody.services.sequencer import sequence_due
from custody.services.signer import sign_due
from custody.services.verification.faults import Fault, Kind
from custody.services.verification.run import verify
from tests.custody.attacks import MINE, delete, found, grown, insert, row_at, sql
from tests.custody.logs import (
    files,
    write_many,
)

pytestmark = pytest.mark.django_db
Attack = Callable[[], object]


def said(*arguments: str) -> tuple[int, str]:
    answer, code = StringIO(), 0
    try:
        call_command("verify_custody", *arguments, stdout=answer)
    except SystemExit as error:
        code = int(str(error.code))
    return code, answer.getvalue()


def test_command_says_all_is_well_or_names_each_fault() -> None:
    grown(5)
    code, words = said()
    assert (code, "All is as it was." in words, "self-signed only" in words) == (0, True, True)
    delete(2)
    code, words = said("--quick")
    assert code == 1
    assert f"row-deleted: {MINE} leaf 2 o2: the row is gone: test.done of o2 at" in words


def test_command_prints_the_document_that_programs_read() -> None:
    grown(5)
    code, words = said("--json")
    assert (code, json.loads(words)) == (
        0,
        {
            "ok": True,
            "checked": {"logs": 1, "leaves": 5, "private_parts": 5, "originals": 0, "destroyed": 0},
            "faults": [],
            "destroyed": [],
        },
    )
    delete(2)
    code, words = said("--json")
    (fault,) = json.loads(words)["faults"]
    assert (code, set(fault)) == (1, {"kind", "log", "seq", "object", "table", "detail"})


def test_command_that_cannot_read_a_checkpoint_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("verify_custody", "--checkpoint", str(tmp_path / "none"))
    assert refused.value.returncode == 2


def test_fault_without_a_place_leaves_it_out() -> None:
    assert Fault(Kind.ROW_INSERTED, "t", "d").document() == {
        "kind": "row-inserted",
        "table": "t",
        "detail": "d",
    }
    assert str(Fault(Kind.ROW_INSERTED, "t", "d")) == "row-inserted: d (t)"
    assert Fault(Kind.ROW_DELETED, "t", "d", seq=0).document()["seq"] == 0
    assert OutboxRow.objects.count() == PrivatePart.objects.count() == 0


# --- at the size of a court's year ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Deed:
    do: Attack
    expected: tuple[str, int | None, str]


@pytest.mark.soak
def test_five_of_five_in_100000_rows() -> None:
    write_many(100_000)
    sequence_due()
    sign_due()
    assert verify(with_bytes=False).ok
    deeds = [
        Deed(
            lambda: sql("UPDATE custody_outboxrow SET rule = 'x' WHERE seq = %s", row_at(71_234)),
            ("row-altered", 71_234, "o71234"),
        ),
        Deed(lambda: delete(50_001), ("row-deleted", 50_001, "o50001")),
        Deed(lambda: insert(None), ("row-inserted", None, "forged")),
        Deed(
            lambda: (
                shutil.copy(files().root / "tile/entries/007", files().root / "tile/entries/300") and None
            ),
            ("file-altered", 76_800, "tile/entries/300"),
        ),
    ]
    for number, deed in enumerate(deeds, 1):
        deed.do()
        faults = found()
        assert deed.expected in faults
        assert len(faults) == number
    sql("DELETE FROM custody_privatepart WHERE row_id > %s", row_at(98_999))
    rows = LogEntry.objects.filter(seq__gt=98_999).values_list("row_id", flat=True)
    first = min(rows)
    sql("DELETE FROM custody_logentry WHERE row_id >= %s", first)
    sql("DELETE FROM custody_outboxrow WHERE seq >= %s AND seq < 999999", first)
    sql("UPDATE custody_auditlog SET size = 99000, root = %s", "00" * 32)
    faults = found()
    assert ("rolled-back", 99_000, "") in faults
    assert len(faults) == len(deeds) + 1
