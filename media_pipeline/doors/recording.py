"""The doors to a recording: through the hearings that read it, by the verdicts on them."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import Membership
from accounts.policies.caller import Caller
from foundation.clock import utc_now
from foundation.ids import is_id
from foundation.problems import Forbidden, NotFound, Problem, SignInRequired
from hearings.doors import Admitted, get_hearing_for
from hearings.models import Assignment
from hearings.policies.visible import visible_to
from hearings.policy import Action
from media_pipeline.models import HearingRange, Recording

WHOLE_FILE = frozenset({Action.ORIGINAL})
"""One file may hold several hearings; who takes all of it needs the right in each of them."""


@dataclass(frozen=True, slots=True)
class AdmittedRecording:
    """A recording and the hearing through which the caller came to it."""

    recording: Recording
    through: Admitted


def get_recording_for(caller: Caller, recording_id: str, action: Action) -> AdmittedRecording:
    """Return the recording if a hearing that reads it allows the action (for WHOLE_FILE each of them does).

    Raises the mildest refusal, NotFound for absent ones alike.
    """
    recording = _fetch(caller, recording_id)
    admitted: list[Admitted] = []
    refusals: list[Problem] = []
    for hearing_id in _readers(recording):
        try:
            admitted.append(get_hearing_for(caller, hearing_id, action))
        except Problem as problem:
            refusals.append(problem)
    if not admitted:
        raise _mildest(refusals)
    if refusals and action in WHOLE_FILE:
        raise Forbidden
    return AdmittedRecording(recording, admitted[0])


def get_recording_to_share(
    caller: Caller, recording_id: str, target_id: str, from_ms: int, to_ms: int | None
) -> Recording:
    """Return a recording of which the caller may give a hearing a part: as one who may upload to a hearing that reads
    it, or as the depositor; a deposit for a courtroom is read by no hearing yet.

    What other hearings read of that part (media milliseconds) must be the caller's as well, in the original: else one
    would listen to another court's hearing through an own one.
    """
    recording = _fetch(caller, recording_id)
    if not Recording.objects.filter(_own(caller), pk=recording.pk).exists():
        get_recording_for(caller, recording_id, Action.UPLOAD)
    for hearing_id in _readers(recording, from_ms, to_ms):
        if hearing_id != target_id:
            _require_whole(caller, hearing_id)
    return recording


def _require_whole(caller: Caller, hearing_id: str) -> None:
    try:
        get_hearing_for(caller, hearing_id, Action.ORIGINAL)
    except Problem as problem:
        raise Forbidden from problem


def get_recording_at_work(caller: Caller, recording_id: str) -> Recording:
    """Return a recording whose work the caller may follow; 403 to who only knows of a hearing that reads it."""
    recording = _fetch(caller, recording_id)
    found = recordings_at_work(caller).filter(pk=recording.pk).select_related("original").first()
    if found is None:
        get_recording_for(caller, recording_id, Action.EXISTS)
        raise Forbidden
    return found


def _fetch(caller: Caller, recording_id: str) -> Recording:
    if not caller.known:
        raise SignInRequired
    rows = Recording.objects.select_related("original", "courtroom", "court")
    recording = rows.filter(pk=recording_id).first() if is_id(recording_id) else None
    if recording is None:
        raise NotFound
    return recording


def _mildest(refusals: list[Problem]) -> Problem:
    told = [problem for problem in refusals if problem.status != NotFound.status]
    return told[0] if told else NotFound()


def _readers(recording: Recording, from_ms: int = 0, to_ms: int | None = None) -> list[str]:
    """Return the hearings that read something of a part, by default of the whole."""
    ends_later = Q(to_ms=None) | Q(to_ms__gt=from_ms)
    rows = HearingRange.objects.filter(ends_later, recording=recording, withdrawn_at=None)
    if to_ms is not None:
        rows = rows.filter(from_ms__lt=to_ms)
    return list(rows.values_list("hearing_id", flat=True).distinct())


def recordings_at_work(caller: Caller) -> QuerySet[Recording]:
    """Return the recordings whose work this caller may follow: own deposits, and those of hearings it sits in.

    Their ranges come along as far as the caller may know of the hearings.
    """
    seen = HearingRange.objects.filter(withdrawn_at=None, hearing__in=visible_to(caller))
    heard = seen.filter(recording=OuterRef("pk"))
    if caller.user is not None:
        seats = Assignment.objects.filter(
            hearing=OuterRef("hearing"), user=caller.user, until=None, recused_at=None
        )
        heard = heard.filter(Exists(seats))
    rows = Recording.objects.filter(_own(caller) | Exists(heard))
    return rows.prefetch_related(Prefetch("ranges", queryset=seen))


def _own(caller: Caller) -> Q:
    """Return the caller's deposits; they are seen no longer than the office in whose name they were made."""
    if caller.client is not None:
        return Q(uploader=caller.id, court__in=caller.client.courts.all())
    now = utc_now()
    offices = Membership.objects.filter(user=caller.user, court=OuterRef("court"), since__lte=now)
    return Q(Exists(offices.filter(Q(until=None) | Q(until__gt=now))), uploader=caller.id)
