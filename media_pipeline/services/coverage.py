"""What was recorded of hearings, read at once for any number of recordings, and the gap map made of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from foundation.clock import ms_between
from hearings.models import Hearing
from hearings.states import HearingState
from media_pipeline.hls.intervals import Ranges
from media_pipeline.models import HearingRange
from media_pipeline.policies.gap_map import GapMap, expected_span, gap_map
from media_pipeline.policies.sources import Given, kinds_of
from media_pipeline.states import RecordingState

NOT_HELD = frozenset({HearingState.CANCELLED, HearingState.ADJOURNED})
COLUMNS = (
    "hearing_id",
    "recording_id",
    "from_ms",
    "to_ms",
    *(
        f"recording__{name}"
        for name in (
            "started_at",
            "duration_ms",
            "camera",
            "channels",
            "streams",
            "state",
            "reason",
            "filename",
        )
    ),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a recording that a hearing reads; ``given`` is its place, None while its length is not known."""

    recording_id: str
    camera: int
    channels: tuple[str, ...]
    state: str
    reason: str
    filename: str
    given: Given | None


def parts_of(hearing: Hearing) -> list[Part]:
    """Return what a hearing reads, in order of time (one query)."""
    return parts_of_all([hearing])[hearing.pk]


def parts_of_all(hearings: Sequence[Hearing]) -> dict[str, list[Part]]:
    """Return the parts of several hearings by their ids (one query)."""
    by_id = {hearing.pk: hearing for hearing in hearings}
    rows = HearingRange.objects.filter(hearing__in=by_id, withdrawn_at=None).order_by(
        "recording__started_at", "pk"
    )
    found: dict[str, list[Part]] = {pk: [] for pk in by_id}
    for hearing_id, recording_id, *place in rows.values_list(*COLUMNS):
        found[hearing_id].append(_part(by_id[hearing_id].started_at, recording_id, *place))
    return found


def _part(  # noqa: PLR0913, PLR0917  one row of COLUMNS
    zero: datetime,
    recording_id: str,
    from_ms: int,
    to_ms: int | None,
    started_at: datetime,
    duration_ms: int | None,
    camera: int,
    channels: list[str],
    streams: list[dict[str, object]],
    state: str,
    reason: str,
    filename: str,
) -> Part:
    span = (from_ms, to_ms)
    given = (
        None
        if duration_ms is None
        else place_of(ms_between(zero, started_at), duration_ms, span, camera, streams)
    )
    return Part(recording_id, camera, tuple(channels), state, reason, filename, given)


def place_of(
    zero_ms: int,
    duration_ms: int,
    span: tuple[int, int | None],
    camera: int,
    streams: Sequence[Mapping[str, object]],
) -> Given:
    """Return where in a hearing a recording stands that begins at ``zero_ms`` and of which the hearing reads a span."""
    from_ms, to_ms = span
    until = duration_ms if to_ms is None else min(to_ms, duration_ms)
    return Given(camera, *kinds_of(streams), zero_ms + from_ms, zero_ms + until)


def is_pending(part: Part) -> bool:
    """Tell whether a recording is still being looked at: how long it is will be known in a moment."""
    return part.given is None and part.state == RecordingState.PREPARING


def gap_map_of(
    hearing: Hearing, parts: Sequence[Part], now: datetime, apart: Callable[[int, int], Ranges] | None = None
) -> GapMap | None:
    """Return the gap map of a hearing, None where nothing should have been recorded (yet).

    ``apart``: of which ranges of the expected time nothing is told.
    """
    if hearing.state in NOT_HELD:
        return None
    expected = expected_of(hearing, now)
    if expected is None:
        return None
    untold = apart(*expected) if apart is not None else ()
    sources = [part.given for part in parts if part.given is not None]
    seen = gap_map(sources, expected, round(settings.GAP_SHOWN_S * 1000), untold)
    return seen if seen.expected_ms else None


def expected_of(hearing: Hearing, now: datetime) -> tuple[int, int] | None:
    """Return when something of a hearing should have been recorded, None where nothing should (yet)."""
    return expected_span(
        hearing.started_at,
        hearing.scheduled_at,
        hearing.scheduled_minutes,
        hearing.opened_at,
        hearing.closed_at,
        now,
    )
