"""Errors of jobs; a handler tells by the class whether another attempt makes sense. The docstring is the message."""


class JobError(Exception):
    """The work could not be done."""


class LeaseLost(JobError):
    """Somebody else holds this job now; whatever this worker still does must not be published."""


class Interrupted(LeaseLost):
    """The work shall stop for now, because it was paused or its process ends; what is finished of it is kept."""


class TransientFailure(JobError):
    """The work failed for a passing reason and is tried again."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class UnknownKind(JobError):
    """No handler is registered for this kind of job."""
