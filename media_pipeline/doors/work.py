"""The doors to the work on recordings: who follows it, and who may let it rest, go on, or be tried again."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import Membership, MembershipRole
from accounts.policies.caller import Caller
from courts.models import Court
from foundation.clock import utc_now
from foundation.ids import is_id, new_id
from foundation.problems import Forbidden, NotFound, SignInRequired
from hearings.doors import require_at_court
from hearings.policies.facts import court_facts
from hearings.policies.subject import subject_of
from hearings.policy import CourtAction, decide_court
from jobs.models import Job
from media_pipeline.doors.recording import recordings_at_work
from media_pipeline.models import Recording

STEERERS = (MembershipRole.CLERK, MembershipRole.COURT_ADMIN)
"""Offices whose courts are offered; what they may is decided, not listed here."""


@dataclass(frozen=True, slots=True)
class AdmittedWork:
    """A recording whose work the caller may steer, and the rule that allows it."""

    recording: Recording
    caller: Caller
    rule: str


def recordings_in_queue(caller: Caller) -> QuerySet[Recording]:
    """Return the recordings whose work the caller may follow; a court's administrator sees all of them as rows."""
    mine = recordings_at_work(caller).values("pk")
    return Recording.objects.filter(
        Q(pk__in=mine) | Q(court__in=_courts_of(caller, MembershipRole.COURT_ADMIN))
    )


def get_job_for(caller: Caller, job_id: str) -> Job:
    """Return a job on a recording whose work the caller may follow."""
    if not caller.known:
        raise SignInRequired
    job = Job.objects.filter(pk=job_id).exclude(group="").first() if is_id(job_id) else None
    # Of an absent one, a recording that nobody has: both refusals take the same time.
    group = job.group if job is not None else new_id()
    if not recordings_in_queue(caller).filter(pk=group).exists() or job is None:
        raise NotFound
    return job


def get_work_for(caller: Caller, recording_id: str) -> AdmittedWork:
    """Return the work on a recording that the caller may steer; 403 to who may only follow it."""
    if not caller.known:
        raise SignInRequired
    rows = recordings_in_queue(caller).select_related("court")
    recording = rows.filter(pk=recording_id).first() if is_id(recording_id) else None
    if recording is None:
        raise NotFound
    try:
        _, verdict = require_at_court(caller, recording.court_id, CourtAction.STEER_WORK)
    except NotFound as problem:  # known to the caller already, by a hearing of another court
        raise Forbidden from problem
    return AdmittedWork(recording, caller, verdict.rule_id)


def courts_to_steer(caller: Caller) -> list[Court]:
    """Return the courts in which the caller may let a kind of work rest."""
    return steerable(caller, Court.objects.filter(pk__in=_courts_of(caller, *STEERERS)).order_by("name"))


def steerable(caller: Caller, courts: QuerySet[Court]) -> list[Court]:
    """Return those of the courts in which the caller may steer work, in two queries whatever their number."""
    subject, now = subject_of(caller), utc_now()
    return [
        court
        for court in courts.select_related("parent__parent")
        if decide_court(subject, CourtAction.STEER_WORK, court_facts(court), now).allowed
    ]


def courts_administered(caller: Caller) -> list[str]:
    """Return the courts whose administrator the caller is."""
    return list(_courts_of(caller, MembershipRole.COURT_ADMIN))


def _courts_of(caller: Caller, *offices: MembershipRole) -> Iterable[str]:
    if caller.user is None:
        return []
    now = utc_now()
    rows = Membership.objects.filter(user=caller.user, role__in=offices, since__lte=now)
    return rows.filter(Q(until=None) | Q(until__gt=now)).values_list("court_id", flat=True)
