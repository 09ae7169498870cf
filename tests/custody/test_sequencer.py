"""The sequencer: places without gaps, files before rows, and never over what somebody has changed."""

import multiprocessing
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from custody.errors import LogDamaged, OutsideLog
from custody.log.leaf import commitment, decode
from custody.log.tiles import bundles_of, unpack
from custody.models import AuditLog, LogEntry, OutboxRow, PrivatePart
from custody.services.logfiles import LogFiles, place_of, places
from custody.services.outbox import Actor, record
from custody.services.sequencer import append, ensure_logged, sequence_due
from foundation.clock import utc_now
from tests.custody.logs import COURT, files, head, the_log, write_rows

pytestmark = pytest.mark.db


def leaves(court: str = COURT) -> list[bytes]:
    store, size = files(court), the_log(court).size
    return [leaf for tile in bundles_of(size) for leaf in unpack(store.read(tile.path), tile)]


def test_rows_get_places_without_gaps_in_their_order(db: None) -> None:
    rows = write_rows(5)
    assert (sequence_due().leaves, sequence_due().leaves) == (5, 0)
    assert [LogEntry.objects.get(row=row).seq for row in rows] == [0, 1, 2, 3, 4]
    write_rows(2)
    assert sequence_due().leaves == 2
    assert set(LogEntry.objects.values_list("seq", flat=True)) == set(range(7))
    assert LogEntry.objects.count() == 7


def test_leaf_says_what_the_row_says_and_hides_the_rest(db: None) -> None:
    (row,) = write_rows(1)
    sequence_due()
    data = leaves()[0]
    leaf = decode(data)
    assert (leaf.seq, leaf.court, leaf.action, leaf.object) == (0, COURT, "test.done", "o0")
    assert abs(leaf.ts - utc_now().timestamp() * 1000) < 60_000
    part = PrivatePart.objects.get(row=row)
    assert leaf.priv == commitment(bytes(part.salt or b""), {"person": "p" * 26, "reason": "r0"})
    assert b"p" * 26 not in data
    assert b"r0" not in data


def test_person_has_another_name_in_each_log(db: None) -> None:
    one, two = write_rows(2)
    (other,) = write_rows(1, court="other")
    assert one.actor == two.actor != other.actor
    assert one.person == other.person == "p" * 26


def test_act_of_the_system_has_no_private_part(db: None) -> None:
    with transaction.atomic():
        row = record("test.done", actor=Actor("system"))
    assert (row.actor, row.priv, row.private, row.person) == ("system", "", {}, "")
    assert not PrivatePart.objects.exists()


def test_private_part_is_composed_before_it_is_bound(db: None) -> None:
    with transaction.atomic():
        row = record("test.done", actor=Actor(), private={"и\u0306": ["и\u0306", {"a": ("и\u0306",)}]})
    assert row.private == {"й": ["й", {"a": ["й"]}]}
    part = PrivatePart.objects.get(row=row)
    assert row.priv == commitment(bytes(part.salt or b""), part.committed())


