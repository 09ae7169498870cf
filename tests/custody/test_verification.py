"""Whoever owns the database, or the disk, changes something: what it was is found by name."""

import shutil
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from pytest_django.fixtures import Settings

from custody.log.checkpoint import Checkpoint
from custody.log.leaf import leaf_hash
from custody.log.tiles import Tile
from custody.models import AuditLog, Original
from custody.services.outbox import SYSTEM, record
from custody.services.sequencer import sequence_due
from custody.services.signer import sign_due
from custody.services.verification.faults import Kind
from custody.services.verification.run import verify
from foundation.clock import utc_now
from tests.custody.attacks import MINE, SIZE, delete, found, grown, insert, rewrite, roll_back, row_at, sql
from tests.custody.logs import (
    files,
    head,
    published,
    say,
    the_log,
    write_many,
    write_rows,
)

pytestmark = pytest.mark.django_db


def test_untouched_log_has_no_fault() -> None:
    grown()
    write_rows(3)  # they wait, as rows may for a moment
    report = verify()
    assert (report.ok, report.checked["leaves"], report.checked["logs"]) == (True, SIZE, 1)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "b" * 26),
        ("action", "test.other"),
        ("object", "o9"),
        ("outcome", "refused"),
        ("priv", ""),
        ("court", "x"),
    ],
)
def test_altered_row_is_named_with_what_it_was(column: str, value: str) -> None:
    grown()
    statement = "UPDATE custody_outboxrow SET column_ = %s WHERE seq = %s".replace("column_", column)
    sql(statement, value, row_at(417))
    faults = [fault for fault in verify().faults if fault.kind is Kind.ROW_ALTERED]
    assert [(fault.seq, fault.name, fault.table, fault.log) for fault in faults] == [
        (417, "o417", "custody_outboxrow", MINE)
    ]
    assert f"{column} was" in faults[0].detail
    assert repr(value) in faults[0].detail


@pytest.mark.parametrize("hours", [-2, 2])
def test_row_with_another_time_is_named_alone(hours: int) -> None:
    grown()
    sql(
        "UPDATE custody_outboxrow SET at = %s WHERE seq = %s", utc_now() + timedelta(hours=hours), row_at(417)
    )
    seqs = [fault.seq for fault in verify().faults]
    assert seqs in ([417], [])  # an earlier time leaves the leaf as it is: time in the log never falls
    assert bool(seqs) == (hours > 0)


@pytest.mark.parametrize("seq", [0, 300, SIZE - 1])
def test_deleted_row_is_named(seq: int) -> None:
    grown()
    delete(seq)
    faults = verify().faults
    assert [(fault.kind, fault.seq, fault.name) for fault in faults] == [(Kind.ROW_DELETED, seq, f"o{seq}")]
    assert f"test.done of o{seq} at 20" in faults[0].detail


@pytest.mark.parametrize("seq", [None, SIZE, SIZE + 40])
def test_inserted_row_is_named(seq: int | None) -> None:
    grown()
    insert(seq)
    assert found() == [("row-inserted", seq, "forged")]


def test_row_that_waits_too_long_is_named(settings: Settings) -> None:
    grown()
    write_rows(1)
    with time_machine.travel(utc_now() + timedelta(seconds=settings.AUDIT_LATE_S + 1)):
        assert found() == [("row-waiting", None, "o0")]


@pytest.mark.parametrize("path", ["tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"])
def test_changed_tile_is_named(path: str) -> None:
    grown()
    target = files().root / path
    target.write_bytes(target.read_bytes()[::-1])
    assert found() == [("file-altered", None, path)]


@pytest.mark.parametrize("path", ["tile/0/001", "tile/entries/002.p/88", "tile/1/000.p/2"])
def test_lost_file_is_named(path: str) -> None:
    grown()
    (files().root / path).unlink()
    kinds = found()
    assert ("file-missing", None, path) in kinds or ("file-altered", 512, path) in kinds
    assert len(kinds) == 1


def test_files_that_changed_places_are_both_named() -> None:
    grown()
    one, two = (files().root / f"tile/entries/00{n}" for n in (0, 1))
    data = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(data)
    assert found() == [("file-altered", 0, "tile/entries/000"), ("file-altered", 256, "tile/entries/001")]


def test_leaf_that_was_changed_in_file_and_tile_is_named() -> None:
    """The rows lead to the signed root, so both files are wrong."""
    grown()
    forged = b'{"forged":1}'
    rewrite(Tile(None, 1), 44, forged)
    tile = files().root / "tile/0/001"
    data = tile.read_bytes()
    tile.write_bytes(data[: 44 * 32] + leaf_hash(forged) + data[45 * 32 :])
    assert found() == [("file-altered", None, "tile/0/001"), ("file-altered", 300, "tile/entries/001")]


def test_database_that_was_rolled_back_is_named_with_what_it_lacks() -> None:
    grown()
    roll_back(480)
    faults = [fault for fault in verify().faults if fault.kind is Kind.ROLLED_BACK]
    assert [(fault.table, fault.seq, fault.log) for fault in faults] == [("custody_auditlog", 480, MINE)]
    assert "480 leaves of 600" in faults[0].detail
    assert "test.done of o480 at" in faults[0].detail
    assert {fault.kind for fault in verify().faults} == {Kind.ROLLED_BACK}
    write_rows(1)
    assert sequence_due().damaged == 1  # and nothing is written over what is left of the day


