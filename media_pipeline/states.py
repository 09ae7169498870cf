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
    DESTROYED = "destroyed"


RECORDING_TRANSITIONS = {
    RecordingState.PREPARING: frozenset(
        {RecordingState.READY, RecordingState.KEPT, RecordingState.WITHDRAWN, RecordingState.DESTROYED}
    ),
    RecordingState.READY: frozenset(
        {RecordingState.WITHDRAWN, RecordingState.PREPARING, RecordingState.DESTROYED}
    ),
    RecordingState.KEPT: frozenset(
        {RecordingState.PREPARING, RecordingState.WITHDRAWN, RecordingState.DESTROYED}
    ),
    RecordingState.WITHDRAWN: frozenset({RecordingState.PREPARING, RecordingState.DESTROYED}),
    RecordingState.DESTROYED: frozenset(),
}


class RenditionKind(StrEnum):
    PLAY = "play"
    """What is played instead of the original."""
    LIGHT = "light"
    """What is played beside it: smaller pictures for thin lines, and a levelled mix of all microphones."""


class ChunkRole(StrEnum):
    FIRST = "first"
    """The first seconds of everything, so that watching can begin; others take its place."""
    SOUND = "sound"
    PICTURE = "picture"
    RUNGS = "rungs"
    MIX = "mix"


class ChunkState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    LOST = "lost"


CHUNK_TRANSITIONS = {
    ChunkState.WAITING: frozenset({ChunkState.DONE, ChunkState.LOST}),
    ChunkState.LOST: frozenset({ChunkState.WAITING}),
    ChunkState.DONE: frozenset({ChunkState.WAITING}),
}
"""A lost one is tried again when a person asks; a finished one is made again when its file was dropped."""


class Section(StrEnum):
    """Where a recording stands on the queue page, in this order."""

    WORK = "work"
    WAITING = "waiting"
    PERSON = "person"
    DONE = "done"


class ClockSource(StrEnum):
    """Who said when a recording began."""

    CLIENT = "client"
    HEADER = "header"
    NAME = "name"
    CONTAINER = "container"
    HEARING = "hearing"
    RECEIVED = "received"
    PERSON = "person"


UNTOLD = frozenset({ClockSource.HEARING, ClockSource.RECEIVED})
"""Nothing in or about the file said when it began: the start is a guess that any later word of the file replaces."""


class Placement(StrEnum):
    """Who decides which hearings read a recording; once a person has, the matching leaves it alone."""

    AUTOMATIC = "automatic"
    PERSON = "person"


class Waiting(StrEnum):
    """Why a recording, or a part of it, waits in the inbox; dismissed: it did, and a person said that it need not."""

    NOT = ""
    NO_HEARING = "no-hearing"
    AMBIGUOUS = "ambiguous"
    WITHDRAWN = "withdrawn"
    DISMISSED = "dismissed"


class JobKind(StrEnum):
    INDEX = "index"
    CONVERT = "convert"
    CHUNK = "chunk"
    LIGHT = "light"
    SEAL = "seal"
    MATCH = "match"
    MEASURE_QUICK = "measure_quick"
    MEASURE = "measure"
    SLATES = "slates"
    DISGUISE = "disguise"
    MASKS = "masks"


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

MEASURING_JOBS = (JobKind.MEASURE_QUICK, JobKind.MEASURE)
"""First a look at samples, then the whole; they change nothing of what is played."""


class Measured(StrEnum):
    """How much of a recording its findings rest on."""

    NOTHING = ""
    SAMPLES = "samples"
    WHOLE = "whole"


class Severity(StrEnum):
    """How much a finding matters: an alarm wants somebody in the courtroom now."""

    NOTICE = "notice"
    WARNING = "warning"
    ALARM = "alarm"


class FindingCode(StrEnum):
    """What can be wrong with a recording."""

    UNREADABLE = "unreadable"
    CUT_OFF = "cut-off"
    NO_SOUND = "no-sound"
    ALL_SILENT = "all-silent"
    NOBODY_HEARD = "nobody-heard"
    CHANNEL_EMPTY = "channel-empty"
    CHANNEL_SILENT = "channel-silent"
    CHANNEL_STOPPED = "channel-stopped"
    CHANNEL_CLIPPED = "channel-clipped"
    CHANNEL_LOW = "channel-low"
    CHANNEL_COPY = "channel-copy"
    NO_PICTURE = "no-picture"
    PICTURE_BLACK = "picture-black"
    PICTURE_FROZEN = "picture-frozen"
    CLOCK_FUTURE = "clock-future"
    CLOCK_AHEAD = "clock-ahead"
    CLOCK_DIFFERS = "clock-differs"
    OFF_SCHEDULE = "off-schedule"
