"""The originals store on local files: OCFL-like object directories, written once, then read-only.

    originals/ab/cd/<id>/inventory.json     what, how large, SHA-512 and SHA-256, received when
    originals/ab/cd/<id>/content/original   the bytes as they came

An object appears by one atomic rename of its whole directory, so a reader sees all of it or nothing.
"""

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

CONTENT = Path("content") / "original"
INVENTORY = "inventory.json"
STAGING = "staging"
INVENTORY_FORMAT = "courtrec-original/1"


@dataclass(frozen=True, slots=True)
class Inventory:
    """What is written beside the bytes; times are RFC 3339 in UTC."""

    id: str
    size: int
    sha256: str
    sha512: str
    received_at: str
    recorder_time: str | None
    filename: str
    courtroom: str


def fsync_dir(path: Path) -> None:
    """Make a directory's entries durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read_inventory(path: Path) -> Inventory:
    return Inventory(**json.loads(path.read_text(encoding="utf-8"))["object"])


class OriginalsStore:
    """The only code that touches the originals directory."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def directory(self, original_id: str) -> Path:
        """Return where an object lives, whether or not it exists."""
        return self.root / original_id[:2] / original_id[2:4] / original_id

    def path(self, original_id: str) -> Path:
        """Return the path of the bytes of an object."""
        return self.directory(original_id) / CONTENT

    def staging(self, original_id: str) -> Path:
        """Return where an object is put together before it appears."""
        return self.root / STAGING / original_id

    def stagings(self) -> list[Path]:
        """Return the directories of objects that are being put together, or were when a process died."""
        return sorted((self.root / STAGING).glob("*"))

    def locate(self, original_id: str) -> Path | None:
        """Return where the bytes of an object are, published or still being put together; None when nowhere."""
        places = (self.path(original_id), self.staging(original_id) / CONTENT)
        return next((path for path in places if path.exists()), None)

    def seal(self, part: Path, inventory: Inventory) -> Path:
        """Move a fsynced part file (same file system) into the store and make it read-only; idempotent.

        Raises OSError; until it returns nothing is visible under the object's name.
        """
        target = self.directory(inventory.id)
        if target.exists():
            return target / CONTENT
        staging = self.staging(inventory.id)
        (staging / "content").mkdir(parents=True, exist_ok=True)
        if not (staging / CONTENT).exists():
            part.rename(staging / CONTENT)
        self._write_inventory(staging, inventory)
        return self._publish(staging, target)

    def discard_duplicate(self, original_id: str, kept_id: str) -> None:
        """Remove an object whose very bytes are kept under another id; does nothing unless those are there."""
        if original_id == kept_id or not self.path(kept_id).exists():
            return
        for place in (self.staging(original_id), self.directory(original_id)):
            shutil.rmtree(place, ignore_errors=True)

    def inventory(self, original_id: str) -> Inventory:
        """Return what is written beside the bytes. Raises OSError, ValueError, TypeError, KeyError."""
        return _read_inventory(self.directory(original_id) / INVENTORY)

    def inventories(self) -> list[Inventory]:
        """Return the inventory of each object; the register can be rebuilt from these alone."""
        found = sorted(self.root.glob(f"??/??/*/{INVENTORY}"))
        return [_read_inventory(path) for path in found]

    def _write_inventory(self, staging: Path, inventory: Inventory) -> None:
        body = {"format": INVENTORY_FORMAT, "digestAlgorithm": "sha512", "object": asdict(inventory)}
        # An interrupted attempt may have left it read-only, which open() would refuse to anybody but root.
        (staging / INVENTORY).unlink(missing_ok=True)
        with (staging / INVENTORY).open("w", encoding="utf-8") as file:
            json.dump(body, file, ensure_ascii=False, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())

    def _publish(self, staging: Path, target: Path) -> Path:
        for path in (staging / CONTENT, staging / INVENTORY):
            path.chmod(0o440)
        fsync_dir(staging / "content")
        fsync_dir(staging)
        target.parent.mkdir(parents=True, exist_ok=True)
        staging.rename(target)
        fsync_dir(target.parent)
        fsync_dir(target.parent.parent)
        fsync_dir(self.root)
        return target / CONTENT
