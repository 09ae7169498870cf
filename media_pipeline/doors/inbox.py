"""The doors to recordings that no hearing reads: the court's clerks sort them, each into hearings of the own.

What no hearing has had yet is any clerk's of the court. What a person took out of a hearing may hold what only that
hearing's people may hear: it is seen by those who sat there, and by who sent it in.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.policies.caller import Caller
from foundation.ids import new_id
from foundation.problems import Forbidden, NotFound, Problem
from hearings.doors import courts_for, get_hearing_for
from hearings.models import Assignment, AssignmentRole
from hearings.policies.visible import visible_to
from hearings.policy import Action, CourtAction
from media_pipeline.doors.fetching import fetch, own, readers
from media_pipeline.models import HearingRange, Recording
from media_pipeline.states import Placement, Waiting

AT_REST = (Waiting.NOT, Waiting.DISMISSED)
WRITING = (AssignmentRole.PRESIDING, AssignmentRole.PANEL, AssignmentRole.CLERK)


def recordings_to_sort(caller: Caller) -> QuerySet[Recording]:
    """Return what waits for a clerk of the caller's courts."""
    return Recording.objects.filter(sortable(caller)).exclude(waits__in=AT_REST)


def recordings_dismissed(caller: Caller) -> QuerySet[Recording]:
    """Return what was said to belong to no hearing."""
    return Recording.objects.filter(sortable(caller), waits=Waiting.DISMISSED)


def get_recording_to_sort(caller: Caller, recording_id: str) -> Recording:
    """Return a recording of the inbox, dismissed ones too; 403 to who only knows of a hearing that reads it."""
    recording = fetch(caller, recording_id)
    if is_sortable(caller, recording):
        return recording
    for hearing_id in readers(recording) or [new_id()]:
        try:
            get_hearing_for(caller, hearing_id, Action.EXISTS)
        except Problem:
            continue
        raise Forbidden
    raise NotFound


def is_sortable(caller: Caller, recording: Recording) -> bool:
    """Tell whether the caller may say where a recording belongs, because nobody has yet."""
    waits = recording.waits != Waiting.NOT
    return waits and Recording.objects.filter(sortable(caller), pk=recording.pk).exists()


def is_known_unread(caller: Caller, recording: Recording) -> bool:
    """Tell whether the caller may look at a recording that no hearing reads: to sort it, as its sender, as before."""
    read = bool(readers(recording))
    rows = Recording.objects.filter(pk=recording.pk)
    # Asked of each alike, of an absent one too: the time of a refusal tells nothing.
    known = rows.filter(sortable(caller) | own(caller) | Q(Exists(_once_heard(caller)))).exists()
    return known and (not read or is_sortable(caller, recording))


def sortable(caller: Caller) -> Q:
    """Return what a clerk may sort, as a filter of recordings."""
    courts = courts_for(caller, CourtAction.SORT_RECORDINGS)
    theirs = Q(placement=Placement.AUTOMATIC) | Q(uploader=caller.id) | Q(Exists(_once_heard(caller)))
    return Q(court__in=courts) & ~Q(waits=Waiting.NOT) & theirs


def _once_heard(caller: Caller) -> QuerySet[HearingRange]:
    """Return the ranges, ended ones too, of hearings in which the caller sits and writes."""
    seats = Assignment.objects.filter(
        hearing=OuterRef("hearing"), user=caller.user, role__in=WRITING, until=None, recused_at=None
    )
    return HearingRange.objects.filter(
        Exists(seats), recording=OuterRef("pk"), hearing__in=visible_to(caller)
    )
