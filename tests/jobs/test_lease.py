"""Leases: one worker at a time, and a stale one can write nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings

from foundation.clock import utc_now
from jobs.errors import LeaseLost, TransientFailure
from jobs.models import Job, ProcessHeartbeat
from jobs.services.handlers import Handler, Handover, Progress, Result
from jobs.services.lease import claim, finish, give_back, heartbeat, is_final
from jobs.services.queue import enqueue, requeue
from jobs.services.reaper import beat, reap
from jobs.services.run import run_job
from jobs.services.slots import Slots
from jobs.states import TRANSITIONS, JobState, Outcome, Priority

pytestmark = [pytest.mark.django_db, pytest.mark.db]
Handle = Callable[[Handler], None]


def queued(**columns: object) -> Job:
    job = enqueue("test", "subject")
    Job.objects.filter(pk=job.pk).update(**columns)
    job.refresh_from_db()
    return job


def claimed(owner: str = "a") -> Job:
    job = claim(queued().pk, owner)
    assert job is not None
    return job


def expire(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=utc_now() - timedelta(seconds=1))


def test_claim_is_given_to_one_only() -> None:
    job = queued()
    first, second = claim(job.pk, "a"), claim(job.pk, "b")
    assert first is not None
    assert second is None
    assert (first.owner, first.state, first.attempt, first.fence) == ("a", "running", 1, 1)
    assert first.lease_until is not None


@pytest.mark.parametrize(
    ("columns", "claimed"),
    [
        ({}, True),
        ({"not_before": utc_now() - timedelta(seconds=1)}, True),
        ({"not_before": utc_now() + timedelta(hours=1)}, False),
        ({"state": JobState.DONE}, False),
        ({"state": JobState.KEPT}, False),
        ({"state": JobState.REJECTED}, False),
        ({"state": JobState.FAILED}, False),
    ],
)
def test_claim_needs_a_queued_job_that_is_due(columns: dict[str, object], claimed: bool) -> None:
    assert (claim(queued(**columns).pk, "a") is not None) == claimed


def test_claim_of_no_job_is_none() -> None:
    assert claim("a" * 26, "a") is None


def test_stale_worker_can_neither_beat_nor_finish_nor_give_back() -> None:
    stale = claimed()
    expire(stale)
    assert reap() == 1
    fresh = claim(stale.pk, "b")
    assert fresh is not None
    with pytest.raises(LeaseLost):
        heartbeat(stale, percent=50)
    with pytest.raises(LeaseLost):
        finish(stale, Result(Outcome.REJECT, "stale"))
    give_back(stale, "stale")
    now = Job.objects.get()
    assert (now.state, now.owner, now.reason, now.progress) == ("running", "b", "worker-died", 0)
    finish(fresh, Result(Outcome.ACCEPT))
    assert Job.objects.get().state == "done"


def test_stale_worker_cannot_finish_even_before_anybody_else_came() -> None:
    stale = claimed()
    expire(stale)
    reap()
    with pytest.raises(LeaseLost):
        finish(stale, Result(Outcome.ACCEPT))
    assert Job.objects.get().state == "queued"


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("accept", "done"), ("salvage", "done"), ("keep", "kept"), ("reject", "rejected")],
)
def test_finish_writes_the_state_of_the_outcome(outcome: str, state: str) -> None:
    job = claimed()
    finish(job, Result(Outcome(outcome), "why", "d" * 400, [{"from_ms": 1, "to_ms": 2}]))
    now = Job.objects.get()
    assert (now.state, now.outcome, now.reason, now.progress) == (state, outcome, "why", 100)
    assert now.missing == [{"from_ms": 1, "to_ms": 2}]
    assert len(now.detail) == 300
    assert now.lease_until is None
    assert now.finished_at is not None
    assert is_final(now.state)


def test_heartbeat_extends_the_lease_and_notes_progress() -> None:
    job = claimed()
    expire(job)
    heartbeat(job, percent=250, stage="reading")
    now = Job.objects.get()
    assert (now.progress, now.stage) == (100, "reading")
    assert now.lease_until is not None
    assert now.lease_until > utc_now()
    assert reap() == 0


def test_reaper_leaves_running_leases_alone_and_frees_expired_ones() -> None:
    job = claimed()
    assert reap() == 0
    expire(job)
    assert reap() == 1
    assert reap() == 0
    now = Job.objects.get()
    assert (now.state, now.reason, now.fence) == ("queued", "worker-died", 2)


def test_reaper_fails_a_job_that_killed_every_worker(settings: Settings) -> None:
    for _ in range(settings.JOB_MAX_ATTEMPTS):
        job = claim(queued().pk, "a")
        assert job is not None
        expire(job)
        assert reap() == 1
    now = Job.objects.get()
    assert (now.state, now.reason, now.attempt) == ("failed", "worker-died", settings.JOB_MAX_ATTEMPTS)


@pytest.mark.parametrize(
    ("jobs", "later", "total", "woken"),
    [
        (0, 0, 3, 0),  # nothing to do
        (2, 5, 3, 2),  # what is not due wakes nobody
        (9, 0, 3, 3),  # never more than slots that are free: wake-ups would pile up at the broker
    ],
)
def test_reaper_wakes_idle_slots_for_what_is_due(
    monkeypatch: pytest.MonkeyPatch, jobs: int, later: int, total: int, woken: int
) -> None:
    times: list[int] = []
    monkeypatch.setattr("jobs.services.reaper.wake", times.append)
    monkeypatch.setattr("jobs.services.reaper.SLOTS", Slots(total))
    for number in range(jobs):
        enqueue("test", str(number))
    for number in range(later):
        enqueue("test", f"later {number}", delay_s=60)
    reap()
    assert times == [woken]


def test_enqueue_of_the_same_work_is_one_job() -> None:
    assert enqueue("test", "x") == enqueue("test", "x")
    assert enqueue("test", "x", key="other") != enqueue("test", "x")
    assert Job.objects.count() == 2


def test_enqueue_wakes_only_after_the_commit(
    django_capture_on_commit_callbacks: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[int] = []
    monkeypatch.setattr("jobs.services.queue.wake", woken.append)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        enqueue("test", "x")
        enqueue("test", "later", delay_s=60)
        assert woken == []
    assert woken == [1]


def test_enqueue_without_a_broker_keeps_the_job(
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        enqueue("test", "x")  # conftest's broker is away
    assert Job.objects.get().state == "queued"


def test_run_does_the_work_and_finishes(handle: Handle) -> None:
    seen: list[str] = []

    def work(subject: str, progress: Progress) -> Result:
        progress(40, "half")
        seen.append(f"{subject} {Job.objects.get().progress}")
        return Result(Outcome.KEEP, "why")

    handle(work)
    job = queued()
    assert run_job(job.pk, owner="a")
    assert not run_job(job.pk, owner="b")
    job.refresh_from_db()
    assert (seen, job.state, job.reason) == (["subject 40"], "kept", "why")


def test_run_that_lost_its_lease_publishes_nothing(handle: Handle) -> None:
    def work(_subject: str, progress: Progress) -> Result:
        Job.objects.update(fence=99)  # somebody else has it
        progress(50)
        raise AssertionError("progress() must have ended this")

    handle(work)
    run_job(queued().pk, owner="a")
    now = Job.objects.get()
    assert (now.state, now.fence, now.outcome) == ("running", 99, "")


def test_run_that_crashes_is_tried_again_and_then_given_up(handle: Handle, settings: Settings) -> None:
    def work(_subject: str, _progress: Progress) -> Result:
        raise ValueError("of our own making")

    handle(work)
    job, states = queued(), []
    for _ in range(settings.JOB_MAX_ATTEMPTS + 1):
        Job.objects.filter(state=JobState.QUEUED).update(not_before=None)
        run_job(job.pk, owner="a")
        states.append(Job.objects.get().state)
    assert states == ["queued"] * (settings.JOB_MAX_ATTEMPTS - 1) + ["failed"] * 2
    assert Job.objects.get().reason == "unexpected"


def test_run_that_fails_for_a_passing_reason_is_never_given_up(handle: Handle, settings: Settings) -> None:
    def work(_subject: str, _progress: Progress) -> Result:
        raise TransientFailure("storage")

    handle(work)
    job = queued()
    for _ in range(3 * settings.JOB_MAX_ATTEMPTS):
        Job.objects.update(not_before=None)
        assert run_job(job.pk, owner="a")
    job.refresh_from_db()
    assert (job.state, job.reason) == ("queued", "storage")
    assert job.not_before is not None
    pause = (job.not_before - utc_now()).total_seconds()
    assert 0 < pause <= settings.JOB_RETRY_PAUSE_MAX_S


def test_pause_between_attempts_grows(settings: Settings) -> None:
    pauses = []
    job = queued()
    for _ in range(3):
        Job.objects.update(not_before=None)
        taken = claim(job.pk, "a")
        assert taken is not None
        give_back(taken, "storage")
        job.refresh_from_db()
        assert job.not_before is not None
        pauses.append(round((job.not_before - utc_now()).total_seconds()))
    assert pauses == [4, 8, 16]


def test_requeue_by_a_person_starts_afresh_but_not_what_runs_or_was_rejected() -> None:
    job = queued(state=JobState.FAILED, attempt=5, reason="unexpected")
    requeue(job)
    job.refresh_from_db()
    assert (job.state, job.attempt, job.reason) == ("queued", 0, "")
    for state in (JobState.REJECTED, JobState.RUNNING):
        Job.objects.update(state=state, lease_until=utc_now())
        requeue(job)
        assert Job.objects.get().state == state


def test_unknown_kind_of_job_needs_a_person(handle: Handle, settings: Settings) -> None:
    settings.JOB_HANDLERS = {}
    settings.JOB_MAX_ATTEMPTS = 1
    run_job(queued().pk, owner="a")
    assert Job.objects.get().state == "failed"


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "unheard"},
        {"outcome": "unheard"},
        {"progress": 101},
        {"progress": -1},
        {"state": "running", "lease_until": None},
    ],
)
def test_database_refuses_impossible_jobs(columns: dict[str, object]) -> None:
    job = queued()
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**columns)


def test_transitions_name_every_state_and_lead_only_to_known_ones() -> None:
    assert set(TRANSITIONS) == set(JobState)
    assert set().union(*TRANSITIONS.values()) <= set(JobState)
    assert TRANSITIONS[JobState.REJECTED] == frozenset()


def test_beat_is_one_row_per_process_and_forgets_the_silent() -> None:
    beat("a", "worker")
    ProcessHeartbeat.objects.update(seen_at=utc_now() - timedelta(days=2))
    beat("b", "worker")
    beat("b", "worker")
    assert list(ProcessHeartbeat.objects.values_list("name", flat=True)) == ["b"]


def test_handed_over_job_waits_as_another_kind_for_a_worker(handle: Handle, settings: Settings) -> None:
    kinds: list[str] = []

    def first(_subject: str, _progress: Progress) -> Result | Handover:
        kinds.append("first")
        return Handover("other", Priority.LADDER, "part") if len(kinds) == 1 else Result(Outcome.ACCEPT)

    handle(first)
    settings.JOB_HANDLERS |= {"other": settings.JOB_HANDLERS["test"]}
    job = enqueue("test", "subject")
    assert run_job(job.pk, owner="web:1")
    job.refresh_from_db()
    assert (job.kind, job.state, job.attempt, job.lease_until) == ("other", "queued", 0, None)
    assert (job.priority, job.stage_of) == (Priority.LADDER, "part")
    assert run_job(job.pk, owner="worker:1")
    job.refresh_from_db()
    assert (job.kind, job.state) == ("other", "done")
