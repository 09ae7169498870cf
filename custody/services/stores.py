"""The originals store of this installation, as the settings choose it."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from custody.store.cache import FileCache
from custody.store.interface import OriginalsStore
from custody.store.local import LocalOriginals
from custody.store.memory import MemoryOriginals

LOCAL, BUCKET, MEMORY = "local", "s3", "memory"
CACHE = "cache"


def store() -> OriginalsStore:
    """Return the originals store."""
    root = Path(settings.ORIGINALS_DIR)
    if settings.STORAGE == BUCKET:
        return _in_bucket(root)
    return _in_memory(root) if settings.STORAGE == MEMORY else LocalOriginals(root)


def copies() -> FileCache | None:
    """Return the copies of originals on this machine; None where originals are read where they lie."""
    root = Path(settings.ORIGINALS_DIR)
    return _cache(root / CACHE, settings.S3_ORIGINALS_CACHE_BYTES) if is_bucket() else None


def is_bucket() -> bool:
    """Tell whether originals and what is made of them lie in a bucket."""
    return bool(settings.STORAGE == BUCKET)


@cache
def _in_memory(_root: Path) -> MemoryOriginals:
    return MemoryOriginals()


def _in_bucket(root: Path) -> OriginalsStore:
    # By name: who keeps originals on disks does not load a client for buckets.
    build = import_string("custody.services.buckets.originals_in")
    found: OriginalsStore = build(_cache(root / CACHE, settings.S3_ORIGINALS_CACHE_BYTES))
    return found


@cache
def _cache(root: Path, limit: int) -> FileCache:
    return FileCache(root, limit)
