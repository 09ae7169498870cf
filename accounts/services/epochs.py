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


def let_gates_notice() -> None:
    """Wait until every gate process has read the epochs again, two periods after the commit that raised them."""
    time.sleep(2 * settings.EPOCH_READ_EVERY_S)
