"""Restrictions as rows, without the services that order them: what a read path must honour whoever wrote it."""

from typing import Any

from foundation.clock import plus_ms
from hearings.models import Hearing, Restriction, RestrictionExclusion
from hearings.services.epochs import raise_hearing


def restrict(
    hearing: Hearing,
    kind: str,
    start_ms: int | None = None,
    end_ms: int | None = None,
    *,
    excludes: tuple[str, ...] = (),
    state: str = "confirmed",
    **columns: Any,
) -> Restriction:
    """Store a restriction on [start_ms, end_ms) of a hearing, on all of it without a start."""
    hearing.refresh_from_db()
    place: dict[str, Any] = {"whole": start_ms is None and "participant" not in columns}
    if start_ms is not None:
        place["started_at"] = plus_ms(hearing.started_at, start_ms)
        place["ended_at"] = None if end_ms is None else plus_ms(hearing.started_at, end_ms)
    made = Restriction.objects.create(
        hearing=hearing, kind=kind, state=state, **({"proposed_by": "test"} | place | columns)
    )
    RestrictionExclusion.objects.bulk_create(
        RestrictionExclusion(restriction=made, word=word) for word in excludes
    )
    raise_hearing(hearing.pk)
    return made
