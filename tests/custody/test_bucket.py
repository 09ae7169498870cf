"""Originals in a bucket: deaths at any step, damage on the way, locks, copies on this machine."""

import itertools
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from custody.errors import StoreSilent
from custody.models import Original
from custody.services.fixity import Round, check, check_due
from custody.services.originals import take_in
from custody.services.stores import store as originals
from custody.store import multipart
from custody.store.bucket import Bucket
from custody.store.bucket_originals import BucketOriginals
from custody.store.cache import FileCache
from custody.store.inventory import Inventory
from custody.store.multipart import Part, give_up_before, parts_of, put_file, unfinished
from foundation.ids import new_id
from tests.bucket import LOCKED_BUCKET, PART_BYTES, Server, config, free_ports, use
from tests.custody.test_originals import SOMEBODY, received
from tests.custody.test_store_contract import inventory_of

SIZE = 2 * PART_BYTES + 1000


class Died(BaseException):
    """Stands for kill -9: nothing in the product may catch it."""


@pytest.fixture
def bucket(bucket_server: Server) -> Bucket:
    return Bucket(config(bucket_server, threads=1))


@pytest.fixture
def store(bucket: Bucket, tmp_path: Path) -> BucketOriginals:
    return BucketOriginals(bucket, FileCache(tmp_path / "cache", 10**9))


@pytest.fixture
def sent(tmp_path: Path) -> tuple[Path, Inventory, bytes]:
    """A part of three pieces."""
    data = os.urandom(SIZE)
    path = tmp_path / "a.part"
    path.write_bytes(data)
    return path, inventory_of(data), data


class Dying:
    """A client that dies, or fails, at its n-th write; reads pass."""

    WRITES = frozenset(
        {
            "put_object",
            "create_multipart_upload",
            "upload_part",
            "complete_multipart_upload",
            "put_object_retention",
        }
    )

    def __init__(self, client: Any, at: int, error: BaseException, *, late: bool = False) -> None:
        self._client = client
        self._at = at
        self._error = error
        self._late = late
        self.writes = 0

    def __getattr__(self, name: str) -> Any:
        plain = getattr(self._client, name)
        if name not in self.WRITES:
            return plain

        def call(**arguments: Any) -> Any:
            self.writes += 1
            if self.writes == self._at and not self._late:
                raise self._error
            answer = plain(**arguments)
            if self.writes == self._at:
                raise self._error
            return answer

        return call


WRITES = 6
"""Begin, three parts, complete, inventory; one more is not made, which the last rows assert."""


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("at", range(1, WRITES + 2))
def test_seal_that_dies_at_any_write_shows_nothing_and_is_finished_by_the_next(
    store: BucketOriginals, sent: tuple[Path, Inventory, bytes], at: int, late: bool
) -> None:
    part, inventory, data = sent
    plain = store.bucket.writer
    dying = Dying(plain, at, Died(), late=late)
    store.bucket._clients[store.bucket.config.write_s] = dying
    died = False
    try:
        store.seal(part, inventory)
    except Died:
        died = True
    store.bucket._clients[store.bucket.config.write_s] = plain
    assert died == (at <= WRITES)
    if died:
        assert part.read_bytes() == data  # nobody can have been told that it may go
        assert bool(list(store.inventories())) == (late and at == WRITES)
    counting = Dying(plain, -1, Died())
    store.bucket._clients[store.bucket.config.write_s] = counting
    store.seal(part, inventory)
    store.bucket._clients[store.bucket.config.write_s] = plain
    assert list(store.inventories()) == [inventory]
    with store.open(inventory.id) as file:
        assert file.read() == data
    # What had arrived was not sent again.
    done = at if late else at - 1
    assert counting.writes <= WRITES - max(0, min(done, WRITES))
    assert list(unfinished(store.bucket, "")) == []


def test_part_that_fails_is_told_and_what_arrived_is_not_sent_again(
    store: BucketOriginals, sent: tuple[Path, Inventory, bytes]
) -> None:
    part, inventory, _ = sent
    plain = store.bucket.writer
    store.bucket._clients[store.bucket.config.write_s] = Dying(plain, 3, OSError(5, "line cut"))
    with pytest.raises(OSError):
        store.seal(part, inventory)
    assert list(store.inventories()) == []
    counting = Dying(plain, -1, Died())
    store.bucket._clients[store.bucket.config.write_s] = counting
    store.seal(part, inventory)
    assert counting.writes <= 4  # two parts at most, complete, inventory
    assert list(store.inventories()) == [inventory]


