"""Destroying an original: the bytes go, the row and the leaves stay, and the check knows the one from the other."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from custody.errors import StoreSilent
from custody.models import Original, OutboxRow
from custody.services import destroying
from custody.services.destroying import destroy, forget_copies
from custody.services.fixity import check_due
from custody.services.originals import take_in
from custody.services.sequencer import sequence_due
from custody.services.signer import sign_due
from custody.services.stores import copies, store
from custody.services.verification.faults import Kind
from custody.services.verification.run import verify
from custody.store.bucket import Bucket
from custody.store.local import LocalOriginals
from foundation.clock import utc_now
from tests.custody.test_originals import SOMEBODY, received

pytestmark = pytest.mark.django_db
ACT = "3/2031"


@pytest.fixture(autouse=True)
def _own_store(settings: Settings, tmp_path: Path) -> None:
    settings.ORIGINALS_DIR = tmp_path / "originals"
    settings.FIXITY_FIRST_AFTER_S = 0


def kept(tmp_path: Path, data: bytes = b"the bytes") -> Original:
    return take_in(received(tmp_path, data), actor=SOMEBODY, court="court")


def destroyed(tmp_path: Path) -> Original:
    original = kept(tmp_path)
    assert destroy(original, ACT, actor=SOMEBODY, court="court")
    original.refresh_from_db()
    return original


def kinds() -> list[tuple[Kind, str]]:
    return [(fault.kind, fault.name) for fault in verify().faults if "original" in fault.kind]


def test_bytes_go_and_row_hash_and_leaf_stay(tmp_path: Path) -> None:
    original = destroyed(tmp_path)
    with pytest.raises(FileNotFoundError):
        store().size(original.pk)
    assert (len(original.sha256), original.destroyed_under) == (64, ACT)
    leaf = OutboxRow.objects.get(action="original.destroyed")
    assert (leaf.object, leaf.object_sha256, leaf.rule) == (original.pk, original.sha256, f"act {ACT}")


def test_destroying_again_changes_nothing(tmp_path: Path) -> None:
    original = destroyed(tmp_path)
    assert not destroy(original, "4/2032", actor=SOMEBODY, court="court")
    original.refresh_from_db()
    assert original.destroyed_under == ACT
    assert OutboxRow.objects.filter(action="original.destroyed").count() == 1


def test_check_knows_what_was_destroyed_and_looks_for_the_rest(tmp_path: Path) -> None:
    original, other = destroyed(tmp_path), kept(tmp_path, b"other bytes")
    report = verify()
    assert [fault for fault in report.faults if "original" in fault.kind] == []
    assert report.document()["destroyed"] == [{"object": original.pk, "act": ACT}]
    assert (report.checked["originals"], report.checked["destroyed"]) == (1, 1)
    store().destroy(other.pk)  # nobody's act
    assert kinds() == [(Kind.ORIGINAL_ALTERED, other.pk)]


def test_check_of_the_log_is_whole_with_what_was_destroyed(tmp_path: Path) -> None:
    destroyed(tmp_path)
    sequence_due()
    sign_due()
    assert verify().ok


def test_row_that_only_says_so_is_a_fault(tmp_path: Path) -> None:
    original = kept(tmp_path)
    store().destroy(original.pk)
    Original.objects.update(destroyed_at=utc_now(), destroyed_under=ACT)  # to hide what was done
    found = verify().faults
    assert (Kind.ORIGINAL_ALTERED, original.pk) in kinds()
    assert any("the log knows nothing of it" in fault.detail for fault in found)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"destroyed_at": None, "destroyed_under": ""}, "said to be kept"),
        ({"destroyed_under": "9/2031"}, "said to be under act 9/2031"),
    ],
)
def test_row_that_says_otherwise_than_the_log_is_a_fault(
    tmp_path: Path, columns: dict[str, str], words: str
) -> None:
    destroyed(tmp_path)
    Original.objects.update(**columns)
    assert any(words in fault.detail for fault in verify().faults)


def test_bytes_that_are_still_there_are_a_fault(tmp_path: Path) -> None:
    original = kept(tmp_path)
    keep = (store().open(original.pk).read(), store().inventory(original.pk))
    destroy(original, ACT, actor=SOMEBODY, court="court")
    part = tmp_path / "again.part"
    part.write_bytes(keep[0])
    store().seal(part, keep[1])  # from a backup
    assert kinds() == [(Kind.ORIGINAL_THERE, original.pk)]


def test_fixity_looks_no_more_at_what_was_destroyed(tmp_path: Path) -> None:
    destroyed(tmp_path)
    assert check_due().objects == 0


def test_same_bytes_may_come_again_as_another_original(tmp_path: Path) -> None:
    first = destroyed(tmp_path)
    again = kept(tmp_path)
    assert again.pk != first.pk
    assert (again.sha256, store().size(again.pk)) == (first.sha256, len(b"the bytes"))
    assert kept(tmp_path).pk == again.pk
    assert kinds() == []


def test_store_that_does_not_let_go_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = kept(tmp_path)

    def locked(_store: LocalOriginals, _id: str) -> None:
        raise StoreSilent("AccessDenied")

    monkeypatch.setattr(LocalOriginals, "destroy", locked)
    with pytest.raises(StoreSilent):
        destroy(original, ACT, actor=SOMEBODY, court="court")
    original.refresh_from_db()
    assert original.destroyed_at is None
    assert not OutboxRow.objects.filter(action="original.destroyed").exists()


def test_copies_on_another_machine_go_with_its_round(in_bucket: Bucket, tmp_path: Path) -> None:
    original, other = kept(tmp_path), kept(tmp_path, b"other bytes")
    found = copies()
    assert found is not None
    data = found.path(original.pk).read_bytes()
    destroy(original, ACT, actor=SOMEBODY, court="court")
    assert sorted(found.names()) == [other.pk]
    found.path(original.pk).write_bytes(data)  # as it lies on a machine that has not heard of it
    assert (forget_copies(), forget_copies()) == (1, 0)
    assert sorted(found.names()) == [other.pk]


def test_machine_without_copies_has_nothing_to_forget(tmp_path: Path) -> None:
    destroyed(tmp_path)
    assert forget_copies() == 0


def test_batches_hold_each_name_once() -> None:
    names = [str(number) for number in range(7)]
    assert list(destroying.batches(iter(names), 3)) == [names[:3], names[3:6], names[6:]]
    assert list(destroying.batches(iter([]), 3)) == []
