"""A job that waits for others: no attempt is lost, the last of the others wakes it."""

from collections.abc import Callable

import pytest

from jobs.models import Job
from jobs.services.handlers import Handler, Later, Progress, Result
from jobs.services.queue import enqueue, hasten
from jobs.services.run import run_due, run_job
from jobs.states import Outcome

pytestmark = [pytest.mark.django_db, pytest.mark.db]
Handle = Callable[[Handler], None]


def wait(_subject: str, _progress: Progress) -> Later:
    return Later(3_600, percent=40, stage="converting")


def test_waiting_job_keeps_its_progress_and_its_attempts(handle: Handle) -> None:
    handle(wait)
    job = enqueue("test", "1")
    for _ in range(20):
        Job.objects.update(not_before=None)
        assert run_job(job.pk, owner="worker")
    job.refresh_from_db()
    assert (job.state, job.attempt, job.progress, job.stage) == ("queued", 0, 40, "converting")
    assert run_due("worker") == 0  # its time has not come


def test_hastened_job_goes_on_at_once(handle: Handle) -> None:
    handle(wait)
    job = enqueue("test", "1")
    run_job(job.pk, owner="worker")
    handle(lambda _subject, _progress: Result(Outcome.ACCEPT))
    hasten(job.key)
    assert run_due("worker") == 1
    job.refresh_from_db()
    assert job.state == "done"


@pytest.mark.parametrize("state", ["done", "failed", "kept"])
def test_hasten_leaves_alone_what_does_not_wait(state: str) -> None:
    job = enqueue("test", "1")
    Job.objects.update(state=state, not_before="2100-01-01T00:00:00Z")
    hasten(job.key)
    job.refresh_from_db()
    assert (job.state, job.not_before is not None) == (state, True)