def test_leftover_of_another_part_under_the_same_name_is_replaced(
    store: BucketOriginals, sent: tuple[Path, Inventory, bytes]
) -> None:
    part, inventory, data = sent
    other = part.with_name("other.part")
    other.write_bytes(os.urandom(len(data)))
    put_file(store.bucket, _content(inventory), other)
    store.seal(part, inventory)
    with store.open(inventory.id) as file:
        assert file.read() == data


def test_seen_object_is_never_overwritten(store: BucketOriginals, tmp_path: Path) -> None:
    part = tmp_path / "a.part"
    part.write_bytes(b"bytes")
    inventory = inventory_of(b"bytes")
    store.seal(part, inventory)
    part.write_bytes(b"other")
    other = inventory_of(b"other")
    forged = Inventory(inventory.id, 5, other.sha256, other.sha512, "", None, "", "")
    with pytest.raises(FileExistsError):
        store.seal(part, forged)
    for name in (_content(inventory), _content(inventory).replace("content/original", "inventory.json")):
        with pytest.raises(FileExistsError):
            store.bucket.put_new(name, b"other")
    assert store.inventory(inventory.id) == inventory


def test_bytes_that_change_on_the_way_are_not_shown(
    store: BucketOriginals, sent: tuple[Path, Inventory, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    part, inventory, _ = sent
    plain = multipart.Window.read

    def damaged(window: multipart.Window, size: int | None = -1) -> bytes:
        data = plain(window, size)
        return bytes([data[0] ^ 1]) + data[1:] if data else data

    sums = multipart._sums(part, PART_BYTES)
    monkeypatch.setattr(multipart, "_sums", lambda _path, _bytes: sums)
    monkeypatch.setattr(multipart.Window, "read", damaged)
    with pytest.raises(OSError):
        store.seal(part, inventory)
    assert list(store.inventories()) == []


def test_whole_that_is_not_what_was_sent_is_not_shown(
    store: BucketOriginals, sent: tuple[Path, Inventory, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    part, inventory, data = sent
    sums = multipart._sums(part, PART_BYTES)
    monkeypatch.setattr(multipart, "_sums", lambda _path, _bytes: multipart.Sums(sums.parts[:2]))
    monkeypatch.setattr(multipart.Sums, "size", len(data))
    with pytest.raises(StoreSilent):
        store.seal(part, inventory)
    assert list(store.inventories()) == []


def test_store_that_names_no_md5_is_compared_by_reading_back(
    store: BucketOriginals, sent: tuple[Path, Inventory, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    part, inventory, data = sent
    monkeypatch.setattr(multipart.Sums, "etag", "opaque")
    store.seal(part, inventory)
    with store.open(inventory.id) as file:
        assert file.read() == data


def test_abandoned_multipart_is_given_up_when_old(
    store: BucketOriginals, sent: tuple[Path, Inventory, bytes]
) -> None:
    part, inventory, _ = sent
    plain = store.bucket.writer
    store.bucket._clients[store.bucket.config.write_s] = Dying(plain, 3, Died())
    with pytest.raises(Died):
        store.seal(part, inventory)
    store.bucket._clients[store.bucket.config.write_s] = plain
    assert give_up_before(store.bucket, "", time.time() - 3600) == 0
    assert len(list(unfinished(store.bucket, ""))) == 1
    assert store.unfinished(time.time() + 60) == []  # gives up, too
    assert list(unfinished(store.bucket, "")) == []


def test_content_without_inventory_is_unfinished_and_can_be_discarded(
    store: BucketOriginals, sent: tuple[Path, Inventory, bytes]
) -> None:
    part, inventory, _ = sent
    put_file(store.bucket, _content(inventory), part)
    assert store.unfinished(time.time() - 3600) == []
    assert store.unfinished(time.time() + 60) == [inventory.id]
    store.discard_unfinished(inventory.id)
    assert list(store.bucket.names("")) == []


def test_seen_object_is_not_discarded_as_unfinished(store: BucketOriginals, tmp_path: Path) -> None:
    part = tmp_path / "a.part"
    part.write_bytes(b"bytes")
    inventory = inventory_of(b"bytes")
    store.seal(part, inventory)
    store.discard_unfinished(inventory.id)
    assert store.size(inventory.id) == 5


def test_locked_object_cannot_be_removed_for_good(bucket_server: Server, tmp_path: Path) -> None:
    bucket = Bucket(config(bucket_server, name=LOCKED_BUCKET, lock_days=2))
    store = BucketOriginals(bucket, FileCache(tmp_path / "cache", 10**9))
    part = tmp_path / "a.part"
    part.write_bytes(b"bytes")
    inventory = inventory_of(b"bytes")
    store.seal(part, inventory)
    for name in (_content(inventory), _content(inventory).replace("content/original", "inventory.json")):
        version = bucket.writer.head_object(**bucket.at(name))["VersionId"]
        with pytest.raises(Exception, match="AccessDenied"):
            bucket.writer.delete_object(**bucket.at(name), VersionId=version)


@pytest.mark.parametrize(("lock_days", "left"), [(0, 0), (2, 2)])
def test_destroying_takes_every_version_or_none_while_a_lock_holds(
    bucket_server: Server, tmp_path: Path, lock_days: int, left: int
) -> None:
    bucket = Bucket(config(bucket_server, name=LOCKED_BUCKET, lock_days=lock_days))
    store = BucketOriginals(bucket, FileCache(tmp_path / "cache", 10**9))
    part = tmp_path / "a.part"
    part.write_bytes(b"bytes")
    inventory = inventory_of(b"bytes")
    store.seal(part, inventory)
    if lock_days:
        with pytest.raises(StoreSilent, match="AccessDenied"):
            store.destroy(inventory.id)
        assert store.size(inventory.id) == 5  # not even hidden
    else:
        bucket.remove(_content(inventory))  # hidden behind a marker, as a plain removal leaves it
        store.destroy(inventory.id)
    prefix = bucket.config.prefix
    listed = bucket.writer.list_object_versions(Bucket=LOCKED_BUCKET, Prefix=prefix)
    assert len(listed.get("Versions", [])) + len(listed.get("DeleteMarkers", [])) == left


def test_bucket_that_does_not_answer_is_told_in_time_and_says_nothing_about_an_object(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    nobody = Server(f"http://127.0.0.1:{port}", None)  # type: ignore[arg-type]
    store = BucketOriginals(
        Bucket(config(nobody, connect_s=0.5, read_s=0.5, write_s=0.6)), FileCache(tmp_path, 10**9)
    )
    begun = time.monotonic()
    for ask in (
        store.inventory,
        store.size,
        store.open,
        lambda each: store.stored(each).open().read_at(0, 1),
    ):
        with pytest.raises(StoreSilent):
            ask(new_id())
    with pytest.raises(StoreSilent):
        store.require()
    assert time.monotonic() - begun < 15


@pytest.mark.parametrize(
    ("size", "part_bytes", "count", "last"),
    [
        (0, 5, 1, 0),
        (1, 5, 1, 1),
        (5, 5, 1, 5),
        (11, 5, 3, 1),
        (200 * 1024**3, 16 * 1024**2, 9753, None),  # more parts than S3 allows would be needed: they grow
    ],
)
def test_parts_cover_the_file_once(size: int, part_bytes: int, count: int, last: int | None) -> None:
    parts = parts_of(size, part_bytes)
    assert len(parts) == count
    assert parts[0].start == 0
    assert all(a.start + a.size == b.start for a, b in itertools.pairwise(parts))
    assert parts[-1].start + parts[-1].size == size
    assert last is None or parts[-1].size == last
    assert [part.number for part in parts] == list(range(1, count + 1))
    assert isinstance(parts[0], Part)


def _content(inventory: Inventory) -> str:
    return f"originals/{inventory.id[:2]}/{inventory.id[2:4]}/{inventory.id}/content/original"


def test_names_in_the_bucket_are_those_of_the_disk(store: BucketOriginals, tmp_path: Path) -> None:
    part = tmp_path / "a.part"
    part.write_bytes(b"bytes")
    inventory = inventory_of(b"bytes")
    store.seal(part, inventory)
    names = {found.key: found.size for found in store.bucket.names("")}
    document = _content(inventory).replace("content/original", "inventory.json")
    assert set(names) == {_content(inventory), document}
    assert json.loads(store.bucket.get(document))["object"]["sha256"] == inventory.sha256


@pytest.mark.django_db
def test_fixity_notes_nothing_while_the_bucket_is_silent(
    in_bucket: Bucket, bucket_server: Server, settings: Settings, tmp_path: Path
) -> None:
    original = take_in(received(tmp_path, b"the bytes"), actor=SOMEBODY, court="court")
    settings.FIXITY_FIRST_AFTER_S = 0
    silent = Server(f"http://127.0.0.1:{free_ports(1)[0]}", None)  # type: ignore[arg-type]
    use(settings, silent, prefix=in_bucket.config.prefix, connect_s=0.5)
    assert check_due() == Round(0, 0, 0)
    assert Original.objects.get().checked_at is None
    use(settings, bucket_server, prefix=in_bucket.config.prefix)
    assert check_due() == Round(1, original.size, 0)
    in_bucket.remove(_content(originals().inventory(original.pk)))
    assert check(original) == "missing"
