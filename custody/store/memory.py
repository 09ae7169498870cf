"""The originals store in memory: for tests and trials; what it holds ends with its process."""

import io
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from custody.store.interface import Place
from custody.store.inventory import Inventory
from custody.store.reading import HeldBytes, Truncated


class MemoryOriginals:
    """See the interface."""

    def __init__(self) -> None:
        self._content: dict[str, tuple[bytes, float]] = {}
        self._inventories: dict[str, Inventory] = {}

    def require(self) -> None:
        """See the interface."""

    def seal(self, part: Path, inventory: Inventory) -> None:
        """See the interface."""
        if inventory.id in self._inventories:
            return
        data = part.read_bytes()
        if len(data) != inventory.size:
            raise Truncated(f"{len(data)} of {inventory.size} bytes")
        self._content[inventory.id] = data, time.time()
        self._inventories[inventory.id] = inventory

    def inventory(self, original_id: str) -> Inventory:
        """See the interface."""
        if original_id not in self._inventories:
            raise FileNotFoundError(original_id)
        return self._inventories[original_id]

    def inventories(self) -> Iterator[Inventory]:
        """See the interface."""
        yield from sorted(self._inventories.values(), key=lambda each: each.id)

    def size(self, original_id: str) -> int:
        """See the interface."""
        return len(self._bytes(original_id))

    def open(self, original_id: str) -> BinaryIO:
        """See the interface."""
        return io.BytesIO(self._bytes(original_id))

    def head(self, original_id: str, size: int) -> bytes:
        """See the interface."""
        return self._bytes(original_id)[:size]

    def stored(self, original_id: str) -> "_Later":
        """See the interface."""
        return _Later(self, original_id)

    @contextmanager
    def on_disk(self, original_id: str) -> Iterator[Path]:
        """See the interface."""
        data = self._bytes(original_id)
        with tempfile.TemporaryDirectory(prefix="original-") as folder:
            path = Path(folder) / "original"
            path.write_bytes(data)
            yield path

    @contextmanager
    def taken(self, original_id: str) -> Iterator[Path | None]:
        """See the interface."""
        if original_id not in self._inventories:
            yield None
            return
        with self.on_disk(original_id) as path:
            yield path

    def discard_duplicate(self, original_id: str, kept_id: str) -> None:
        """See the interface."""
        if original_id != kept_id and kept_id in self._inventories:
            self._inventories.pop(original_id, None)
            self._content.pop(original_id, None)

    def unfinished(self, before: float) -> list[str]:
        """See the interface."""
        return sorted(
            each for each, (_, at) in self._content.items() if at < before and each not in self._inventories
        )

    def discard_unfinished(self, original_id: str) -> None:
        """See the interface."""
        if original_id not in self._inventories:
            self._content.pop(original_id, None)

    def destroy(self, original_id: str) -> None:
        """See the interface."""
        self._inventories.pop(original_id, None)
        self._content.pop(original_id, None)

    def place(self, original_id: str) -> Place | None:
        """See the interface."""
        return None

    def _bytes(self, original_id: str) -> bytes:
        if original_id not in self._inventories:
            raise FileNotFoundError(original_id)
        return self._content[original_id][0]


class _Later:
    """Looks for the bytes when they are wanted."""

    def __init__(self, store: MemoryOriginals, original_id: str) -> None:
        self._store = store
        self._id = original_id

    def open(self) -> HeldBytes:
        with self._store.open(self._id) as file:
            return HeldBytes(file.read())
