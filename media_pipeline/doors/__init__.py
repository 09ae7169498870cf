"""The only ways to uploads and recordings."""

from media_pipeline.doors.recording import (
    get_recording_at_work,
    get_recording_for,
    get_recording_to_share,
    recordings_at_work,
)
from media_pipeline.doors.upload import get_upload_for

__all__ = [
    "get_recording_at_work",
    "get_recording_for",
    "get_recording_to_share",
    "get_upload_for",
    "recordings_at_work",
]
