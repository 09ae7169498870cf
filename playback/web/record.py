"""What the page of a hearing says of its recordings: the gap map, notes on gaps, cameras with their clocks, files."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from hearings.doors import Admitted
from hearings.policy import Action
from media_pipeline.policies.words import RECORDING_STATES, camera_name, reason_words, recorder_name
from media_pipeline.services.coverage import Part, is_pending, parts_of
from media_pipeline.services.gap_notes import notes_for
from media_pipeline.states import RecordingState
from playback.services.timelines import map_for, sees_map
from playback.web.gap_rows import CourtClock, map_rows, note_rows

FILES_LISTED = 12
"""More than these are counted by camera; their list is a page of its own."""


def record_of(admitted: Admitted) -> dict[str, Any]:
    """Return ``{gap_map, gap_notes, cameras, recordings}`` as far as they are this viewer's; two queries at most."""
    works = admitted.may(Action.UPLOAD) or reads_original(admitted)
    parts = parts_of(admitted.hearing) if works or sees_map(admitted) else []
    notes = notes_for(admitted)
    found = map_for(admitted, parts)
    few = len(parts) <= FILES_LISTED
    return {
        "gap_map": map_rows(found, notes, admitted) | {"pending": sum(map(is_pending, parts))}
        if found
        else None,
        "gap_notes": note_rows(notes, admitted),
        "cameras": _cameras(parts, admitted) if admitted.may(Action.UPLOAD) else [],
        "recordings": [_file(part, admitted) for part in parts] if works and few else [],
    }


def reads_original(admitted: Admitted) -> bool:
    """Tell whether the viewer has class o, at once or after a second sign-in."""
    return admitted.may(Action.ORIGINAL) or admitted.awaits_step_up(Action.ORIGINAL)


def _cameras(parts: Sequence[Part], admitted: Admitted) -> list[dict[str, Any]]:
    """Return each camera and each recorder of sound with the time that it covers, by the clock of its files."""
    groups: dict[tuple[bool, int], list[Part]] = {}
    for part in parts:
        groups.setdefault((part.given is not None and not part.given.has_picture, part.camera), []).append(
            part
        )
    return [_camera(groups[key], admitted, sound_only=key[0]) for key in sorted(groups)]


def _camera(parts: Sequence[Part], admitted: Admitted, *, sound_only: bool) -> dict[str, Any]:
    hearing, number = admitted.hearing, parts[0].camera
    spans = [(part.given.start_ms, part.given.end_ms) for part in parts if part.given is not None]
    start, end = min((a for a, _ in spans), default=0), max((b for _, b in spans), default=0)
    files = reverse("media:hearing-recordings", args=[hearing.pk])
    return {
        "name": recorder_name(number) if sound_only else camera_name(number),
        "span": CourtClock(hearing.started_at, hearing.court.zone, start, end).span(start, end)
        if spans
        else "",
        "files": len(parts),
        "unready": sum(part.state != RecordingState.READY for part in parts),
        "url": f"{files}?{urlencode({'camera': number})}",
    }


def _file(part: Part, admitted: Admitted) -> dict[str, Any]:
    """Return one file; its name needs class o."""
    return {
        "url": reverse("media:recording", args=[part.recording_id]),
        "filename": part.filename if admitted.may(Action.ORIGINAL) else "",
        "state": "done" if part.state == RecordingState.READY else part.state,
        "state_label": RECORDING_STATES[RecordingState(part.state)],
        "reason": reason_words(part.reason),
    }
