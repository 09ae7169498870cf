"""The doors to a recording: through the hearings that read it, by the verdicts on them."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from accounts.policies.caller import Caller
from foundation.ids import new_id
from foundation.problems import Forbidden, NotFound, Problem, StepUpRequired
from hearings.doors import Admitted, get_hearing_for
from hearings.models import Assignment
from hearings.policies.visible import visible_to
from hearings.policy import Action
from media_pipeline.doors.fetching import fetch, own, readers
from media_pipeline.doors.inbox import is_known_unread, is_sortable
from media_pipeline.models import HearingRange, Recording

WHOLE_FILE = frozenset({Action.ORIGINAL})
"""One file may hold several hearings; who takes all of it needs the right in each of them."""


@dataclass(frozen=True, slots=True)
class AdmittedRecording:
    """A recording and the hearing through which the caller came to it; ``all`` that allow the action."""

    recording: Recording
    through: Admitted
    all: tuple[Admitted, ...] = ()


def get_recording_for(caller: Caller, recording_id: str, action: Action) -> AdmittedRecording:
    """Return the recording if a hearing that reads it allows the action (for WHOLE_FILE each of them does).

    Raises the mildest refusal, NotFound for absent ones alike.
    """
    recording = fetch(caller, recording_id)
    admitted: list[Admitted] = []
    refusals: list[Problem] = []
    for hearing_id in readers(recording) or [new_id()]:
        try:
            admitted.append(get_hearing_for(caller, hearing_id, action))
        except Problem as problem:
            refusals.append(problem)
    if not admitted:
        raise _mildest(refusals)
    if refusals and action in WHOLE_FILE:
        raise _hardest(refusals)
    return AdmittedRecording(recording, admitted[0], tuple(admitted))


def get_recording_to_see(caller: Caller, recording_id: str) -> tuple[Recording, Admitted | None]:
    """Return a recording for its page, and the hearing through which the caller came to it; None: no hearing reads it.

    Raises the mildest refusal.
    """
    try:
        admitted = get_recording_for(caller, recording_id, Action.READ_CUSTODY)
    except Problem:
        recording = fetch(caller, recording_id)
        if not is_known_unread(caller, recording):
            raise
        return recording, None
    return admitted.recording, admitted.through


def get_recording_to_share(
    caller: Caller, recording_id: str, target_id: str, from_ms: int, to_ms: int | None
) -> Recording:
    """Return a recording of which the caller may give a hearing a part: as one who may upload to a hearing that reads
    it, as the depositor, or as a clerk of the court where it waits for a hearing.

    What other hearings read of that part (media milliseconds) must be the caller's as well, in the original: else one
    would listen to another court's hearing through an own one.
    """
    recording = fetch(caller, recording_id)
    deposited = Recording.objects.filter(own(caller), pk=recording.pk).exists()
    if not deposited and not is_sortable(caller, recording):
        get_recording_for(caller, recording_id, Action.UPLOAD)
    for hearing_id in readers(recording, from_ms, to_ms):
        if hearing_id != target_id:
            _require_whole(caller, hearing_id)
    return recording


def _require_whole(caller: Caller, hearing_id: str) -> None:
    try:
        get_hearing_for(caller, hearing_id, Action.ORIGINAL)
    except StepUpRequired:
        raise
    except Problem as problem:
        raise Forbidden from problem


def get_recording_at_work(caller: Caller, recording_id: str) -> Recording:
    """Return a recording whose work the caller may follow; 403 to who only knows of a hearing that reads it."""
    recording = fetch(caller, recording_id)
    rows = recordings_at_work(caller, sorting=is_known_unread(caller, recording))
    found = rows.filter(pk=recording.pk).select_related("original", "courtroom", "court").first()
    if found is None:
        get_recording_for(caller, recording_id, Action.EXISTS)
        raise Forbidden
    return found


def _hardest(refusals: list[Problem]) -> Problem:
    """Of refusals that all stand in the way: a second sign-in helps only where nothing else is missing."""
    helps = all(isinstance(problem, StepUpRequired) for problem in refusals)
    return refusals[0] if helps else Forbidden()


def _mildest(refusals: list[Problem]) -> Problem:
    told = [problem for problem in refusals if problem.status != NotFound.status]
    return told[0] if told else NotFound()


def recordings_at_work(caller: Caller, *, sorting: bool = False, hearing: str = "") -> QuerySet[Recording]:
    """Return the recordings whose work this caller may follow: own deposits, and those of hearings it sits in.

    Their ranges come along as far as the caller may know of the hearings. ``sorting``: leave out the filter, for one
    recording that the door of the inbox has let through. ``hearing``: only what this one reads, if the caller may know
    of it.
    """
    seen = HearingRange.objects.filter(withdrawn_at=None, hearing__in=visible_to(caller))
    heard = seen.filter(recording=OuterRef("pk"))
    if caller.user is not None:
        seats = Assignment.objects.filter(
            hearing=OuterRef("hearing"), user=caller.user, until=None, recused_at=None
        )
        heard = heard.filter(Exists(seats))
    rows = Recording.objects.all() if sorting else Recording.objects.filter(own(caller) | Exists(heard))
    if hearing:
        rows = rows.filter(Exists(seen.filter(recording=OuterRef("pk"), hearing=hearing)))
    return rows.prefetch_related(Prefetch("ranges", queryset=seen))
