"""Derived files on local files: made and kept in the same place."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from custody.store.durable import fsync_dir
from foundation.ids import new_id
from media_pipeline.hls.files import LocalFile


class LocalDerived:
    """See the interface."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def fresh(self, suffix: str) -> Path:
        """See the interface."""
        name = new_id()
        path = self.root / name[:2] / f"{name}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def keep(self, path: Path) -> str:
        """See the interface."""
        with path.open("rb") as file:
            os.fsync(file.fileno())
        fsync_dir(path.parent)
        return str(path.relative_to(self.root))

    def settle(self, name: str) -> None:
        """See the interface; it is where it stays."""

    def seems_there(self, name: str) -> bool:
        """See the interface."""
        return (self.root / name).is_file()

    def is_there(self, name: str) -> bool:
        """See the interface."""
        return self.seems_there(name)

    def at_hand(self, name: str, size: int) -> Path:
        """See the interface."""
        return self.root / name

    @contextmanager
    def on_disk(self, name: str, size: int) -> Iterator[Path]:
        """See the interface."""
        yield self.root / name

    def stored(self, name: str) -> LocalFile:
        """See the interface."""
        return LocalFile(self.root / name)

    def remove(self, name: str) -> None:
        """See the interface."""
        (self.root / name).unlink(missing_ok=True)

    def fresh_before(self, before: float) -> list[str]:
        """See the interface."""
        found = (path for path in self.root.glob("??/*") if _changed_at(path) < before)
        return sorted(str(path.relative_to(self.root)) for path in found)

    def kept_before(self, before: float) -> Iterator[str]:
        """See the interface; there are none."""
        return iter(())


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # just removed by its own process
        return float("inf")