def test_files_and_database_that_were_rolled_back_are_told_by_the_signature() -> None:
    grown(480)
    day = files().root.with_name("yesterday")
    shutil.copytree(files().root, day)
    root = the_log().root
    write_many(SIZE - 480)
    sequence_due()
    with time_machine.travel(utc_now() + timedelta(hours=1)):
        sign_due()
    roll_back(480)
    AuditLog.objects.update(root=root)
    shutil.rmtree(files().root)
    day.rename(files().root)
    faults = verify().faults
    assert {(fault.kind, fault.table, fault.seq) for fault in faults} == {
        (Kind.ROLLED_BACK, "files", 480),
        (Kind.ROLLED_BACK, "custody_auditlog", 480),
    }
    assert sign_due().refused == 1
    assert Kind.CHECKPOINT_REFUSED in {fault.kind for fault in verify().faults}


def test_portal_that_was_rolled_back_whole_is_told_by_a_checkpoint_kept_elsewhere(
    tmp_path: Path, settings: Settings
) -> None:
    grown()
    kept = tmp_path / "kept"
    kept.write_bytes(published().note() or b"")
    keys = Path(settings.AUDIT_CHECKPOINT_DIR, "keys.json").read_bytes()
    for folder in (settings.AUDIT_LOG_DIR, settings.AUDIT_SIGNER_DIR, published().root):
        shutil.rmtree(folder)
    roll_back(0)
    AuditLog.objects.all().delete()
    write_many(10)
    sequence_due()
    Path(settings.AUDIT_CHECKPOINT_DIR, "keys.json").write_bytes(keys)
    assert verify().ok
    with pytest.raises(SystemExit):
        call_command("verify_custody", "--checkpoint", str(kept), stdout=(said := StringIO()))
    assert "the files end after 10 leaves; 600 were signed" in said.getvalue()


def test_log_that_the_database_forgot_is_named() -> None:
    grown(3)
    delete(*range(3))
    AuditLog.objects.all().delete()
    assert found() == [("rolled-back", None, "")]


def test_history_that_was_written_anew_contradicts_the_signature() -> None:
    grown(20)
    sql("UPDATE custody_outboxrow SET actor = 'x' WHERE seq = %s", row_at(7))
    shutil.rmtree(files().root)
    sql("UPDATE custody_logentry SET seq = NULL, log_id = NULL")
    AuditLog.objects.all().delete()
    sequence_due()
    faults = verify().faults
    assert {fault.kind for fault in faults} == {Kind.CHECKPOINT_FALSE}
    assert "the newest checkpoint" in " ".join(fault.detail for fault in faults)
    assert "the signer's memory" in " ".join(fault.detail for fault in faults)


def test_checkpoint_of_a_stranger_is_named() -> None:
    grown(3)
    (published().root / "checkpoint").write_text("nothing")
    faults = verify().faults
    assert [fault.kind for fault in faults] == [Kind.CHECKPOINT_FALSE]
    assert "the newest checkpoint does not hold" in faults[0].detail


def test_torn_head_and_sequencer_that_died_do_not_hide_anything() -> None:
    grown(5)
    (files().root / "head").write_bytes(b"\xff")
    sql("UPDATE custody_outboxrow SET actor = 'x' WHERE seq = %s", row_at(2))
    assert found() == [("file-altered", None, "head"), ("row-altered", 2, "o2")]
    (files().root / "head").unlink()
    assert found() == [("row-altered", 2, "o2")]
    assert head().size == 5


def test_head_that_lies_is_contradicted() -> None:
    grown(5)
    say(Checkpoint(head().origin, 9, bytes(32)))
    assert found() == [("file-altered", None, "head")]
    say(Checkpoint(head().origin, 3, bytes(32)))
    assert (
        verify().ok
    )  # shorter than the database: a process may have died before it could say it, so it is said again
    assert head().size == 5


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE custody_privatepart SET person = 'q' WHERE row_id = %s", Kind.PRIVATE_ALTERED),
        ('UPDATE custody_privatepart SET body = \'{"reason": "s"}\' WHERE row_id = %s', Kind.PRIVATE_ALTERED),
        ("UPDATE custody_privatepart SET body = '{\"reason\": 0.5}' WHERE row_id = %s", Kind.PRIVATE_ALTERED),
        ("UPDATE custody_privatepart SET salt = NULL WHERE row_id = %s", Kind.PRIVATE_DELETED),
        ("DELETE FROM custody_privatepart WHERE row_id = %s", Kind.PRIVATE_DELETED),
    ],
)
def test_private_part_that_does_not_fit_is_named(statement: str, kind: Kind) -> None:
    grown(5)
    sql(statement, row_at(3))
    assert found() == [(str(kind), None, "o3")]


# --- originals ------------------------------------------------------------------------------------------------------
def stored(name: str, *, logged: str = "") -> Original:
    original = Original.objects.create(
        id=name * 26, size=3, sha256=name * 64, sha512=name * 128, received_at=utc_now()
    )
    if logged:
        with transaction.atomic():
            record("original.stored", actor=SYSTEM, object_id=original.pk, sha256=logged)
    return original


def test_originals_are_held_against_the_log() -> None:
    stored("a", logged="a" * 64)
    stored("b", logged="c" * 64)
    stored("d")
    gone = stored("e", logged="e" * 64)
    Original.objects.filter(pk=gone.pk).delete()
    faults = verify(with_bytes=False).faults
    assert {(fault.kind, fault.name) for fault in faults} == {
        (Kind.ORIGINAL_ALTERED, "b" * 26),
        (Kind.ORIGINAL_INSERTED, "d" * 26),
        (Kind.ORIGINAL_DELETED, "e" * 26),
    }
    assert {fault.name for fault in verify().faults if fault.table == "originals"} == {c * 26 for c in "abd"}
