"""Letting hearings read the recordings of their courtroom, by time; run again whenever one of both changes."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from custody.services.outbox import SYSTEM, record
from foundation.clock import utc_now
from foundation.ids import new_id
from hearings.models import Hearing
from hearings.states import HearingState
from jobs.services.fastlane import start_on_commit
from jobs.services.handlers import Progress, Result
from jobs.services.queue import enqueue
from jobs.states import Outcome, Priority
from media_pipeline.models import HearingRange, Recording
from media_pipeline.policies.matching import Limits, Match, Plan, match, windows_of
from media_pipeline.services.ranges import refresh_time_base, take_range
from media_pipeline.states import JobKind, Placement, Waiting

RULE = "matching"
NOT_HELD = (HearingState.CANCELLED, HearingState.ADJOURNED)


def slack() -> timedelta:
    """Return how far off its hearing a recording may lie."""
    return timedelta(minutes=settings.RECORDING_MATCH_SLACK_MINUTES)


def limits() -> Limits:
    """Return the limits of the matching."""
    return Limits(slack(), timedelta(hours=settings.HEARING_MAX_HOURS))


@transaction.atomic
def place(recording_id: str) -> None:
    """Match a recording; safe to repeat. What a person has decided about is left alone.

    What was waiting for it, because it goes on where this one ends, is looked at by a job: a transaction that holds a
    hearing must not wait for a second recording.
    """
    recording = _place(recording_id)
    if recording is not None and _waiting_behind(recording):
        for part in recording.ranges.filter(withdrawn_at=None):
            job = enqueue(
                JobKind.MATCH,
                part.hearing_id,
                key=f"{JobKind.MATCH}:{new_id()}",
                priority=Priority.INTERACTIVE,
            )
            start_on_commit(job.pk)


@transaction.atomic
def _place(recording_id: str) -> Recording | None:
    """Match one recording; returns it when a hearing reads it now that did not before."""
    recording = Recording.objects.select_for_update(no_key=True, of=("self",)).filter(pk=recording_id).first()
    if recording is None or not _is_ours(recording):
        return None
    found = find_match(recording)
    gained = _share(recording, found)
    if recording.waits != found.waits:
        recording.waits = found.waits
        Recording.objects.filter(pk=recording.pk).update(waits=found.waits, version=F("version") + 1)
    return recording if gained else None


def _is_ours(recording: Recording) -> bool:
    by_time = recording.placement == Placement.AUTOMATIC and recording.courtroom_id is not None
    return by_time and recording.waits != Waiting.DISMISSED


def find_match(recording: Recording) -> Match:
    """Return which hearings of its room a recording belongs to."""
    plans = [_plan(row, recording) for row in hearings_near(recording)]
    return match(recording.started_at, recording.ended_at, windows_of(plans, limits()), slack())


def hearings_near(recording: Recording) -> list[Hearing]:
    """Return the hearings of a recording's room that are not too far from it to matter, by their time."""
    reach = timedelta(hours=settings.HEARING_MAX_HOURS) + slack()
    first, last = recording.started_at - reach, (recording.ended_at or recording.started_at) + reach
    near = Q(scheduled_at__gt=first, scheduled_at__lt=last) | Q(opened_at__gt=first, opened_at__lt=last)
    rows = Hearing.objects.filter(near, courtroom=recording.courtroom_id, retention_expired=False).exclude(
        state__in=NOT_HELD, opened_at=None
    )
    return list(rows.select_related("court").order_by("scheduled_at", "pk"))


def _plan(hearing: Hearing, recording: Recording) -> Plan:
    return Plan(
        hearing.pk,
        hearing.scheduled_at,
        hearing.scheduled_minutes,
        hearing.opened_at,
        hearing.closed_at,
        _recorded_until(hearing, recording) if hearing.opened_at is None else None,
    )


def _recorded_until(hearing: Hearing, recording: Recording) -> datetime | None:
    """Return how far the earlier recordings of a hearing reach: those that follow without a pause go on with it."""
    earlier = HearingRange.objects.filter(
        hearing=hearing, withdrawn_at=None, recording__started_at__lt=recording.started_at
    ).exclude(recording=recording)
    ends = [part.recording.ended_at for part in earlier.select_related("recording")]
    return max((end for end in ends if end is not None), default=None)


def _share(recording: Recording, found: Match) -> bool:
    """Make the ranges of a recording what was found; returns whether a hearing has gained one."""
    wanted = {(share.hearing, share.from_ms, share.to_ms) for share in found.shares}
    rows = HearingRange.objects.filter(recording=recording, withdrawn_at=None).select_related("hearing")
    there = {(part.hearing_id, part.from_ms, part.to_ms): part for part in rows}
    gone = [part for key, part in there.items() if key not in wanted and not _stays(part.hearing)]
    fresh = sorted(wanted - there.keys(), key=lambda share: share[:2])
    hearings = _locked({part.hearing_id for part in gone} | {share[0] for share in fresh})
    for part in gone:
        HearingRange.objects.filter(pk=part.pk).update(withdrawn_at=utc_now())
        private = {"hearing": part.hearing_id}
        court = recording.court_id
        record(
            "range.withdrawn", actor=SYSTEM, object_id=recording.pk, court=court, rule=RULE, private=private
        )
    for hearing_id, from_ms, to_ms in fresh:
        take_range(hearings[hearing_id], recording, SYSTEM, RULE, from_ms, to_ms)
    for hearing_id in {part.hearing_id for part in gone} - {share[0] for share in fresh}:
        refresh_time_base(hearings[hearing_id])
    return bool(fresh)


def _stays(hearing: Hearing) -> bool:
    """What a legal hold keeps where it is, no clock and no schedule moves; nor what is destroyed there."""
    return hearing.hold or hearing.retention_expired


def _locked(ids: Iterable[str]) -> dict[str, Hearing]:
    """Return hearings locked in one order, so that two recordings that share them never wait for each other."""
    rows = Hearing.objects.select_for_update(no_key=True).filter(pk__in=list(ids)).order_by("pk")
    return {hearing.pk: hearing for hearing in rows}


def _waiting_behind(recording: Recording) -> bool:
    """Tell whether something in the inbox begins soon after a recording that has found its hearing."""
    end = recording.ended_at
    return (
        end is not None
        and Recording.objects.filter(
            courtroom=recording.courtroom_id,
            placement=Placement.AUTOMATIC,
            waits=Waiting.NO_HEARING,
            started_at__gt=recording.started_at,
            started_at__lt=end + slack(),
        ).exists()
    )


def place_for_hearing(hearing_id: str, _progress: Progress) -> Result:
    """Match again what a changed hearing may have gained or lost; safe to repeat (jobs' handler)."""
    hearing = Hearing.objects.get(pk=hearing_id)
    reach = timedelta(hours=settings.HEARING_MAX_HOURS) + slack()
    moments = [hearing.scheduled_at, hearing.opened_at or hearing.scheduled_at]
    near = Q(
        courtroom=hearing.courtroom_id,
        started_at__gt=min(moments) - reach,
        started_at__lt=max(*moments, hearing.closed_at or moments[0]) + reach,
    )
    its_own = Q(ranges__in=HearingRange.objects.filter(hearing=hearing, withdrawn_at=None))
    rows = Recording.objects.filter(near | its_own, placement=Placement.AUTOMATIC).order_by("started_at")
    for recording_id in dict.fromkeys(rows.values_list("pk", flat=True)):
        _place(recording_id)  # in the order of time: each may let the next one follow
    return Result(Outcome.ACCEPT)
