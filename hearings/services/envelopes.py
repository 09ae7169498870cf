"""Laying envelopes beside rows, and opening them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

from foundation.envelopes import Envelope as Sealed, EnvelopeUnreadable, Keyring, parse_keys, seal, unseal
from hearings.errors import IdentityUnreadable
from hearings.models import Envelope

PURPOSE = "envelope"


def lay(contents: Mapping[str, Mapping[str, Any]]) -> None:
    """Seal contents by the ids of the rows that they belong to; an empty one removes what was there."""
    Envelope.objects.filter(owner__in=list(contents)).delete()
    ring = _ring()
    rows = [_row(owner, seal(ring, body, PURPOSE, owner)) for owner, body in contents.items() if body]
    Envelope.objects.bulk_create(rows, batch_size=500)


def opened(owners: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return what is sealed of rows (one query), by their ids. Raises IdentityUnreadable."""
    rows = Envelope.objects.filter(owner__in=list(owners))
    return {row.owner: _open(row) for row in rows}


def reseal(batch: int) -> int:
    """Seal some of what an older key sealed with the present one; returns how many. Raises IdentityUnreadable."""
    rows = list(Envelope.objects.select_for_update().exclude(key_id=_ring().current)[:batch])
    lay({row.owner: _open(row) for row in rows})
    return len(rows)


def _open(row: Envelope) -> dict[str, Any]:
    try:
        return unseal(_ring(), Sealed(row.key_id, bytes(row.body)), PURPOSE, row.owner)
    except EnvelopeUnreadable as error:
        raise IdentityUnreadable from error


def _ring() -> Keyring:
    ring = parse_keys(settings.IDENTITY_KEYS)
    if not ring:
        raise IdentityUnreadable
    return ring


def _row(owner: str, sealed: Sealed) -> Envelope:
    return Envelope(owner=owner, key_id=sealed.key_id, body=sealed.body)
