"""Who goes first: the best job that is due, whatever woke the worker."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from foundation.clock import utc_now
from jobs.models import Job
from jobs.services.handlers import Handler, Progress, Result
from jobs.services.lease import claim_best
from jobs.services.queue import Order, enqueue, enqueue_many
from jobs.services.run import ENDING, run_due
from jobs.services.slots import Slots
from jobs.states import JobState, Priority

pytestmark = [pytest.mark.django_db, pytest.mark.db]
Handle = Callable[[Handler], None]


def waiting(subject: str, priority: int, **columns: object) -> Job:
    job = enqueue("test", subject, priority=priority)
    Job.objects.filter(pk=job.pk).update(**columns)
    return job


def order_of_claims(above: int | None = None) -> list[str]:
    claimed = []
    while (job := claim_best("a", above=above)) is not None:
        claimed.append(job.subject)
    return claimed


def test_claim_takes_the_lowest_number_and_then_the_oldest() -> None:
    now = utc_now()
    waiting("ladder", Priority.LADDER, created_at=now - timedelta(hours=1))
    waiting("second", Priority.PICTURE, created_at=now)
    waiting("first", Priority.PICTURE, created_at=now - timedelta(minutes=1))
    waiting("upload", Priority.INTERACTIVE, created_at=now)
    waiting("not due", Priority.INTERACTIVE, not_before=now + timedelta(hours=1))
    waiting("paused", Priority.INTERACTIVE, paused_at=now)
    waiting("failed", Priority.INTERACTIVE, state=JobState.FAILED)
    assert order_of_claims() == ["upload", "first", "second", "ladder"]


def test_claim_above_a_priority_leaves_long_work() -> None:
    waiting("ladder", Priority.LADDER)
    waiting("picture", Priority.PICTURE)
    waiting("sound", Priority.AUDIO)
    assert order_of_claims(above=Priority.PICTURE) == ["sound"]


@pytest.mark.django_db(transaction=True)
def test_claim_by_many_workers_gives_each_job_to_one() -> None:
    enqueue_many([Order("test", str(number), priority=number % 3) for number in range(40)])
    taken: list[str] = []
    errors: list[Exception] = []
    together = threading.Barrier(4)

    def work(owner: str) -> None:
        try:
            together.wait(10)
            while (job := claim_best(owner)) is not None:
                taken.append(job.subject)
        except Exception as error:  # noqa: BLE001  told below, a thread's own would be lost
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert sorted(taken) == sorted(str(number) for number in range(40))


def test_worker_goes_on_without_another_wake_up_but_lets_the_broker_have_its_turn(
    handle: Handle, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[str] = []
    monkeypatch.setattr("jobs.services.run.wake", lambda: woken.append("wake"))
    settings.JOB_RUN_BATCH = 3
    enqueue_many([Order("test", str(number)) for number in range(5)])
    assert (run_due("a"), woken) == (3, ["wake"])
    assert (run_due("a"), woken) == (2, ["wake"])
    assert (run_due("a"), woken) == (0, ["wake"])
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


def test_worker_that_shall_end_begins_nothing_new_and_gives_its_lease_back(handle: Handle) -> None:
    def work(_subject: str, progress: Progress) -> Result:
        ENDING.set()
        progress(40, "half")
        raise AssertionError("progress() must have ended this")

    handle(work)
    enqueue_many([Order("test", "a"), Order("test", "b")])
    try:
        assert run_due("a") == 1
    finally:
        ENDING.clear()
    assert set(Job.objects.values_list("state", "attempt", "lease_until")) == {("queued", 0, None)}


@pytest.mark.parametrize(
    ("total", "kept", "long_at_once"),
    [
        (3, 1, 2),
        (2, 1, 1),
        (1, 1, 1),  # the only slot must do everything
        (3, 0, 3),
    ],
)
def test_slots_keep_one_free_of_long_work(
    settings: Settings, total: int, kept: int, long_at_once: int
) -> None:
    settings.JOB_SLOTS_KEPT = kept
    slots = Slots(total)
    for number in range(total):
        enqueue("test", f"hour {number}", priority=Priority.PICTURE)
    running = [slots.claimed("a") for _ in range(total)]
    got = [claim.__enter__() for claim in running]
    assert sum(job is not None for job in got) == long_at_once
    assert slots.free == total - long_at_once
    upload = enqueue("test", "upload", priority=Priority.INTERACTIVE)
    with slots.claimed("a") as job:
        assert job == upload
    for claim in running:
        claim.__exit__(None, None, None)
    assert slots.free == total


def test_many_orders_are_few_statements_and_repeat_nothing(
    django_assert_max_num_queries: Callable[..., object],
    django_capture_on_commit_callbacks: Callable[..., object],
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
) -> None:
    woken: list[int] = []
    monkeypatch.setattr("jobs.services.queue.wake", woken.append)
    orders = [
        Order("test", "s", key=f"chunk:{number}", group="g", stage_of="picture") for number in range(300)
    ]
    finished = enqueue("test", "s", key="chunk:7", group="g", court="c")
    Job.objects.filter(pk=finished.pk).update(state=JobState.DONE)
    with (
        django_capture_on_commit_callbacks(execute=True),  # type: ignore[attr-defined]
        django_assert_max_num_queries(20),  # type: ignore[attr-defined]  # SQLite takes 999 values at once
    ):
        enqueue_many(orders)
        enqueue_many(orders)
    assert woken == [settings.JOB_WAKE_BATCH] * 2
    assert Job.objects.count() == 300
    assert Job.objects.get(key="chunk:7").state == "done"
    new = Job.objects.exclude(pk=finished.pk)
    assert set(new.values_list("group", "stage_of", "court", "state")) == {("g", "picture", "c", "queued")}


def test_enqueue_fills_in_what_was_left_open() -> None:
    job = enqueue("test", "subject")
    assert (job.key, job.stage_of, job.group, job.court, job.priority) == (
        "test:subject",
        "test",
        "",
        "",
        Priority.PICTURE,
    )
