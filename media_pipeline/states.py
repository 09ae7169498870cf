"""States of an upload and of a recording, as data."""

from enum import StrEnum


class UploadState(StrEnum):
    RECEIVING = "receiving"
    SEALING = "sealing"
    DONE = "done"
    MISMATCH = "mismatch"
    REFUSED = "refused"
    EXPIRED = "expired"
    LOST = "lost"


UPLOAD_TRANSITIONS = {
    UploadState.RECEIVING: frozenset(
        {
            UploadState.SEALING,
            UploadState.MISMATCH,
            UploadState.REFUSED,
            UploadState.EXPIRED,
            UploadState.LOST,
        }
    ),
    UploadState.SEALING: frozenset({UploadState.DONE, UploadState.MISMATCH, UploadState.LOST}),
    UploadState.MISMATCH: frozenset({UploadState.EXPIRED}),
    UploadState.LOST: frozenset({UploadState.RECEIVING, UploadState.EXPIRED}),
    UploadState.DONE: frozenset(),
    UploadState.REFUSED: frozenset(),
    UploadState.EXPIRED: frozenset(),
}


class RecordingState(StrEnum):
    PREPARING = "preparing"
    READY = "ready"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"


RECORDING_TRANSITIONS = {
    RecordingState.PREPARING: frozenset(
        {RecordingState.READY, RecordingState.KEPT, RecordingState.WITHDRAWN}
    ),
    RecordingState.READY: frozenset({RecordingState.WITHDRAWN, RecordingState.PREPARING}),
    RecordingState.KEPT: frozenset({RecordingState.PREPARING, RecordingState.WITHDRAWN}),
    RecordingState.WITHDRAWN: frozenset({RecordingState.PREPARING}),
}


class Section(StrEnum):
    """Where a recording stands on the queue page, in this order."""

    WORK = "work"
    WAITING = "waiting"
    PERSON = "person"
    DONE = "done"


class JobKind(StrEnum):
    INDEX = "index"
    CONVERT = "convert"
    SEAL = "seal"


class Stage(StrEnum):
    """Parts of the work on a recording, in their order (``stage_of`` of its jobs)."""

    PROBE = "probe"
    SOUND = "sound"
    PICTURE = "picture"
    LADDER = "ladder"
    MEASURING = "measuring"


CAN_WAIT = (Stage.LADDER, Stage.MEASURING)
"""Work without which every recording still plays: a court may let it rest as a kind."""

RECORDING_JOBS = (JobKind.INDEX, JobKind.CONVERT)
"""Kinds of the one job that a recording has: it begins as the first and may go on as the second."""
