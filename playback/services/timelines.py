"""The timeline of a hearing as a viewer may know it: what was recorded when, what was not, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from foundation.clock import ms_between, plus_ms, rfc3339
from hearings.doors import Admitted
from hearings.models import Hearing
from hearings.policy import Action, Band, bands, known_ranges
from media_pipeline.hls.intervals import Ranges, intersect, normalise, subtract
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
    return Known(_duration_ms(hearing, parts), parts, notes_for(admitted), map_for(admitted, parts))


def map_for(admitted: Admitted, parts: Sequence[Part]) -> GapMap | None:
    """Return the gap map as this viewer may see it; of what is not in session for the viewer nothing is told."""
    if not sees_map(admitted):
        return None

    def unknown(start_ms: int, end_ms: int) -> Ranges:
        return subtract(((start_ms, end_ms),), known_of_time(admitted, start_ms, end_ms))

    return gap_map_of(admitted.hearing, parts, admitted.now, unknown)


def known_of_time(admitted: Admitted, start_ms: int, end_ms: int) -> Ranges:
    """Return of which parts of [start_ms, end_ms) this viewer may know the timeline."""
    if start_ms >= end_ms:
        return ()
    return normalise(known_ranges(admitted.subject, admitted.facts, start_ms, end_ms, admitted.now))


def bands_of(admitted: Admitted, duration_ms: int) -> tuple[Band, ...]:
    """Return the restricted parts of the timeline as this viewer may know them."""
    return bands(admitted.subject, admitted.facts, duration_ms, admitted.now)


def band_row(band: Band) -> dict[str, Any]:
    """Return a band as the API gives it; ``plays``: the viewer hears it all the same."""
    return {
        "start_ms": band.start_ms,
        "end_ms": band.end_ms,
        "kind": str(band.kind),
        "plays": band.plays,
        "preparing": band.preparing,
    }


def timeline_of(admitted: Admitted, *, brief: bool = False) -> dict[str, Any]:
    """Return ``{started_at, duration_ms, session, parts, gaps, notes, coverage, restrictions}``.

    One wording for all that is missing, and one for all that is not in session. ``brief`` leaves out the parts;
    ``coverage`` is null for whom it is not.
    """
    hearing, known = admitted.hearing, known_of(admitted)
    given = [part.given for part in known.parts if part.given is not None]
    seen = known_of_time(admitted, 0, known.duration_ms)
    rows = [] if brief else [row for part in known.parts for row in _part_rows(part, admitted, seen)]
    return {
        "started_at": rfc3339(hearing.started_at),
        "duration_ms": known.duration_ms,
        "session": {"opened_at": rfc3339(hearing.opened_at), "closed_at": rfc3339(hearing.closed_at)},
        "parts": rows,
        "gaps": gaps_in(given, seen),
        "notes": [note_row(read) for read in known.notes],
        "coverage": coverage_row(known.gap_map) if known.gap_map else None,
        "restrictions": [band_row(band) for band in bands_of(admitted, known.duration_ms)],
    }


def _duration_ms(hearing: Hearing, parts: Sequence[Part]) -> int:
    if hearing.closed_at is not None:
        return ms_between(hearing.started_at, hearing.closed_at)
    ends = [part.given.end_ms for part in parts if part.given is not None]
    return bounded_ms(max(ends)) if ends else 0


def _part_rows(part: Part, admitted: Admitted, seen: Ranges) -> list[dict[str, Any]]:
    """Return a part cut to what this viewer may know: what lies outside the session is nobody's."""
    if part.given is None:
        return []
    spans = intersect(seen, part.given.start_ms, part.given.end_ms)
    return [_part_row(part, part.given, admitted, *span) for span in spans]


def _part_row(part: Part, given: Given, admitted: Admitted, start: int, end: int) -> dict[str, Any]:
    zero = admitted.hearing.started_at
    document = {
        "start_ms": start,
        "end_ms": end,
        "started_at_ms": start,
        "ended_at_ms": end,
        "started_at": rfc3339(plus_ms(zero, start)),
        "ended_at": rfc3339(plus_ms(zero, end)),
        "camera": part.camera,
        "picture": given.has_picture,
        "sound": given.has_sound,
        "channels": channel_labels(part.channels, len(part.channels)),
        "playable": part.state == RecordingState.READY,
    }
    return document | ({"recording": part.recording_id} if admitted.may(Action.UPLOAD) else {})


def gaps_in(given: Sequence[Given], seen: Ranges) -> list[dict[str, int]]:
    """Return what of some ranges nothing covers."""
    covered = normalise((each.start_ms, each.end_ms) for each in given)
    return [{"start_ms": start, "end_ms": end} for start, end in subtract(seen, covered)]


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
