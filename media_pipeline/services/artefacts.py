"""The artefact store: derived files under random names, found again by what they were made of."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction

from custody.models import Original
from custody.services.store import fsync_dir
from foundation.ids import new_id
from media_pipeline.models import Artefact, Chunk


def artefact_path(artefact: Artefact) -> Path:
    """Return where an artefact's bytes are."""
    return Path(settings.ARTEFACTS_DIR) / artefact.path


def find(key: str) -> Artefact | None:
    """Return the artefact made under this key, if its bytes are still there."""
    return present([key]).get(key)


def present(keys: Sequence[str]) -> dict[str, Artefact]:
    """Return the artefacts under these keys whose bytes are still there; one query."""
    rows = Artefact.objects.filter(key__in=keys) if keys else []
    return {row.key: row for row in rows if artefact_path(row).is_file()}


def fresh_path(suffix: str) -> Path:
    """Return a new 128-bit name in a directory that exists."""
    name = new_id()
    path = Path(settings.ARTEFACTS_DIR) / name[:2] / f"{name}{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def write_bytes(data: bytes, suffix: str) -> Path:
    """Write a small artefact durably under a new name."""
    path = fresh_path(suffix)
    temporary = path.with_name(path.name + ".tmp")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(path)
    fsync_dir(path.parent)
    return path


def make_durable(path: Path) -> None:
    """Let a file that another process has written survive a power cut."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    fsync_dir(path.parent)


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
    """Register a finished file; made twice at once, the first registration stays and the second file goes."""
    relative = str(path.relative_to(settings.ARTEFACTS_DIR))
    columns = {
        "kind": kind,
        "original": original,
        "path": relative,
        "size": path.stat().st_size,
        "sha256": sha256 or digest(path),
        "lost": list(lost),
        "chunk": chunk,
        "height": height,
    }
    artefact, created = Artefact.objects.get_or_create(key=key, defaults=columns)
    if created:
        return artefact
    if artefact_path(artefact).is_file():
        path.unlink(missing_ok=True)
        return artefact
    Artefact.objects.filter(pk=artefact.pk).update(**columns)
    artefact.refresh_from_db()
    return artefact


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
