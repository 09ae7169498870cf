"""The door to the clock of recordings: who puts it right moves the time of every hearing that reads them."""

from accounts.policies.caller import Caller
from foundation.problems import Forbidden, Held, Problem
from hearings.doors import get_hearing_for
from hearings.models import Hearing
from hearings.policy import Action
from media_pipeline.doors.fetching import readers
from media_pipeline.doors.inbox import get_recording_to_sort, is_sortable
from media_pipeline.doors.recording import get_recording_for
from media_pipeline.models import HearingRange, Recording

BY_OFFICE = "T-clerk-sort-recordings"


def get_recordings_to_correct(
    caller: Caller, recording_id: str, *, whole_camera: bool
) -> tuple[Recording, list[Recording], str]:
    """Return a recording, all those whose start would move with it, and the rule that allows it.

    Raises Forbidden when one of them is read by a hearing in which the caller may not do that.
    """
    try:
        admitted = get_recording_for(caller, recording_id, Action.MOVE_RECORDING)
    except Held:
        raise
    except Problem:
        recording = get_recording_to_sort(caller, recording_id)
        if readers(recording) or not is_sortable(caller, recording):
            raise
        return recording, [recording], BY_OFFICE
    recording, hearing = admitted.recording, admitted.through.hearing
    rows = same_camera(recording, hearing) if whole_camera else [recording]
    for hearing_id in {each for row in rows for each in readers(row)}:
        _require(caller, hearing_id)
    return recording, rows, admitted.through.verdict.rule_id


def _require(caller: Caller, hearing_id: str) -> None:
    try:
        get_hearing_for(caller, hearing_id, Action.MOVE_RECORDING)
    except Held:
        raise
    except Problem as problem:
        raise Forbidden from problem


def same_camera(recording: Recording, hearing: Hearing) -> list[Recording]:
    """Return all recordings of a recording's camera that a hearing reads, this one among them, in order."""
    read = HearingRange.objects.filter(hearing=hearing, withdrawn_at=None)
    rows = Recording.objects.filter(
        ranges__in=read, camera=recording.camera, courtroom=recording.courtroom
    ).select_related("original", "courtroom", "court")
    return list(rows.distinct().order_by("started_at", "pk"))
