"""What leaves the portal: each leaf with a proof that holds, each log's signed checkpoint, the keys to both."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from custody.errors import NotSigned
from custody.log.leaf import decode
from custody.log.note import Verifier
from custody.log.proof import verify
from custody.services.checkpoints import open_checkpoint
from custody.services.exporting import proof_of, witnesses_of
from custody.services.sequencer import sequence_due
from custody.services.signer import sign_due
from custody.services.verification.book import open_book
from foundation.clock import utc_now
from tests.custody.logs import COURT, keys, published, the_log, write_many

pytestmark = pytest.mark.django_db


def grown(count: int) -> None:
    write_many(count)
    sequence_due()
    sign_due()


def test_each_leaf_is_exported_with_a_proof_that_holds() -> None:
    grown(300)
    write_many(1)
    sequence_due()
    call_command("export_log", COURT, str(utc_now().year), stdout=(said := StringIO()))
    first, *lines = (json.loads(line) for line in said.getvalue().splitlines())
    known = [Verifier.parse(key) for key in first["keys"]]
    assert (first["log"], [line["seq"] for line in lines]) == (the_log().origin, list(range(301)))
    for line in lines[:300]:
        assert verify(line["leaf"].encode(), line["proof"].encode(), known).size == 300
        assert decode(line["leaf"].encode()).seq == line["seq"]
    assert lines[300]["proof"] is None
    assert "p" * 26 not in said.getvalue()


@pytest.mark.parametrize("seq", [0, 255, 256, 299])
def test_proof_of_one_leaf_holds_and_stays_small(seq: int) -> None:
    grown(300)
    data = open_book(the_log()).entry(seq)
    assert data is not None
    proof = proof_of(the_log(), seq)
    assert verify(data, proof, keys()).origin == the_log().origin
    assert len(proof) < 2048


def test_proof_after_the_log_has_grown_is_still_one_under_the_signature() -> None:
    grown(200)
    write_many(200)
    sequence_due()
    data = open_book(the_log()).entry(199)
    assert data is not None
    assert verify(data, proof_of(the_log(), 199), keys()).size == 200
    with pytest.raises(NotSigned):
        proof_of(the_log(), 200)


def test_log_that_was_never_signed_has_no_proof() -> None:
    write_many(2)
    sequence_due()
    with pytest.raises(NotSigned):
        proof_of(the_log(), 0)
    with pytest.raises(CommandError):
        call_command("export_log", COURT, str(utc_now().year), stdout=StringIO())


def test_log_that_does_not_exist_is_named() -> None:
    with pytest.raises(CommandError, match="no log of portal"):
        call_command("export_log", "portal", "2026")


def test_checkpoints_and_keys_are_exported(tmp_path: Path) -> None:
    grown(3)
    year = utc_now().year
    call_command("export_checkpoints", str(tmp_path / "out"), stdout=(said := StringIO()))
    note = (tmp_path / "out" / f"{COURT}-{year}.checkpoint").read_bytes()
    vkeys = (tmp_path / "out" / "keys.txt").read_text().splitlines()
    assert open_checkpoint(note, the_log().origin, [Verifier.parse(key) for key in vkeys]).size == 3
    assert "self-signed only" in said.getvalue()
    call_command("verify_custody", "--quick", "--checkpoint", str(tmp_path / "out"), stdout=StringIO())


def test_checkpoint_of_a_day_is_exported(tmp_path: Path) -> None:
    grown(3)
    day = utc_now().date().isoformat()
    call_command("export_checkpoints", str(tmp_path), "--day", day, stdout=StringIO())
    assert [path.name for path in tmp_path.glob("*.checkpoint")] == [
        f"{COURT}-{utc_now().year}-{day}.checkpoint"
    ]
    call_command("export_checkpoints", str(tmp_path / "none"), "--day", "2020-01-01", stdout=StringIO())
    assert not list((tmp_path / "none").glob("*.checkpoint"))


def test_witness_is_counted(tmp_path: Path) -> None:
    grown(3)
    note = published().note() or b""
    assert witnesses_of(the_log()) == 0
    published().write(note + "— witness.example AAAAAAA=\n".encode())
    assert witnesses_of(the_log()) == 1
    call_command("export_checkpoints", str(tmp_path), stdout=(said := StringIO()))
    assert "self-signed only" not in said.getvalue()
