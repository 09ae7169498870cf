"""Which function does which kind of job: named in settings, so that this room never imports those above."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from jobs.errors import UnknownKind
from jobs.states import Outcome


@dataclass(frozen=True, slots=True)
class Result:
    """How a job ended: outcome, a stable reason code, a detail, and for salvage the missing ranges."""

    outcome: Outcome
    reason: str = ""
    detail: str = ""
    missing: list[dict[str, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Handover:
    """The work goes on as another kind of job under the same row, in a worker: what comes takes long.

    Without a priority of its own the row keeps the one that it has.
    """

    kind: str
    priority: int | None = None
    stage_of: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """Others have to finish first: the job waits, keeps this progress, and looks again; that is no failed attempt."""

    delay_s: int
    percent: int = 0
    stage: str = ""


class Progress(Protocol):
    """Given to a handler: reports, and raises LeaseLost when the job is no longer its own or shall rest."""

    def __call__(self, percent: int, stage: str = "") -> None: ...


Ending = Result | Handover | Later
Handler = Callable[[str, Progress], Ending]


@cache
def handler_of(kind: str) -> Handler:
    """Return the function for a kind of job (settings.JOB_HANDLERS), or raise UnknownKind."""
    try:
        path = settings.JOB_HANDLERS[kind]
    except KeyError:
        raise UnknownKind(kind) from None
    return cast(Handler, import_string(path))
