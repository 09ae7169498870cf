"""Digests that follow the offset: kept in the receiving process, caught up by reading after a resume elsewhere."""

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

READ_BYTES = 4 * 1024**2
KEPT = 256
"""How many unfinished uploads' digests a process remembers; a forgotten one costs one reading of its part."""


@dataclass
class Digests:
    """SHA-256 and SHA-512 of the first ``offset`` bytes."""

    offset: int = 0
    sha256: Any = field(default_factory=hashlib.sha256)
    sha512: Any = field(default_factory=hashlib.sha512)

    def update(self, data: bytes) -> None:
        """Take in the next bytes."""
        self.sha256.update(data)
        self.sha512.update(data)
        self.offset += len(data)

    def copy(self) -> "Digests":
        """Return an independent copy, to go back to when a chunk proves wrong."""
        return Digests(self.offset, self.sha256.copy(), self.sha512.copy())


_kept: OrderedDict[str, Digests] = OrderedDict()
_guard = threading.Lock()


def digests_at(upload_id: str, path: Path, offset: int) -> Digests:
    """Return the digests of the part's first ``offset`` bytes, remembered or read."""
    with _guard:
        kept = _kept.pop(upload_id, None)
    if kept is not None and kept.offset == offset:
        return kept
    return _read(path, offset)


def remember(upload_id: str, digests: Digests) -> None:
    """Keep the digests for the next chunk."""
    with _guard:
        _kept[upload_id] = digests
        _kept.move_to_end(upload_id)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)


def _read(path: Path, offset: int) -> Digests:
    digests = Digests()
    if offset == 0:
        return digests
    with path.open("rb", buffering=0) as file:
        while digests.offset < offset and (data := file.read(min(READ_BYTES, offset - digests.offset))):
            digests.update(data)
    return digests
