"""A courtroom with several hearings and files of a recorder, without bytes: what matters here is time."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from custody.models import Original
from foundation.clock import utc_now
from foundation.ids import new_id
from hearings.models import AssignmentRole, Hearing
from hearings.services.assignments import assign
from hearings.services.hearings import create_hearing, mark_session
from jobs.models import Job
from jobs.services.run import run_job
from media_pipeline.models import HearingRange, Recording
from media_pipeline.services.matching import place
from media_pipeline.states import Placement, RecordingState
from tests.cast import HEARD_AT, RULE, Cast

MINUTE_MS = 60_000
Parts = list[tuple[str, int, int | None]]


def clock(minutes: float) -> datetime:
    """Return a moment so many minutes after case 1's hearing was scheduled."""
    return HEARD_AT + timedelta(minutes=minutes)


def hearing(cast: Cast, minutes: float, clerk: str = "clerk", length: int = 60) -> Hearing:
    """Schedule another hearing of case 1 in its room, with a clerk."""
    by = cast.caller("registry")
    found = create_hearing(
        cast.courts["city"],
        [cast.case],
        by,
        RULE,
        scheduled_at=clock(minutes),
        courtroom=cast.room,
        scheduled_minutes=length,
    )
    assign(found, cast.people[clerk], AssignmentRole.CLERK, by, RULE)
    return found


def mark(cast: Cast, which: Hearing, opened: float, closed: float | None) -> None:
    """Mark a session, and do the work that follows from it."""
    mark_session(which, cast.caller("clerk"), RULE, clock(opened), None if closed is None else clock(closed))
    follow()


def follow() -> None:
    """Do what the hearings room has asked for."""
    for job in Job.objects.filter(kind="match", state="queued").order_by("created_at"):
        assert run_job(job.pk, owner="test")


def deposit(cast: Cast, minutes: float, length: float | None = 5, **columns: Any) -> Recording:
    """Have a file of the room come in that nobody sent to a hearing; ``length`` in minutes, None: not known yet."""
    number = hashlib.sha256(new_id().encode()).hexdigest()
    original = Original.objects.create(
        id=new_id(), sha256=number, sha512=number * 2, size=1000, received_at=utc_now()
    )
    started = clock(minutes)
    values = {
        "courtroom": cast.room,
        "started_at": started,
        "claimed_at": started,
        "clock_source": "name",
        "duration_ms": None if length is None else round(length * MINUTE_MS),
        "filename": f"{minutes}.mp4",
        "uploader": cast.people["clerk"].pk,
        "state": RecordingState.READY,
        "placement": Placement.AUTOMATIC,
    }
    row = Recording.objects.create(court=cast.courts["city"], original=original, **{**values, **columns})
    place(row.pk)
    row.refresh_from_db()
    return row


def parts(row: Recording) -> Parts:
    """Return who reads what of a recording, in minutes."""
    rows = HearingRange.objects.filter(recording=row, withdrawn_at=None).order_by("from_ms")
    return [
        (part.hearing_id, part.from_ms // MINUTE_MS, None if part.to_ms is None else part.to_ms // MINUTE_MS)
        for part in rows
    ]


def waits(row: Recording) -> str:
    """Return why a recording waits now."""
    row.refresh_from_db()
    return row.waits
