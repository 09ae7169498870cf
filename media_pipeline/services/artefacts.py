"""The artefact store: derived files under random names, found again by what they were made of."""

import hashlib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

from django.db import transaction

from custody.models import Original
from jobs.errors import LeaseLost
from media_pipeline.models import Artefact, Chunk
from media_pipeline.services.stores import derived

FETCHED_AT_ONCE = 8


def artefact_path(artefact: Artefact) -> Path:
    """Return a small artefact as a file of this machine, to be opened at once. Raises OSError."""
    return derived().at_hand(artefact.path, artefact.size)


def artefact_on_disk(artefact: Artefact) -> AbstractContextManager[Path]:
    """Have an artefact of any size on this machine for as long as it is held. Raises OSError."""
    return derived().on_disk(artefact.path, artefact.size)


def bring(artefacts: Iterable[Artefact]) -> None:
    """Have many small artefacts on this machine, several at a time. Raises OSError."""
    missing = list(artefacts)
    with ThreadPoolExecutor(FETCHED_AT_ONCE) as pool:
        list(pool.map(artefact_path, missing))


def find(key: str) -> Artefact | None:
    """Return the artefact made under this key, if its bytes are still there. Raises OSError."""
    row = present([key]).get(key)
    return row if row is not None and derived().is_there(row.path) else None


def present(keys: Sequence[str]) -> dict[str, Artefact]:
    """Return the artefacts under these keys as far as their bytes seem to be there; one query."""
    rows = Artefact.objects.filter(key__in=keys) if keys else []
    return {row.key: row for row in rows if derived().seems_there(row.path)}


def fresh_path(suffix: str) -> Path:
    """Return a new 128-bit name in a directory that exists."""
    return derived().fresh(suffix)


def write_bytes(data: bytes, suffix: str) -> Path:
    """Write a small artefact durably under a new name."""
    path = fresh_path(suffix)
    path.write_bytes(data)
    make_durable(path)
    return path


def make_durable(path: Path) -> None:
    """Let a fresh file survive a power cut: before it is registered, outside any transaction. Raises OSError."""
    derived().keep(path)


@transaction.atomic
def register(
    kind: str,
    key: str,
    path: Path,
    original: Original | None = None,
    *,
    sha256: str = "",
    lost: Sequence[str] = (),
    chunk: Chunk | None = None,
    height: int = 0,
) -> Artefact:
    """Register a durable file; made twice at once, the first registration stays and the second file goes.

    Raises LeaseLost for what was made of an original that is destroyed.
    """
    name = f"{path.parent.name}/{path.name}"
    if original is not None and Original.objects.filter(pk=original.pk, destroyed_at__isnull=False).exists():
        derived().remove(name)
        raise LeaseLost  # the original was destroyed while this was made of it
    columns = {
        "kind": kind,
        "original": original,
        "path": name,
        "size": path.stat().st_size,
        "sha256": sha256 or digest(path),
        "lost": list(lost),
        "chunk": chunk,
        "height": height,
    }
    artefact, created = Artefact.objects.get_or_create(key=key, defaults=columns)
    if not created and derived().is_there(artefact.path):
        transaction.on_commit(lambda: derived().remove(name))
        return artefact
    if not created:
        Artefact.objects.filter(pk=artefact.pk).update(**columns)
        artefact.refresh_from_db()
    transaction.on_commit(lambda: derived().settle(name))
    return artefact


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
