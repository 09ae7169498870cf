"""Stable codes of jobs and recordings, put into words that a clerk understands."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _

from jobs.states import JobState
from media_pipeline.states import RecordingState

Text = str | Promise

REASONS: Mapping[str, Text] = {
    "encrypted": _("Kept safely, but it is encrypted: only the device that made it can open it."),
    "no-moov": _("Kept safely, but the recorder did not finish the file: its index is missing."),
    "truncated": _("Kept safely, but the file is cut off: a part of it is missing."),
    "table-mismatch": _("Kept safely, but the file is damaged: its index contradicts itself."),
    "sample-outside-file": _("Kept safely, but the file is damaged or cut off: parts of it are missing."),
    "too-many-samples": _("Kept safely, but the file's index is not plausible."),
    "no-tracks": _("Kept safely, but no picture and no sound was found in it."),
    "too-many-tracks": _("Kept safely, but it has more sound tracks than can be played."),
    "too-long": _("Kept safely, but the length that the file gives is not plausible."),
    "no-decoder": _("Kept safely, but its kind of picture or sound cannot be played here."),
    "too-costly": _("Kept safely, but making it playable would take more time or memory than is allowed."),
    "cut-off": _("The end is missing: the file is cut off there."),
    "picture-lost": _("Only the sound can be played; the picture could not be read."),
    "sound-lost": _("Sound is missing: a part of it could not be read."),
    "damaged-parts": _("Parts of the file are damaged; what could be read of them is played."),
    "worker-died": _("The work was interrupted and starts again by itself."),
    "storage": _("The disk did not answer; it is tried again by itself."),
    "being-sealed": _("The file is being stored; please wait."),
    "unexpected": _("Something unexpected happened; it is tried again by itself."),
    "upload-part-lost": _("The server's disk lost this file. Please send it again."),
    "checksum-mismatch": _("The file arrived changed. Please send it again."),
    "not-measured": _("Its picture and sound could not be checked."),
    "withdrawn": _("The recording was withdrawn."),
}
LOST: Mapping[str, str] = {"video": "picture-lost", "audio": "sound-lost", "parts": "damaged-parts"}
"""What a rendition lacks (``ffmpeg.plan.Plan.lost``), as a reason code."""
GIVEN_UP: Mapping[str, Text] = {
    "worker-died": _("The work on it was interrupted again and again."),
    "unexpected": _("Something unexpected happened again and again."),
}
"""What is said instead once nothing is tried by itself any more."""
DAMAGED = _("Kept safely, but it could not be read: the file is damaged or of an unknown make.")

JOB_STATES: Mapping[str, Text] = {
    JobState.QUEUED: _("waiting"),
    JobState.RUNNING: _("at work"),
    JobState.DONE: _("ready"),
    JobState.KEPT: _("kept"),
    JobState.REJECTED: _("refused"),
    JobState.FAILED: _("needs attention"),
}
JOB_WORDS: Mapping[str, Text] = {
    JobState.QUEUED: _("The original is stored. It will be made playable in a moment."),
    JobState.RUNNING: _("The original is stored. It is being made playable."),
    JobState.DONE: _("The original is stored, and the recording can be watched."),
    JobState.KEPT: _("The original is stored and will not be lost."),
    JobState.REJECTED: _("The file was refused."),
    JobState.FAILED: _("The original is stored, but the work on it needs a person."),
}
RECORDING_STATES: Mapping[str, Text] = {
    RecordingState.PREPARING: _("being prepared"),
    RecordingState.READY: _("can be watched"),
    RecordingState.KEPT: _("kept"),
    RecordingState.WITHDRAWN: _("withdrawn"),
    RecordingState.DESTROYED: _("destroyed"),
}


def camera_name(number: int) -> str:
    """Return what people call a camera."""
    return gettext("Camera %(number)d") % {"number": number}


def recorder_name(number: int) -> str:
    """Return what people call a recorder of sound alone."""
    return gettext("Sound recorder %(number)d") % {"number": number}


def reason_words(code: str, state: str = "") -> str:
    """Return a sentence for a reason code; empty for none, a general one for codes without their own.

    The state of the job that has the reason matters where it was given up.
    """
    if state == JobState.FAILED and code in GIVEN_UP:
        return str(GIVEN_UP[code])
    return str(REASONS.get(code, DAMAGED)) if code else ""


def job_words(state: str, reason: str) -> str:
    """Return what a clerk needs to know about a job."""
    words = str(JOB_WORDS[JobState(state)])
    return f"{words} {reason_words(reason, state)}" if reason else words
