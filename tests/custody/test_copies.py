"""Copies on this machine of what lies in a bucket: bounded, whole or not there, never removed while in use."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from custody.errors import StoreSilent
from custody.store.cache import FileCache


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[FileCache]:
    cache = FileCache(tmp_path / "copies", 250)
    yield cache
    assert list(cache.root.rglob("*.fetching")) == []


def _fetch(target: Path) -> None:
    target.write_bytes(b"x" * 100)


def _hold(cache: FileCache, name: str) -> Path:
    with cache.hold(name, lambda: 100, _fetch) as path:
        return path


def _age(path: Path, seconds: float) -> None:
    os.utime(path, (time.time() - seconds, time.time() - seconds))


def _shrink(cache: FileCache) -> int:
    cache._shrunk_at = -1e9
    return cache.shrink()


def test_copies_beyond_the_bound_go_oldest_first(cache: FileCache) -> None:
    for number in range(4):
        _age(_hold(cache, f"{number}"), 4000 - number)
    assert _shrink(cache) == 2
    assert sorted(path.name for path in cache.root.iterdir()) == ["2", "3"]


def test_copy_that_is_held_or_was_just_used_is_never_removed(cache: FileCache) -> None:
    for number in range(4):
        _age(_hold(cache, f"{number}"), 4000 - number)
    with cache.hold("0", lambda: 100, _fetch) as held:
        _age(held, 9000)
        _hold(cache, "1")  # used a moment ago
        _shrink(cache)
        assert sorted(path.name for path in cache.root.iterdir()) == ["0", "1"]
        assert held.read_bytes() == b"x" * 100


def test_copy_is_fetched_once_by_many_at_once(cache: FileCache) -> None:
    fetched: list[int] = []
    gate = threading.Barrier(8)

    def fetch(target: Path) -> None:
        fetched.append(1)
        target.write_bytes(b"y" * 100)

    def want() -> None:
        gate.wait()
        with cache.hold("a", lambda: 100, fetch) as path:
            assert path.read_bytes() == b"y" * 100

    threads = [threading.Thread(target=want) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert fetched == [1]


@pytest.mark.parametrize("size", [99, 101])
def test_copy_of_another_size_is_none(cache: FileCache, size: int) -> None:
    with pytest.raises(OSError), cache.hold("a", lambda: size, _fetch):
        pass
    assert not cache.path("a").exists()
    assert _hold(cache, "a").exists()


def test_fetch_that_fails_leaves_nothing_and_is_tried_again(cache: FileCache) -> None:
    def fails(target: Path) -> None:
        target.write_bytes(b"half")
        raise StoreSilent("cut")

    with pytest.raises(StoreSilent), cache.hold("a", lambda: 100, fails):
        pass
    assert _hold(cache, "a").read_bytes() == b"x" * 100
