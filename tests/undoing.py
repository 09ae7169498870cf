"""Taking back what was written, in a test that does many things one after the other in one database."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import redis
from django.conf import settings
from django.core.cache import cache as kept
from django.db import transaction


@cache
def _server(url: str) -> redis.Redis:
    return redis.Redis.from_url(url)


def forget_cached() -> None:
    """Empty this worker's cache. On Redis, ``clear`` would take the keys of all others on the server as well."""
    if not settings.REDIS_URL:
        kept.clear()
    elif own := list(_server(settings.REDIS_URL).scan_iter(match=f"{settings.KEY_PREFIX}:*")):
        _server(settings.REDIS_URL).delete(*own)


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is gone afterwards; from the audit log, too, which else would say: rolled back."""
    logs = Path(settings.AUDIT_LOG_DIR)
    heads = {path: path.read_bytes() for path in logs.glob("*/*/head")}
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    for path in logs.glob("*/*/head"):
        path.write_bytes(heads[path]) if path in heads else path.unlink()
