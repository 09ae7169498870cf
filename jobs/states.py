"""States of a job and what each event makes of them, as data."""

from enum import IntEnum, StrEnum


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    KEPT = "kept"
    REJECTED = "rejected"
    FAILED = "failed"


class Priority(IntEnum):
    """Who goes first: the lowest number, among equals the oldest. Numbers between the names are free."""

    INTERACTIVE = 1
    """Somebody waits for it: the end of an upload, the index, the first minute."""
    AUDIO = 3
    PICTURE = 5
    """Without it nothing can be watched at all."""
    MEASURE = 6
    LADDER = 8
    """It plays without; smaller pictures for thin lines."""
    HOUSEKEEPING = 9


class Outcome(StrEnum):
    ACCEPT = "accept"
    SALVAGE = "salvage"
    KEEP = "keep"
    REJECT = "reject"


FINAL = frozenset({JobState.DONE, JobState.KEPT, JobState.REJECTED})

STATE_OF_OUTCOME = {
    Outcome.ACCEPT: JobState.DONE,
    Outcome.SALVAGE: JobState.DONE,
    Outcome.KEEP: JobState.KEPT,
    Outcome.REJECT: JobState.REJECTED,
}
"""A finished job's state follows from its outcome; ``failed`` has none, it waits for another attempt or a person."""

TRANSITIONS = {
    JobState.QUEUED: frozenset({JobState.RUNNING}),
    JobState.RUNNING: frozenset({JobState.QUEUED, JobState.FAILED}) | FINAL,
    JobState.FAILED: frozenset({JobState.QUEUED}),
    JobState.DONE: frozenset({JobState.QUEUED}),
    JobState.KEPT: frozenset({JobState.QUEUED}),
    JobState.REJECTED: frozenset(),
}
"""From -> allowed targets. Done and kept go back to the queue when a person asks for another run."""

PAUSABLE = frozenset({JobState.QUEUED, JobState.RUNNING})
"""A pause is no state: it stands beside the state of a job that is not at its end."""

RESTARTABLE = frozenset(state for state, targets in TRANSITIONS.items() if JobState.QUEUED in targets) - {
    JobState.RUNNING
}
"""From where a person may ask for another run; out of running only the lease leads back."""
