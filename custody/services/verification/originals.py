"""Originals against the log: each that was stored is registered with its hash, and holds its bytes still."""

from collections.abc import Iterator

from custody.models import Original, OutboxRow
from custody.services.fixity import check
from custody.services.verification.faults import Fault, Kind

REGISTER, STORE = "custody_original", "originals"
FETCH = 2000


def check_register() -> Iterator[Fault]:
    """Yield originals whose row is not what the log says of them."""
    stored = OutboxRow.objects.filter(action="original.stored")
    logged = dict(stored.values_list("object", "object_sha256").iterator(FETCH))
    for original in Original.objects.iterator(FETCH):
        expected = logged.pop(original.pk, None)
        if expected is None:
            yield Fault(Kind.ORIGINAL_INSERTED, REGISTER, "the log knows nothing of it", original.pk)
        elif expected != original.sha256:
            detail = f"SHA-256 was {expected}, is {original.sha256}"
            yield Fault(Kind.ORIGINAL_ALTERED, REGISTER, detail, original.pk)
    for object_id in logged:
        yield Fault(Kind.ORIGINAL_DELETED, REGISTER, "its row is gone", object_id)


def check_bytes() -> Iterator[Fault]:
    """Read every original again and yield those that are not what was stored; this takes as long as the disk takes."""
    for original in Original.objects.order_by("received_at").iterator(FETCH):
        if fault := check(original):
            yield Fault(Kind.ORIGINAL_ALTERED, STORE, f"its stored file is wrong: {fault}", original.pk)
