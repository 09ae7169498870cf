"""Pausing: what rests is not claimed, what runs stops at its next report, and neither is a failed attempt."""

from collections.abc import Callable

import pytest

from jobs.models import Hold, Job
from jobs.services.handlers import Handler, Progress, Result
from jobs.services.lease import claim, claim_best, finish, heartbeat
from jobs.services.pausing import hold, lift, pause, resume
from jobs.services.queue import Order, enqueue, enqueue_many, requeue
from jobs.services.run import run_job
from jobs.states import JobState, Outcome

pytestmark = [pytest.mark.django_db, pytest.mark.db]
Handle = Callable[[Handler], None]
GROUP = Job.objects.filter(group="g")


def test_paused_job_is_claimed_only_after_it_may_go_on() -> None:
    job = enqueue("test", "s", group="g")
    assert pause(GROUP.all(), "clerk") == 1
    assert pause(GROUP.all(), "other") == 0
    assert claim(job.pk, "a") is None
    assert claim_best("a") is None
    assert Job.objects.get().paused_by == "clerk"
    assert resume(GROUP.all()) == 1
    assert resume(GROUP.all()) == 0
    assert claim_best("a") == job


@pytest.mark.parametrize("state", [JobState.DONE, JobState.KEPT, JobState.REJECTED, JobState.FAILED])
def test_pause_leaves_what_is_at_its_end(state: JobState) -> None:
    enqueue("test", "s", group="g")
    Job.objects.update(state=state)
    assert pause(GROUP.all(), "clerk") == 0


def test_running_job_that_is_paused_stops_at_its_report_and_that_is_no_attempt(handle: Handle) -> None:
    units: list[str] = []

    def work(_subject: str, progress: Progress) -> Result:
        units.append("unit")
        if len(units) == 1:
            pause(GROUP.all(), "clerk")
        progress(30, "half")
        return Result(Outcome.ACCEPT)

    handle(work)
    job = enqueue("test", "s", group="g")
    assert run_job(job.pk, owner="a")
    now = Job.objects.get()
    assert (now.state, now.attempt, now.progress, now.reason) == ("queued", 0, 30, "")
    assert now.paused_at is not None
    assert not run_job(job.pk, owner="a")
    resume(GROUP.all())
    assert run_job(job.pk, owner="a")
    assert Job.objects.get().state == "done"


def test_paused_job_keeps_its_lease_while_it_runs_and_may_finish() -> None:
    enqueue("test", "s", group="g")
    job = claim_best("a")
    assert job is not None
    pause(GROUP.all(), "clerk")
    heartbeat(job)
    finish(job, Result(Outcome.ACCEPT))
    now = Job.objects.get()
    assert (now.state, now.paused_at, now.paused_by) == ("done", None, "")


def test_new_jobs_of_a_paused_group_are_paused_those_of_another_are_not() -> None:
    enqueue("test", "s", group="g", court="c")
    pause(GROUP.all(), "clerk")
    enqueue("test", "one", group="g")
    enqueue_many([Order("test", "two", group="g"), Order("test", "three", group="h"), Order("test", "four")])
    paused = Job.objects.exclude(paused_at=None).values_list("subject", "court", "paused_by")
    assert set(paused) == {("s", "c", "clerk"), ("one", "c", "clerk"), ("two", "c", "clerk")}


def test_requeue_by_a_person_ends_the_pause() -> None:
    job = enqueue("test", "s", group="g")
    pause(GROUP.all(), "clerk")
    Job.objects.update(state=JobState.FAILED)
    assert requeue(job)
    assert not requeue(job)
    assert claim_best("a") == job


def test_held_kind_of_work_rests_in_its_court_only() -> None:
    for court in ("c", "d"):
        for part in ("ladder", "sound"):
            enqueue("test", f"{part} {court}", stage_of=part, court=court)
    assert hold("c", "ladder", "clerk")
    assert not hold("c", "ladder", "other")
    claimed = set()
    while (job := claim_best("a")) is not None:
        claimed.add(job.subject)
    assert claimed == {"sound c", "ladder d", "sound d"}
    assert Hold.objects.get().by == "clerk"
    assert lift("c", "ladder")
    assert not lift("c", "ladder")
    job = claim_best("a")
    assert job is not None
    assert job.subject == "ladder c"


def test_running_job_of_a_held_kind_stops_at_its_report(handle: Handle) -> None:
    def work(_subject: str, progress: Progress) -> Result:
        hold("c", "ladder", "clerk")
        progress(30)
        raise AssertionError("progress() must have ended this")

    handle(work)
    run_job(enqueue("test", "s", stage_of="ladder", court="c").pk, owner="a")
    now = Job.objects.get()
    assert (now.state, now.attempt, now.lease_until) == ("queued", 0, None)
