"""Writing audit rows. There is no other way to write one, and none to change one."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from custody.errors import OutsideTransaction
from custody.log.leaf import SALT_BYTES, commitment
from custody.models import LogEntry, OutboxRow, PersonKey, PrivatePart
from foundation.clock import utc_now
from foundation.ids import is_id
from foundation.texts import composed


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an opaque id, which the log knows by a pseudonym only, and more for the part that can be erased."""

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
    private: Mapping[str, Any] | None = None,
) -> OutboxRow:
    """Write one audit row inside the caller's transaction (no row, no action); the sequencer brings it into its log.

    Raises OutsideTransaction when there is none: a row that could survive a rolled-back act would be a lie. Raises
    NotCanonical for a private part with floats.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(action)
    at = utc_now()
    part = _private_part(actor, {**actor.private, **(private or {})})
    row = OutboxRow.objects.create(
        at=at,
        court=court,
        action=action,
        object=object_id,
        object_sha256=sha256,
        outcome=outcome,
        rule=rule,
        actor=_pseudonym(part.person, court, at) if part.person else actor.id,
        priv=commitment(bytes(part.salt or b""), part.committed()) if _holds(part) else "",
    )
    LogEntry.objects.create(row=row)
    if _holds(part):
        part.row = row
        part.save(force_insert=True)
    return row


def _private_part(actor: Actor, body: Mapping[str, Any]) -> PrivatePart:
    person = actor.id if is_id(actor.id) else ""
    return PrivatePart(person=person, salt=secrets.token_bytes(SALT_BYTES), body=_composed(body))


def _holds(part: PrivatePart) -> bool:
    return bool(part.person or part.body)


def _composed(value: Any) -> Any:
    """Return a value with all its texts in composed letters: it has one canonical form then."""
    if isinstance(value, Mapping):
        return {composed(key): _composed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_composed(item) for item in value]
    return composed(value)


def _pseudonym(person: str, court: str, at: datetime) -> str:
    """Return by what name the log of this court and year knows a person; no other log knows that name."""
    row, _fresh = PersonKey.objects.get_or_create(
        person=person, defaults={"key": secrets.token_bytes(SALT_BYTES)}
    )
    digest = hmac.new(bytes(row.key), f"{court}/{at.year}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:16]).decode("ascii").rstrip("=").lower()
