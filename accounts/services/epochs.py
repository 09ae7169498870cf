"""Raising and reading policy epochs; each raise happens in the transaction of the change that it announces."""

import time
from collections.abc import Iterable

from django.conf import settings
from django.db.models import F

from accounts.models import PolicyEpoch


def hearing_key(hearing_id: str) -> str:
    """Return the epoch key of a hearing."""
    return f"h:{hearing_id}"


def user_key(user_id: str) -> str:
    """Return the epoch key of a user or service client."""
    return f"u:{user_id}"


def raise_epochs(*keys: str) -> None:
    """Raise the counters by one, creating those that were never raised."""
    for key in keys:
        if not PolicyEpoch.objects.filter(key=key).update(epoch=F("epoch") + 1):
            PolicyEpoch.objects.get_or_create(key=key, defaults={"epoch": 0})
            PolicyEpoch.objects.filter(key=key).update(epoch=F("epoch") + 1)


def read_epochs(keys: Iterable[str]) -> dict[str, int]:
    """Return the present counters in one query; a key that was never raised is absent (zero)."""
    return dict(PolicyEpoch.objects.filter(key__in=list(keys)).values_list("key", "epoch"))


def epochs_fresh_s() -> float:
    """Return for how many seconds a process may act on epochs that it has read: two of its looks."""
    return 2 * float(settings.EPOCH_READ_EVERY_S)


def let_gates_notice() -> None:
    """Wait, after the commit that raised epochs, until no process may act on what it read before.

    A process whose looks come late asks the database itself, so this holds on a machine that stands still, too.
    """
    time.sleep(epochs_fresh_s())
