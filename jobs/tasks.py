"""Celery's side of jobs: a wake-up that carries nothing, and the keeper threads inside each worker."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready, worker_shutting_down

from jobs.services.keeper import start_keepers
from jobs.services.queue import TASK
from jobs.services.run import ENDING, process_name, run_due
from jobs.services.slots import SLOTS


@shared_task(name=TASK, ignore_result=True)
def work() -> None:
    """Do what is due, the best first."""
    run_due(process_name("worker"))


@worker_ready.connect
def start_keeping(sender: Any, **_signal: Any) -> None:
    """Beat and reap from inside the worker, so that no second beat process is needed."""
    SLOTS.total = sender.controller.concurrency
    start_keepers()


@worker_shutting_down.connect
def stop_working(**_signal: Any) -> None:
    """Let running jobs give their leases back; who waits for the whole work would be killed in the middle of it."""
    ENDING.set()
