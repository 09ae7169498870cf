"""What every originals store does. Local files, a bucket and memory pass the same tests."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from custody.store.inventory import Inventory


class Opened(Protocol):
    """A file that is being read at any place; closes itself as a context manager."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def read_at(self, offset: int, size: int) -> bytes:
        """Exactly `size` bytes from `offset` on. Raises OSError, also when there are fewer."""


class Stored(Protocol):
    """Where bytes lie. Cheap to hold: nothing is open before `open()`."""

    def open(self) -> Opened:
        """Open it for reading. Raises OSError."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a proxy can fetch a whole file itself: a path of this machine, or an address of the bucket.

    ``target`` of a bucket is path and query of its endpoint, good for a short time.
    """

    kind: str
    target: str


class OriginalsStore(Protocol):
    """Objects are written once and never changed; one is seen whole or not at all."""

    def require(self) -> None:
        """Raise OSError unless the store answers."""

    def seal(self, part: Path, inventory: Inventory) -> None:
        """Take over a fsynced part file; idempotent, also after an attempt that died at any step.

        When it returns the object is whole, compared with the part, and seen. Raises OSError; then nothing is seen.
        The part may be gone or still be there afterwards: it is the caller's to remove.
        """

    def inventory(self, original_id: str) -> Inventory:
        """Return what is written beside the bytes. Raises OSError, ValueError, TypeError, KeyError."""

    def inventories(self) -> Iterator[Inventory]:
        """Return the inventory of each object; the register can be rebuilt from these alone."""

    def size(self, original_id: str) -> int:
        """Return the size of the bytes as they lie in the store. Raises FileNotFoundError, OSError."""

    def open(self, original_id: str) -> BinaryIO:
        """Open the store's own bytes, past every cache, to be read from first to last. Raises OSError."""

    def head(self, original_id: str, size: int) -> bytes:
        """Return the first bytes, fewer when there are fewer. Raises OSError."""

    def stored(self, original_id: str) -> Stored:
        """Return something to read ranges from; nothing is asked before it is opened."""

    def on_disk(self, original_id: str) -> AbstractContextManager[Path]:
        """Have the bytes as a file of this machine for as long as it is held. Raises OSError."""

    def taken(self, original_id: str) -> AbstractContextManager[Path | None]:
        """Have what an attempt that died took from its part, seen or not yet; None: nothing."""

    def discard_duplicate(self, original_id: str, kept_id: str) -> None:
        """Remove an object whose very bytes are kept under another id; does nothing unless those are there."""

    def unfinished(self, before: float) -> list[str]:
        """Return the ids of objects that are not seen and were last touched before this (seconds since 1970)."""

    def discard_unfinished(self, original_id: str) -> None:
        """Remove an object that is not seen."""

    def destroy(self, original_id: str) -> None:
        """Remove an object for ever, all its versions and the copies on this machine; one not there is no error.

        Raises OSError where the store does not let go of it yet: then it is not destroyed.
        """

    def place(self, original_id: str) -> Place | None:
        """Return where a proxy may fetch the bytes, None where it cannot."""
