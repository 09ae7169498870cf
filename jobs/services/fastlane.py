"""The fast lane: the web process starts interactive jobs itself, without the broker's delay.

The row stays the truth: whoever claims it works, so a web process killed here loses nothing but time (the reaper
and the broker's wake-up are behind it).
"""

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import structlog
from django.conf import settings
from django.db import connection, transaction

from jobs.services.run import process_name, run_job

log = structlog.get_logger(__name__)


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=settings.FAST_LANE_THREADS, thread_name_prefix="fast-lane")


def start_on_commit(job_id: str) -> None:
    """Run the job in this process as soon as its row is committed; does nothing where the lane is switched off."""
    if settings.FAST_LANE_THREADS:
        transaction.on_commit(lambda: _submit(job_id))


def _submit(job_id: str) -> None:
    _pool().submit(_run, job_id)


def _run(job_id: str) -> None:
    try:
        run_job(job_id, owner=process_name("web"))
    except Exception:  # nobody waits for this future; the row is still there for the workers
        log.exception("fast_lane.failed", job=job_id)
    finally:
        connection.close()
