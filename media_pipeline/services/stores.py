"""The store of derived files of this installation, as the settings choose it."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from custody.services.stores import CACHE, is_bucket
from custody.store.cache import FileCache
from media_pipeline.store.interface import DerivedFiles
from media_pipeline.store.local import LocalDerived


def derived() -> DerivedFiles:
    """Return the store of derived files."""
    root = Path(settings.ARTEFACTS_DIR)
    return _in_bucket(root, settings.S3_DERIVED_CACHE_BYTES) if is_bucket() else LocalDerived(root)


def copies() -> FileCache | None:
    """Return the copies of derived files on this machine; None where they are read where they lie."""
    root = Path(settings.ARTEFACTS_DIR)
    return _cache(root / CACHE, settings.S3_DERIVED_CACHE_BYTES) if is_bucket() else None


def _in_bucket(root: Path, limit: int) -> DerivedFiles:
    # By name: who keeps files on disks does not load a client for buckets.
    bucket = import_string("custody.services.buckets.bucket")()
    build = import_string("media_pipeline.store.bucket.BucketDerived")
    found: DerivedFiles = build(root, bucket, _cache(root / CACHE, limit))
    return found


@cache
def _cache(root: Path, limit: int) -> FileCache:
    return FileCache(root, limit)
