"""Writing notices, in the transaction of what they tell of."""

from collections.abc import Iterable
from typing import Any

from notices.models import Notice


def notify(
    recipients: Iterable[str], kind: str, object_id: str, subject: str, details: dict[str, Any]
) -> int:
    """Tell people something about an object once; returns how many are told. The mail follows after the commit."""
    rows = [
        Notice(recipient=person, kind=kind, object=object_id, subject=subject, details=details)
        for person in sorted(set(recipients))
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
