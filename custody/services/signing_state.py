"""What the signer remembers: the last checkpoint that it signed for each log. It is written before the signature is."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from custody.log.checkpoint import Checkpoint
from custody.services.logfiles import write_durably
from foundation.clock import rfc3339, utc_now


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint that was signed, and when."""

    checkpoint: Checkpoint
    signed_at: datetime


class SigningState:
    """The memory, one file. A file that cannot be read ends the signer: without its memory it would sign anything."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "state.json"
        self._rows: dict[str, dict[str, str | int]] = {}
        if self._path.exists():
            self._rows = json.loads(self._path.read_text(encoding="utf-8"))

    def at(self, place: str) -> Signed | None:
        """Return what was last signed for the log in a folder; None when nothing ever was."""
        row = self._rows.get(place)
        if row is None:
            return None
        state = Checkpoint(str(row["origin"]), int(row["size"]), bytes.fromhex(str(row["root"])))
        return Signed(state, datetime.fromisoformat(str(row["signed_at"])))

    def places(self) -> list[str]:
        """Return the folders of all logs that were ever signed."""
        return sorted(self._rows)

    def names(self) -> dict[str, str]:
        """Return where the log of each name lies."""
        return {str(row["origin"]): place for place, row in self._rows.items()}

    def remember(self, place: str, state: Checkpoint) -> None:
        """Write down what is going to be signed. Raises OSError."""
        row: dict[str, str | int] = {"origin": state.origin, "size": state.size, "root": state.root.hex()}
        self._rows = {**self._rows, place: {**row, "signed_at": rfc3339(utc_now()) or ""}}
        write_durably(self._path, json.dumps(self._rows, indent=1, sort_keys=True).encode(), mode=0o600)


@contextmanager
def exclusive() -> Iterator[SigningState]:
    """Be the only signer of this folder and read what it remembers."""
    folder = Path(settings.AUDIT_SIGNER_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield SigningState(folder)
