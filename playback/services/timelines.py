"""The timeline of a hearing as a viewer may know it: what was recorded when, and what was not."""

from typing import Any

from foundation.clock import ms_between, plus_ms, rfc3339
from hearings.doors import Admitted
from hearings.policy import Action
from media_pipeline.models import HearingRange
from media_pipeline.policies.microphones import channel_labels
from media_pipeline.states import RecordingState
from playback.services.variants import bounded_ms


def timeline_of(admitted: Admitted) -> dict[str, Any]:
    """Return ``{started_at, duration_ms, session, parts, gaps, restrictions}``; one wording for all that is missing."""
    hearing = admitted.hearing
    rows = HearingRange.objects.filter(hearing=hearing, withdrawn_at=None).select_related("recording")
    spans = [span for part in rows.order_by("recording__started_at") if (span := _span(part, admitted))]
    duration_ms = _duration_ms(admitted, spans)
    parts = [part for span in spans if (part := _part(span, admitted, duration_ms))]
    return {
        "started_at": rfc3339(hearing.started_at),
        "duration_ms": duration_ms,
        "session": {"opened_at": rfc3339(hearing.opened_at), "closed_at": rfc3339(hearing.closed_at)},
        "parts": parts,
        "gaps": gaps_between([(part["start_ms"], part["end_ms"]) for part in parts], duration_ms),
        "restrictions": [],
    }


def _span(part: HearingRange, admitted: Admitted) -> tuple[int, int, HearingRange] | None:
    """Return the part's place in hearing time, once its length is known."""
    recording = part.recording
    if recording.duration_ms is None:
        return None
    zero = ms_between(admitted.hearing.started_at, recording.started_at)
    to_ms = recording.duration_ms if part.to_ms is None else min(part.to_ms, recording.duration_ms)
    return zero + part.from_ms, zero + to_ms, part


def _duration_ms(admitted: Admitted, spans: list[tuple[int, int, HearingRange]]) -> int:
    hearing = admitted.hearing
    if hearing.closed_at is not None:
        return ms_between(hearing.started_at, hearing.closed_at)
    return bounded_ms(max(end for _start, end, _part in spans)) if spans else 0


def _part(span: tuple[int, int, HearingRange], admitted: Admitted, duration_ms: int) -> dict[str, Any] | None:
    """Return a part cut to the session: what lies outside it is nobody's."""
    start, end, row = max(span[0], 0), min(span[1], duration_ms), span[2]
    if start >= end:
        return None
    recording, zero = row.recording, admitted.hearing.started_at
    document = {
        "start_ms": start,
        "end_ms": end,
        "started_at_ms": start,
        "ended_at_ms": end,
        "started_at": rfc3339(plus_ms(zero, start)),
        "ended_at": rfc3339(plus_ms(zero, end)),
        "camera": recording.camera,
        "channels": channel_labels(recording.channels, len(recording.channels)),
        "playable": recording.state == RecordingState.READY,
    }
    return document | ({"recording": recording.pk} if admitted.may(Action.UPLOAD) else {})


def gaps_between(spans: list[tuple[int, int]], duration_ms: int) -> list[dict[str, int]]:
    """Return the ranges of ``[0, duration_ms)`` that no span covers."""
    gaps, reached = [], 0
    for start, end in sorted(spans):
        if start > reached:
            gaps.append({"start_ms": reached, "end_ms": start})
        reached = max(reached, end)
    if reached < duration_ms:
        gaps.append({"start_ms": reached, "end_ms": duration_ms})
    return gaps
