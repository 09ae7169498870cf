"""The signer's keys. A new one signs beside the old one for AUDIT_KEY_OVERLAP_DAYS; the public halves are published."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from custody.log.note import public_of
from custody.services.logfiles import write_durably
from foundation.clock import rfc3339, utc_now

SEED_BYTES = 32
PUBLISHED = "keys.json"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key and since when it signs."""

    number: int
    seed: bytes
    since: datetime


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half, as it is published: it signs from ``since`` until ``until`` (None: until another comes)."""

    public: bytes
    since: datetime
    until: datetime | None


class KeyRing:
    """The keys in the signer's folder, one file each (mode 0600); the first is made on the first use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.keys = self._read() or [self.rotate()]

    def _read(self) -> list[SigningKey]:
        return sorted((_read(path) for path in self._folder.glob("*.key")), key=lambda key: key.number)

    def rotate(self) -> SigningKey:
        """Make a new key; the one before goes on signing for a while."""
        known = self._read()
        key = SigningKey(known[-1].number + 1 if known else 1, secrets.token_bytes(SEED_BYTES), utc_now())
        body = {"seed": key.seed.hex(), "since": rfc3339(key.since)}
        write_durably(self._folder / f"{key.number}.key", json.dumps(body).encode(), mode=0o600)
        self.keys = [*known, key]
        return key

    def public_keys(self) -> list[PublicKey]:
        """Return the public half of every key that ever signed, oldest first."""
        overlap = timedelta(days=settings.AUDIT_KEY_OVERLAP_DAYS)
        ends = [*(later.since + overlap for later in self.keys[1:]), None]
        return [
            PublicKey(public_of(key.seed), key.since, end) for key, end in zip(self.keys, ends, strict=True)
        ]

    def active_seeds(self) -> list[bytes]:
        """Return the seeds that sign now, the oldest first."""
        now = utc_now()
        rows = zip(self.keys, self.public_keys(), strict=True)
        return [key.seed for key, public in rows if public.until is None or now < public.until]

    def publish(self, folder: Path) -> None:
        """Write the public halves where verifiers find them, if they are not there yet."""
        rows = [
            {"public": key.public.hex(), "since": rfc3339(key.since), "until": rfc3339(key.until)}
            for key in self.public_keys()
        ]
        data = json.dumps(rows, indent=1).encode()
        path = folder / PUBLISHED
        if not path.exists() or path.read_bytes() != data:
            write_durably(path, data, mode=0o644)


def published_keys() -> list[PublicKey]:
    """Return the keys that the signer has published; none when it never ran. Raises OSError, ValueError, KeyError."""
    path = Path(settings.AUDIT_CHECKPOINT_DIR) / PUBLISHED
    rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return [
        PublicKey(
            bytes.fromhex(row["public"]),
            datetime.fromisoformat(row["since"]),
            datetime.fromisoformat(row["until"]) if row["until"] else None,
        )
        for row in rows
    ]


def _read(path: Path) -> SigningKey:
    body = json.loads(path.read_text(encoding="utf-8"))
    return SigningKey(int(path.stem), bytes.fromhex(body["seed"]), datetime.fromisoformat(body["since"]))
