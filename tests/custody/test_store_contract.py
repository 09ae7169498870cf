"""One contract for every originals store: in memory, on local files, in a bucket."""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from custody.store.bucket import Bucket
from custody.store.bucket_originals import BucketOriginals
from custody.store.cache import FileCache
from custody.store.interface import OriginalsStore
from custody.store.inventory import Inventory
from custody.store.local import LocalOriginals
from custody.store.memory import MemoryOriginals
from custody.store.reading import Truncated
from foundation.ids import new_id
from tests.bucket import PART_BYTES, Server, config

SIZES = [1, 70_000, PART_BYTES, 2 * PART_BYTES + 12_345]
"""A byte; less than a part; exactly one; three, of which the last is short."""


@pytest.fixture(params=["memory", "local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> OriginalsStore:
    if request.param == "memory":
        return MemoryOriginals()
    if request.param == "local":
        return LocalOriginals(tmp_path / "originals")
    server: Server = request.getfixturevalue("bucket_server")
    return BucketOriginals(Bucket(config(server)), FileCache(tmp_path / "cache", 10**9))


@pytest.fixture
def part(tmp_path: Path) -> Callable[[bytes], tuple[Path, Inventory]]:
    """Return a maker of part files with their inventory."""

    def make(data: bytes) -> tuple[Path, Inventory]:
        path = tmp_path / f"{new_id()}.part"
        path.write_bytes(data)
        return path, inventory_of(data)

    return make


def inventory_of(data: bytes) -> Inventory:
    return Inventory(
        id=new_id(),
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        sha512=hashlib.sha512(data).hexdigest(),
        received_at="2026-03-02T05:00:00.000Z",
        recorder_time=None,
        filename="Сот отырысы «1».mp4",
        courtroom="room",
    )


Maker = Callable[[bytes], tuple[Path, Inventory]]


@pytest.mark.parametrize("size", SIZES)
def test_sealed_object_reads_back_the_same_in_every_way(
    store: OriginalsStore, part: Maker, size: int
) -> None:
    data = os.urandom(size)
    path, inventory = part(data)
    store.seal(path, inventory)
    assert store.inventory(inventory.id) == inventory
    assert store.size(inventory.id) == size
    with store.open(inventory.id) as file:
        assert b"".join(iter(lambda: file.read(1_000_003), b"")) == data
    assert store.head(inventory.id, 4096) == data[:4096]
    with store.on_disk(inventory.id) as held:
        assert held.read_bytes() == data
    with store.stored(inventory.id).open() as opened:
        for start, length in ((0, 1), (size // 2, min(100, size - size // 2)), (size - 1, 1), (0, size)):
            assert opened.read_at(start, length) == data[start : start + length]
        for start, length in ((size, 1), (size - 1, 2), (0, size + 1)):
            with pytest.raises(Truncated):
                opened.read_at(start, length)


def test_absent_object_is_absent_in_every_way(store: OriginalsStore) -> None:
    absent = new_id()
    asks: list[Callable[[], object]] = [
        lambda: store.inventory(absent),
        lambda: store.size(absent),
        lambda: store.open(absent),
        lambda: store.head(absent, 10),
        lambda: store.on_disk(absent).__enter__(),
        lambda: store.stored(absent).open().read_at(0, 1),
    ]
    for ask in asks:
        with pytest.raises(FileNotFoundError):
            ask()
    with store.taken(absent) as nothing:
        assert nothing is None
    assert list(store.inventories()) == []
    store.require()


def test_seal_again_changes_nothing(store: OriginalsStore, part: Maker) -> None:
    path, inventory = part(b"bytes")
    store.seal(path, inventory)
    path.write_bytes(b"other")
    store.seal(path, inventory)
    with store.open(inventory.id) as file:
        assert file.read() == b"bytes"
    assert list(store.inventories()) == [inventory]
    assert store.unfinished(time.time() + 60) == []


def test_what_was_taken_is_there_for_who_must_finish(store: OriginalsStore, part: Maker) -> None:
    path, inventory = part(b"bytes")
    store.seal(path, inventory)
    path.unlink(missing_ok=True)
    with store.taken(inventory.id) as taken:
        assert taken is not None
        assert taken.read_bytes() == b"bytes"


def test_inventories_name_every_object(store: OriginalsStore, part: Maker) -> None:
    sealed = [part(bytes([number]) * 10) for number in range(5)]
    for path, inventory in sealed:
        store.seal(path, inventory)
    expected = sorted((inventory for _, inventory in sealed), key=lambda each: each.id)
    assert sorted(store.inventories(), key=lambda each: each.id) == expected


def test_double_is_discarded_only_while_the_kept_one_is_there(store: OriginalsStore, part: Maker) -> None:
    (one, first), (two, second) = part(b"bytes"), part(b"bytes")
    store.seal(one, first)
    store.seal(two, second)
    store.discard_duplicate(second.id, new_id())
    store.discard_duplicate(first.id, first.id)
    assert len(list(store.inventories())) == 2
    store.discard_duplicate(second.id, first.id)
    assert list(store.inventories()) == [first]
    with pytest.raises(FileNotFoundError):
        store.size(second.id)


def test_held_file_stays_readable_while_others_come(store: OriginalsStore, part: Maker) -> None:
    (one, first), (two, second) = part(b"a" * 1000), part(b"b" * 1000)
    store.seal(one, first)
    store.seal(two, second)
    with store.on_disk(first.id) as held, store.on_disk(second.id) as other:
        assert (held.read_bytes(), other.read_bytes()) == (b"a" * 1000, b"b" * 1000)


def test_seal_without_part_shows_nothing(store: OriginalsStore, tmp_path: Path) -> None:
    inventory = inventory_of(b"bytes")
    with pytest.raises(OSError):
        store.seal(tmp_path / "gone.part", inventory)
    assert list(store.inventories()) == []


def test_destroyed_object_is_gone_in_every_way_and_no_other_is(store: OriginalsStore, part: Maker) -> None:
    (one, first), (two, second) = part(b"a" * 1000), part(b"b" * 1000)
    store.seal(one, first)
    store.seal(two, second)
    with store.on_disk(first.id) as held:
        assert held.read_bytes() == b"a" * 1000  # a copy on this machine, where there are any
    for _ in range(2):  # again is no error
        store.destroy(first.id)
    asks: list[Callable[[], object]] = [
        lambda: store.inventory(first.id),
        lambda: store.size(first.id),
        lambda: store.head(first.id, 10),
        lambda: store.on_disk(first.id).__enter__(),
        lambda: store.stored(first.id).open().read_at(0, 1),
    ]
    for ask in asks:
        with pytest.raises(FileNotFoundError):
            ask()
    assert list(store.inventories()) == [second]
    assert store.size(second.id) == 1000
    one.write_bytes(b"a" * 1000)
    store.seal(one, first)  # the same bytes may come again
    assert store.size(first.id) == 1000


@pytest.fixture(autouse=True)
def _no_leftovers(tmp_path: Path) -> Iterator[None]:
    """No store leaves a half-fetched copy behind."""
    yield
    assert list(tmp_path.rglob("*.fetching")) == []
