"""Celery's side of jobs: an adapter that carries an id, and the keeper threads inside each worker."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready

from jobs.services.keeper import start_keepers
from jobs.services.queue import TASK
from jobs.services.run import process_name, run_job


@shared_task(name=TASK, ignore_result=True, acks_late=True)
def run(job_id: str) -> None:
    """Run the job if nobody else does."""
    run_job(job_id, owner=process_name("worker"))


@worker_ready.connect
def start_keeping(**_signal: Any) -> None:
    """Beat and reap from inside the worker, so that no second beat process is needed."""
    start_keepers()
