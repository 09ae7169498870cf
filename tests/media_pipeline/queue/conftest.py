"""Recordings with work in every state, written as rows: the queue page reads rows, whoever made them."""

from collections.abc import Callable
from itertools import count

import pytest

from custody.models import Original
from foundation.clock import utc_now
from jobs.models import Job
from jobs.services.queue import Order, enqueue, enqueue_many
from media_pipeline.models import HearingRange, Recording
from tests.cast import Cast

Make = Callable[..., Recording]


@pytest.fixture
def make(cast: Cast) -> Make:
    """Return a function that adds a recording to case 1's hearing, with jobs as (stage, state, count)."""
    numbers = count(1)
    Job.objects.all().delete()  # what the cast's own schedule has ordered

    def add(*jobs: tuple[str, str, int], court: str = "city", state: str = "preparing") -> Recording:
        number = next(numbers)
        original = Original.objects.create(
            sha256=f"{number:064x}", sha512=f"{number:0128x}", size=1, received_at=utc_now()
        )
        recording = Recording.objects.create(
            court=cast.courts[court],
            courtroom=cast.room if court == "city" else None,
            original=original,
            filename="a.mp4",
            started_at=utc_now(),
            uploader="x",
            state=state,
        )
        HearingRange.objects.create(hearing=cast.hearing, recording=recording)
        for stage, job_state, units in jobs:
            add_jobs(recording, stage, job_state, units)
        return recording

    return add


def add_jobs(recording: Recording, stage: str, state: str, units: int = 1) -> None:
    """Add jobs of a stage in a state to a recording's work."""
    keys = [f"{recording.pk}:{stage}:{state}:{number}" for number in range(units)]
    enqueue_many(
        [
            Order("test", recording.pk, key=key, group=recording.pk, stage_of=stage, court=recording.court_id)
            for key in keys
        ]
    )
    now = utc_now()
    final = {"done": "accept", "kept": "keep", "rejected": "reject"}
    Job.objects.filter(key__in=keys).update(
        state=state,
        outcome=final.get(state, ""),
        progress=100 if state in final else 0,
        lease_until=now if state == "running" else None,
        started_at=now if state != "queued" else None,
        finished_at=now if state in final else None,
    )


@pytest.fixture
def main_job(make: Make) -> Job:
    """A recording's only job, queued."""
    recording = make()
    return enqueue(
        "index", recording.pk, group=recording.pk, stage_of="probe", court=recording.court_id, priority=1
    )
