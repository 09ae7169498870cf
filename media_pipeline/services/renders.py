"""Renders of disguises: by which names their files are found, and which of them play."""

from dataclasses import dataclass

from hearings.models import Disguise, Hearing
from hearings.policies.restrictions import disguised
from hearings.states import DisguiseState
from media_pipeline.models import ArtefactKind


@dataclass(frozen=True, slots=True)
class Render:
    """A released disguise [start_ms, end_ms) of a hearing that has a sound of its own."""

    key: str
    prefix: str
    start_ms: int
    end_ms: int


def render_key(row: Disguise) -> str:
    """Return the artefact key of the one render of a disguise."""
    return f"{ArtefactKind.DISGUISE}:{row.pk}:{row.draws}"


def dub_prefix(row: Disguise) -> str:
    """Return how the artefact keys of all that is encoded from a render begin."""
    return f"{ArtefactKind.DUB}:{row.pk}:{row.draws}:"


def renders_of(hearing: Hearing) -> tuple[Render, ...]:
    """Return the disguises of a hearing that are released; one query."""
    rows = Disguise.objects.filter(hearing=hearing, state=DisguiseState.RELEASED, draws__gt=0)
    found = []
    for row in rows.order_by("started_at"):
        part = disguised(row, hearing)
        found.append(Render(render_key(row), dub_prefix(row), part.start_ms, part.end_ms or 0))
    return tuple(found)
