"""Putting the start of recordings right: what the index learns later, and what a clerk knows better."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.policies.caller import Caller
from accounts.services.epochs import let_gates_notice
from custody.services.outbox import SYSTEM, Actor, record
from foundation.clock import ms_between, plus_ms
from hearings.models import Hearing
from media_pipeline.models import HearingRange, Recording
from media_pipeline.policies.container_time import CreationTime
from media_pipeline.policies.starts import start_of
from media_pipeline.services.intake import container_claim, expected_of
from media_pipeline.services.matching import place
from media_pipeline.services.ranges import refresh_time_base
from media_pipeline.services.recorders import read_by_recorders, rules_of
from media_pipeline.states import UNTOLD, ClockSource


def learn_creation(recording: Recording, created_at: datetime) -> None:
    """Take over the creation time that stood at the end of a file, unless something better was known before."""
    if recording.clock_source not in UNTOLD:
        return
    expected = expected_of(_only_hearing(recording), recording.created_at)
    rules, _facts = read_by_recorders(
        rules_of(recording.courtroom, recording.court), recording.court, recording.filename, "", expected.at
    )
    claim = container_claim(CreationTime(created_at), rules, expected)
    start = start_of({ClockSource.CONTAINER: claim}, expected, clock_offset_ms=rules.clock_offset_ms)
    if start.source is not ClockSource.CONTAINER:
        return
    with transaction.atomic():
        untold = Recording.objects.filter(pk=recording.pk, clock_source__in=[*UNTOLD])
        changed = untold.update(
            started_at=start.started_at,
            claimed_at=start.claimed_at,
            clock_source=start.source,
            clock_offset_ms=start.clock_offset_ms,
            version=F("version") + 1,
        )
        if changed:
            record("recording.clock", actor=SYSTEM, object_id=recording.pk, court=recording.court_id)
            _follow(recording)
    recording.refresh_from_db()


def _only_hearing(recording: Recording) -> Hearing | None:
    """Return the hearing that a file was sent to; one that was found by time is no witness of the time."""
    if recording.clock_source != ClockSource.HEARING:
        return None
    part = HearingRange.objects.filter(recording=recording).select_related("hearing").first()
    return part.hearing if part else None


def correct(recordings: Sequence[Recording], shift_ms: int, caller: Caller, rule: str, reason: str) -> None:
    """Let recordings begin so much later (negative: earlier) than they were thought to; old media addresses die.

    A clock that was wrong was wrong for all files of its camera: they are put right in one step or not at all.
    """
    with transaction.atomic():
        for row in _locked(recordings):
            _shift(row, shift_ms, caller.actor(), rule, reason)
    let_gates_notice()


def _locked(recordings: Sequence[Recording]) -> list[Recording]:
    """Return the rows as they are now, locked with the hearings that read them, each kind in one order."""
    rows = Recording.objects.select_for_update(no_key=True).filter(pk__in=[row.pk for row in recordings])
    found = list(rows.order_by("pk"))
    read = HearingRange.objects.filter(recording__in=found, withdrawn_at=None).values("hearing")
    list(Hearing.objects.select_for_update(no_key=True).filter(pk__in=read).order_by("pk"))
    return found


def _shift(row: Recording, shift_ms: int, actor: Actor, rule: str, reason: str) -> None:
    row.started_at = plus_ms(row.started_at, shift_ms)
    if row.claimed_at is None:
        row.clock_source = ClockSource.PERSON
    else:
        row.clock_offset_ms = ms_between(row.started_at, row.claimed_at)
    row.save(update_fields=["started_at", "clock_source", "clock_offset_ms"])
    Recording.objects.filter(pk=row.pk).update(version=F("version") + 1)
    private = {"shift_ms": shift_ms, "reason": reason}
    record("recording.clock", actor=actor, object_id=row.pk, court=row.court_id, rule=rule, private=private)
    _follow(row)


def _follow(recording: Recording) -> None:
    """Let the hearings know: their time base hangs on it, and found by time, it may be another's now."""
    for part in recording.ranges.filter(withdrawn_at=None).select_related("hearing").order_by("hearing"):
        refresh_time_base(part.hearing)
    place(recording.pk)
