"""The timeline of a hearing as a viewer may know it: what was recorded when, what was not, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from foundation.clock import ms_between, plus_ms, rfc3339
from hearings.doors import Admitted
from hearings.models import Hearing
from hearings.policy import Action
from media_pipeline.hls.intervals import intersect, normalise, subtract
from media_pipeline.policies.gap_map import GapMap
from media_pipeline.policies.microphones import channel_labels
from media_pipeline.policies.sources import Given
from media_pipeline.services.coverage import Part, gap_map_of, parts_of
from media_pipeline.services.gap_notes import ReadNote, note_row, notes_for
from media_pipeline.states import RecordingState
from playback.services.variants import bounded_ms


@dataclass(frozen=True, slots=True)
class Known:
    """What a viewer may know of a hearing's recordings; ``gap_map`` only for who ``sees_map``."""

    duration_ms: int
    parts: list[Part]
    notes: list[ReadNote]
    gap_map: GapMap | None


def sees_map(admitted: Admitted) -> bool:
    """Tell whether this viewer sees what each camera missed, schedule and all: who marks the session does."""
    return admitted.may(Action.MARK_SESSION)


def known_of(admitted: Admitted) -> Known:
    """Gather it; two queries, however many recordings there are."""
    hearing = admitted.hearing
    parts = parts_of(hearing)
    seen = gap_map_of(hearing, parts, admitted.now) if sees_map(admitted) else None
    return Known(_duration_ms(hearing, parts), parts, notes_for(admitted), seen)


def timeline_of(admitted: Admitted, *, brief: bool = False) -> dict[str, Any]:
    """Return ``{started_at, duration_ms, session, parts, gaps, notes, coverage, restrictions}``.

    One wording for all that is missing. ``brief`` leaves out the parts; ``coverage`` is null for whom it is not.
    """
    hearing, known = admitted.hearing, known_of(admitted)
    given = [part.given for part in known.parts if part.given is not None]
    rows = [] if brief else [row for part in known.parts if (row := _part(part, admitted, known.duration_ms))]
    return {
        "started_at": rfc3339(hearing.started_at),
        "duration_ms": known.duration_ms,
        "session": {"opened_at": rfc3339(hearing.opened_at), "closed_at": rfc3339(hearing.closed_at)},
        "parts": rows,
        "gaps": gaps_between(given, known.duration_ms),
        "notes": [note_row(read) for read in known.notes],
        "coverage": coverage_row(known.gap_map) if known.gap_map else None,
        "restrictions": [],
    }


def _duration_ms(hearing: Hearing, parts: Sequence[Part]) -> int:
    if hearing.closed_at is not None:
        return ms_between(hearing.started_at, hearing.closed_at)
    ends = [part.given.end_ms for part in parts if part.given is not None]
    return bounded_ms(max(ends)) if ends else 0


def _part(part: Part, admitted: Admitted, duration_ms: int) -> dict[str, Any] | None:
    """Return a part cut to the session: what lies outside it is nobody's."""
    if part.given is None:
        return None
    start, end = max(part.given.start_ms, 0), min(part.given.end_ms, duration_ms)
    if start >= end:
        return None
    zero = admitted.hearing.started_at
    document = {
        "start_ms": start,
        "end_ms": end,
        "started_at_ms": start,
        "ended_at_ms": end,
        "started_at": rfc3339(plus_ms(zero, start)),
        "ended_at": rfc3339(plus_ms(zero, end)),
        "camera": part.camera,
        "picture": part.given.has_picture,
        "sound": part.given.has_sound,
        "channels": channel_labels(part.channels, len(part.channels)),
        "playable": part.state == RecordingState.READY,
    }
    return document | ({"recording": part.recording_id} if admitted.may(Action.UPLOAD) else {})


def gaps_between(given: Sequence[Given], duration_ms: int) -> list[dict[str, int]]:
    """Return the ranges of ``[0, duration_ms)`` that nothing covers."""
    if duration_ms <= 0:
        return []
    covered = intersect(normalise((each.start_ms, each.end_ms) for each in given), 0, duration_ms)
    return [{"start_ms": start, "end_ms": end} for start, end in subtract(((0, duration_ms),), covered)]


def coverage_row(seen: GapMap) -> dict[str, Any]:
    """Return the gap map: expected against recorded, per camera, for the sound and for all together."""
    lines = [
        {
            "kind": line.kind,
            "number": line.number or None,
            "recorded_ms": line.recorded_ms,
            "missing": [
                {"start_ms": each.start_ms, "end_ms": each.end_ms, "where": each.where}
                for each in line.missing
            ],
            "short": [
                {"start_ms": each.start_ms, "end_ms": each.end_ms, "usual_ms": each.usual_ms}
                for each in line.short
            ],
            "overlaps": [{"start_ms": start, "end_ms": end} for start, end in line.overlaps],
        }
        for line in seen.lines
    ]
    return {"start_ms": seen.start_ms, "end_ms": seen.end_ms, "expected_ms": seen.expected_ms, "lines": lines}
