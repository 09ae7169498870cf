"""Originals against the log: each that was stored is registered with its hash, and holds its bytes still, or was
destroyed under an act that the log names.
"""

from collections.abc import Iterator, Mapping

from custody.models import Original, OutboxRow
from custody.services.destroying import RULE
from custody.services.fixity import check
from custody.services.stores import store
from custody.services.verification.faults import Fault, Kind

REGISTER, STORE = "custody_original", "originals"
FETCH = 2000


def check_register() -> Iterator[Fault]:
    """Yield originals whose row is not what the log says of them."""
    stored = OutboxRow.objects.filter(action="original.stored")
    logged = dict(stored.values_list("object", "object_sha256").iterator(FETCH))
    acts = destroyed_under()
    for original in Original.objects.iterator(FETCH):
        expected = logged.pop(original.pk, None)
        if expected is None:
            yield Fault(Kind.ORIGINAL_INSERTED, REGISTER, "the log knows nothing of it", original.pk)
        elif expected != original.sha256:
            detail = f"SHA-256 was {expected}, is {original.sha256}"
            yield Fault(Kind.ORIGINAL_ALTERED, REGISTER, detail, original.pk)
        if (fault := _end(original, acts.get(original.pk))) is not None:
            yield fault
    for object_id in logged:
        yield Fault(Kind.ORIGINAL_DELETED, REGISTER, "its row is gone", object_id)


def destroyed_under() -> Mapping[str, str]:
    """Return by original under which act it was destroyed, as the log says."""
    rows = OutboxRow.objects.filter(action="original.destroyed").values_list("object", "rule")
    return {name: rule.removeprefix(RULE) for name, rule in rows.iterator(FETCH)}


def _end(original: Original, act: str | None) -> Fault | None:
    """Return what is wrong with how a row says that the original was destroyed, or that it was not."""
    said = original.destroyed_under or None
    if said == act:
        return None
    if act is None:
        detail = f"said to be destroyed under act {said}, and the log knows nothing of it"
    elif said is None:
        detail = f"destroyed under act {act}, and said to be kept"
    else:
        detail = f"destroyed under act {act}, said to be under act {said}"
    return Fault(Kind.ORIGINAL_ALTERED, REGISTER, detail, original.pk)


def check_bytes() -> Iterator[Fault]:
    """Read every original again and yield those that are not what was stored; this takes as long as the disk takes."""
    acts = destroyed_under()
    for original in Original.objects.order_by("received_at").iterator(FETCH):
        if original.pk in acts:
            if _is_there(original):
                detail = f"destroyed under act {acts[original.pk]}, and its bytes are still there"
                yield Fault(Kind.ORIGINAL_THERE, STORE, detail, original.pk)
        elif fault := check(original):
            yield Fault(Kind.ORIGINAL_ALTERED, STORE, f"its stored file is wrong: {fault}", original.pk)


def _is_there(original: Original) -> bool:
    try:
        store().size(original.pk)
    except FileNotFoundError:
        return False
    return True
