"""The only ways to uploads and recordings, to the work on them, and to notes on what was not recorded."""

from media_pipeline.doors.clock import get_recordings_to_correct
from media_pipeline.doors.gap_note import get_gap_note_for
from media_pipeline.doors.inbox import get_recording_to_sort, recordings_dismissed, recordings_to_sort
from media_pipeline.doors.recording import (
    get_recording_at_work,
    get_recording_for,
    get_recording_to_see,
    get_recording_to_share,
    recordings_at_work,
)
from media_pipeline.doors.upload import get_upload_for
from media_pipeline.doors.work import (
    AdmittedWork,
    courts_administered,
    courts_to_steer,
    get_job_for,
    get_work_for,
    recordings_in_queue,
    steerable,
)

__all__ = [
    "AdmittedWork",
    "courts_administered",
    "courts_to_steer",
    "get_gap_note_for",
    "get_job_for",
    "get_recording_at_work",
    "get_recording_for",
    "get_recording_to_see",
    "get_recording_to_share",
    "get_recording_to_sort",
    "get_recordings_to_correct",
    "get_upload_for",
    "get_work_for",
    "recordings_at_work",
    "recordings_dismissed",
    "recordings_in_queue",
    "recordings_to_sort",
    "steerable",
]
