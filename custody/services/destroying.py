"""Destroying an original under an act: its bytes go from the store, its row and its leaves stay and say so."""

from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import transaction

from custody.models import Original
from custody.services.outbox import Actor, record
from custody.services.stores import copies, store
from foundation.clock import utc_now

RULE = "act "
"""Before the number of the act, in the leaf's rule: the act can be named by who has the log alone."""


def destroy(original: Original, act: str, *, actor: Actor, court: str) -> bool:
    """Remove the bytes of an original for ever, and enter in the log under which act; returns whether they were there.

    The bytes go first: a leaf never says of bytes that are still there that they are destroyed. Safe to repeat. Raises
    OSError where the store does not let go of them yet.
    """
    store().destroy(original.pk)
    with transaction.atomic():
        kept = Original.objects.filter(pk=original.pk, destroyed_at=None)
        gone = bool(kept.update(destroyed_at=utc_now(), destroyed_under=act, fault=""))
        if gone:
            record(
                "original.destroyed",
                actor=actor,
                object_id=original.pk,
                court=court,
                sha256=original.sha256,
                rule=RULE + act,
            )
    return gone


def forget_copies() -> int:
    """Remove copies of destroyed originals from this machine; returns how many (a machine's round)."""
    found = copies()
    if found is None:
        return 0
    return sum(_forget(found.forget, batch) for batch in batches(found.names(), settings.SWEEP_BATCH))


def _forget(forget: Callable[[str], None], names: list[str]) -> int:
    destroyed = Original.objects.filter(pk__in=names, destroyed_at__isnull=False)
    gone = list(destroyed.values_list("pk", flat=True))
    for name in gone:
        forget(name)
    return len(gone)


def batches(names: Iterator[str], size: int) -> Iterator[list[str]]:
    """Cut names into lists of a bounded length: the database is asked about so many at a time."""
    batch: list[str] = []
    for name in names:
        batch.append(name)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
