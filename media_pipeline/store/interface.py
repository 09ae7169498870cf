"""What a store of derived files does. They are made on this machine, kept once, never changed, and may be dropped."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from media_pipeline.hls.files import Stored


class DerivedFiles(Protocol):
    """``name``: the relative name under which a file is kept and found again."""

    def fresh(self, suffix: str) -> Path:
        """Return a new 128-bit name on this machine, in a directory that exists."""

    def keep(self, path: Path) -> str:
        """Let a fresh file that was written survive a power cut; returns its name. Raises OSError.

        It is still there under its path until it is settled.
        """

    def settle(self, name: str) -> None:
        """Note that the row of a kept file is committed: it is found by its name from now on."""

    def seems_there(self, name: str) -> bool:
        """Tell what can be told without asking anybody over the net."""

    def is_there(self, name: str) -> bool:
        """Tell whether the bytes are there. Raises OSError."""

    def at_hand(self, name: str, size: int) -> Path:
        """Return a small file on this machine, to be opened at once. Raises OSError."""

    def on_disk(self, name: str, size: int) -> AbstractContextManager[Path]:
        """Have a file of any size on this machine for as long as it is held. Raises OSError."""

    def stored(self, name: str) -> Stored:
        """Return something to read ranges from; nothing is asked before it is opened."""

    def remove(self, name: str) -> None:
        """Remove a file and every copy of it; one that is not there is no error. Raises OSError."""

    def fresh_before(self, before: float) -> list[str]:
        """Return the names of fresh files on this machine last changed before this (seconds since 1970)."""

    def kept_before(self, before: float) -> Iterator[str]:
        """Return the names kept elsewhere than on this machine, written before this."""
