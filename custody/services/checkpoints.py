"""What the signer has published about a log; written by the signer only, read by everybody else."""

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings

from custody.log import checkpoint as checkpoints
from custody.log.checkpoint import Checkpoint
from custody.log.errors import BadCheckpoint, LogError
from custody.log.note import Verifier, read
from custody.services.logfiles import write_durably
from custody.services.signing_keys import published_keys
from foundation.clock import rfc3339, utc_now


class Published:
    """The signed checkpoints of one log, and why the newest head was refused, if it was."""

    def __init__(self, place: str) -> None:
        self.root = Path(settings.AUDIT_CHECKPOINT_DIR) / place

    def write(self, note: bytes) -> None:
        """Publish a signed checkpoint as the newest one, and as the last one of today."""
        self.clear_refusal()
        write_durably(self.root / "days" / utc_now().date().isoformat(), note, mode=0o644)
        write_durably(self.root / "checkpoint", note, mode=0o644)

    def note(self) -> bytes | None:
        """Return the newest signed checkpoint; None when there is none."""
        path = self.root / "checkpoint"
        return path.read_bytes() if path.exists() else None

    def days(self) -> dict[str, bytes]:
        """Return the last signed checkpoint of each day, by date."""
        return {path.name: path.read_bytes() for path in sorted((self.root / "days").glob("????-??-??"))}

    def size(self) -> int:
        """Return the length that the newest checkpoint names, unverified; -1 when there is none that can be read."""
        try:
            note = self.note()
            return checkpoints.parse(read(note).text).size if note is not None else -1
        except LogError:
            return -1

    def write_refusal(self, why: str) -> None:
        """Say why the head was not signed, and since when; the first reason stands."""
        if self.refusal() is None:
            body = {"why": why, "since": rfc3339(utc_now())}
            write_durably(self.root / "refused", json.dumps(body).encode(), mode=0o644)

    def clear_refusal(self) -> None:
        """All is well again."""
        (self.root / "refused").unlink(missing_ok=True)

    def refusal(self) -> tuple[str, datetime | None] | None:
        """Return why the head was refused and since when; None when it was not."""
        path = self.root / "refused"
        if not path.exists():
            return None
        with suppress(ValueError, KeyError, TypeError):
            body = json.loads(path.read_bytes())
            return str(body["why"]), datetime.fromisoformat(body["since"])
        return "", None


def verifiers(origin: str) -> list[Verifier]:
    """Return the keys that may sign checkpoints of a log."""
    return [Verifier(origin, key.public) for key in published_keys()]


def open_checkpoint(note: bytes, origin: str, keys: Sequence[Verifier]) -> Checkpoint:
    """Return a checkpoint whose signatures are right and whose log is this one. Raises LogError."""
    signed = read(note)
    signed.by(keys)
    state = checkpoints.parse(signed.text)
    if state.origin != origin:
        raise BadCheckpoint(f"a checkpoint of {state.origin}")
    return state
