"""The originals store: whole objects or none, whatever step a process dies at; read-only; rebuilt from itself."""

import json
import os
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from custody.store import durable, local as module
from custody.store.inventory import CONTENT, INVENTORY, Inventory
from custody.store.local import LocalOriginals
from foundation.ids import new_id


class Died(BaseException):
    """Stands for kill -9: nothing in the product may catch it."""


@pytest.fixture
def store(tmp_path: Path) -> LocalOriginals:
    return LocalOriginals(tmp_path / "originals")


def received(tmp_path: Path, data: bytes = b"bytes") -> tuple[Path, Inventory]:
    part = tmp_path / "a.part"
    part.write_bytes(data)
    inventory = Inventory(
        id=new_id(),
        size=len(data),
        sha256="1" * 64,
        sha512="2" * 128,
        received_at="2026-03-02T05:00:00.000Z",
        recorder_time=None,
        filename="Сот.mp4",
        courtroom="room",
    )
    return part, inventory


def test_seal_moves_the_bytes_and_writes_the_inventory(store: LocalOriginals, tmp_path: Path) -> None:
    part, inventory = received(tmp_path)
    store.seal(part, inventory)
    path = store.path(inventory.id)
    assert path.read_bytes() == b"bytes"
    assert not part.exists()
    written = json.loads((store.directory(inventory.id) / INVENTORY).read_text(encoding="utf-8"))
    assert written["digestAlgorithm"] == "sha512"
    assert written["object"]["filename"] == "Сот.mp4"
    assert store.inventory(inventory.id) == inventory
    assert list(store.inventories()) == [inventory]


def test_seal_leaves_bytes_and_inventory_read_only(store: LocalOriginals, tmp_path: Path) -> None:
    part, inventory = received(tmp_path)
    store.seal(part, inventory)
    path = store.path(inventory.id)
    modes = {each.stat().st_mode & 0o777 for each in (path, store.directory(inventory.id) / INVENTORY)}
    assert modes == {0o440}


def test_seal_again_changes_nothing(store: LocalOriginals, tmp_path: Path) -> None:
    part, inventory = received(tmp_path)
    store.seal(part, inventory)
    part.write_bytes(b"other")
    store.seal(part, inventory)
    assert store.path(inventory.id).read_bytes() == b"bytes"
    assert part.read_bytes() == b"other"


def dying(plain: Callable[..., Any], calls: list[int], at: int) -> Callable[..., Any]:
    """Return ``plain`` that dies just before its ``at``-th call over all steps."""

    def call(*arguments: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) == at:
            raise Died
        return plain(*arguments, **named)

    return call


STEPS = 12
"""Calls that touch the disk while one object is sealed; one more is not made, which the last row asserts."""


@pytest.mark.parametrize("at", range(1, STEPS + 2))
def test_seal_that_dies_before_any_step_shows_nothing_and_is_finished_by_the_next(
    store: LocalOriginals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    part, inventory = received(tmp_path)
    calls: list[int] = []
    died = False
    with monkeypatch.context() as patch:
        for owner, name in (
            (os, "fsync"),
            (Path, "rename"),
            (Path, "chmod"),
            (Path, "open"),
            (module, "written"),
        ):
            patch.setattr(owner, name, dying(getattr(owner, name), calls, at))
        try:
            store.seal(part, inventory)
        except Died:
            died = True
    assert died == (at <= STEPS)
    shown = store.directory(inventory.id)
    if shown.exists():  # then all of it, and only the directories above may not be synced yet
        assert (shown / CONTENT).read_bytes() == b"bytes"
        assert store.inventory(inventory.id) == inventory
    with nullcontext(part) if part.exists() else store.taken(inventory.id) as bytes_at:
        assert bytes_at is not None
        assert bytes_at.read_bytes() == b"bytes"
    store.seal(part, inventory)
    assert store.path(inventory.id).read_bytes() == b"bytes"
    assert list(store.inventories()) == [inventory]
    assert store.unfinished(time.time() + 1) == []


def test_seal_syncs_bytes_before_the_name_appears(
    store: LocalOriginals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part, inventory = received(tmp_path)
    order: list[str] = []
    plain_sync, plain_rename = durable.fsync_dir, Path.rename

    def sync(path: Path) -> None:
        order.append(f"sync {path.relative_to(store.root)}")
        plain_sync(path)

    def rename(path: Path, target: Path) -> Path:
        order.append(f"rename {Path(target).relative_to(store.root)}")
        return plain_rename(path, target)

    monkeypatch.setattr(module, "fsync_dir", sync)
    monkeypatch.setattr(Path, "rename", rename)
    store.seal(part, inventory)
    folder = store.directory(inventory.id).relative_to(store.root)
    shown = order.index(f"rename {folder}")
    assert order.index(f"sync staging/{inventory.id}") < shown
    assert order.index(f"sync staging/{inventory.id}/content") < shown
    assert order.index(f"sync {folder.parent}") > shown


def test_double_is_discarded_only_while_the_kept_one_is_there(store: LocalOriginals, tmp_path: Path) -> None:
    part, first = received(tmp_path)
    store.seal(part, first)
    part, second = received(tmp_path)
    store.seal(part, second)
    store.discard_duplicate(second.id, new_id())
    store.discard_duplicate(first.id, first.id)
    assert len(list(store.inventories())) == 2
    store.discard_duplicate(second.id, first.id)
    assert list(store.inventories()) == [first]


def test_two_objects_never_share_a_directory(store: LocalOriginals) -> None:
    ids = [new_id() for _ in range(200)]
    assert len({store.directory(each) for each in ids}) == 200
    assert all(store.root in store.directory(each).parents for each in ids)
