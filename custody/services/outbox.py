"""Writing audit rows. There is no other way to write one, and none to change one."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from custody.errors import OutsideTransaction
from custody.models import OutboxRow


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an opaque id for the public part, the rest for the part that can be erased."""

    id: str = ""
    private: dict[str, Any] = field(default_factory=dict)


SYSTEM = Actor("system")


def record(
    action: str,
    *,
    actor: Actor,
    object_id: str = "",
    court: str = "",
    outcome: str = "done",
    rule: str = "",
    sha256: str = "",
    private: dict[str, Any] | None = None,
) -> OutboxRow:
    """Write one audit row inside the caller's transaction (no row, no action).

    Raises OutsideTransaction when there is none: a row that could survive a rolled-back act would be a lie.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(action)
    return OutboxRow.objects.create(
        court=court,
        action=action,
        object=object_id,
        object_sha256=sha256,
        outcome=outcome,
        rule=rule,
        actor=actor.id,
        private={**actor.private, **(private or {})},
    )