def test_time_in_the_log_never_falls(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    now = utc_now()
    for moment in (
        now,
        now - timedelta(seconds=90),
        now + timedelta(seconds=1),
    ):  # the second clock is behind
        monkeypatch.setattr("custody.services.outbox.utc_now", lambda moment=moment: moment)
        write_rows(1)
    sequence_due()
    first, second, third = (decode(data).ts for data in leaves())
    assert (second - first, third - first) == (0, 1000)


def test_each_court_and_the_portal_have_a_log_of_their_own(db: None, settings: Settings) -> None:
    for court in ("", "a", "b"):
        write_rows(2, court=court)
    sequence_due()
    year = utc_now().year
    assert {row.origin: row.size for row in AuditLog.objects.all()} == {
        f"courtrec/portal/{year}": 2,
        f"courtrec/a/{year}": 2,
        f"courtrec/b/{year}": 2,
    }
    assert places(Path(settings.AUDIT_LOG_DIR)) == [f"a/{year}", f"b/{year}", f"portal/{year}"]


def test_log_grows_over_full_tiles_and_drops_what_they_replace(db: None, settings: Settings) -> None:
    settings.AUDIT_BATCH = 200
    write_rows(500)
    assert sequence_due().leaves == 500
    kept = {str(path.relative_to(files().root)) for path in files().root.rglob("*") if path.is_file()}
    partial = {
        "tile/entries/001.p/244",
        "tile/0/001.p/244",
        "tile/1/000.p/1",
        "tile/entries/001.p/144",
        "tile/0/001.p/144",
    }
    assert kept == {".lock", "head", "tile/entries/000", "tile/0/000"} | partial
    assert [decode(data).seq for data in leaves()] == list(range(500))


def test_disclosure_is_in_the_log_when_the_call_returns(db: None) -> None:
    rows = write_rows(3)
    ensure_logged(rows[1])
    assert LogEntry.objects.get(row=rows[1]).seq == 1
    assert head().size == the_log().size


@pytest.mark.parametrize("path", ["tile/0/000.p/3", "head"])
def test_nothing_is_added_to_a_log_that_somebody_changed(db: None, path: str) -> None:
    write_rows(3)
    sequence_due()
    target = files().root / path
    target.write_bytes(target.read_bytes().replace(b"\n3\n", b"\n9\n") if path == "head" else bytes(96))
    write_rows(1)
    write_rows(1, court="other")
    assert (sequence_due().damaged, sequence_due().leaves) == (1, 0)
    assert (the_log().size, the_log("other").size) == (3, 1)
    with pytest.raises(LogDamaged):
        append(COURT, utc_now().year)


def test_files_that_are_gone_keep_rows_waiting(db: None) -> None:
    write_rows(3)
    sequence_due()
    (files().root / "tile/entries/000.p/3").unlink()
    write_rows(1)
    assert sequence_due().damaged == 1
    assert LogEntry.objects.filter(seq=None).count() == 1


def test_death_before_the_commit_leaves_nothing_that_counts(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rows(3)

    def die(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(AuditLog, "save", die)
        with pytest.raises(KeyboardInterrupt):
            append(COURT, utc_now().year)
    assert files().head() is None
    write_rows(2)
    sequence_due()
    assert [decode(data).seq for data in leaves()] == list(range(5))


def test_death_after_the_commit_is_made_good_by_the_next_round(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rows(3)
    with monkeypatch.context() as patch:
        patch.setattr(LogFiles, "write_head", lambda *_arguments: None)
        append(COURT, utc_now().year)
    assert files().head() is None
    sequence_due()
    assert head().size == 3


def test_place_in_the_log_is_given_once(db: None) -> None:
    (row,) = write_rows(1)
    sequence_due()
    for change in (
        lambda: LogEntry.objects.filter(row=row).update(seq=7),
        lambda: LogEntry.objects.filter(row=row).update(seq=None, log=None),
        lambda: LogEntry.objects.filter(row=row).delete(),
    ):
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            change()


@pytest.mark.parametrize("court", ["..", "a/b", "portal", "a b", "\n", "x" * 65])
def test_court_that_names_no_folder_is_refused(court: str) -> None:
    with pytest.raises(OutsideLog):
        place_of(court, 2026)


def _append_in_a_process(court: str, year: int) -> None:
    connection.close()
    for _ in range(30):
        append(court, year)


def test_several_sequencers_give_each_row_one_place(transactional_db: None, settings: Settings) -> None:
    settings.AUDIT_BATCH = 7
    write_rows(120)
    connection.close()
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_append_in_a_process, args=(COURT, utc_now().year)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert set(LogEntry.objects.values_list("seq", flat=True)) == set(range(120))
    assert [decode(data).seq for data in leaves()] == list(range(120))
    assert OutboxRow.objects.count() == the_log().size
