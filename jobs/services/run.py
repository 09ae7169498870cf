"""Running one job: claim, beat, work, finish. Used by the Celery task and by the web process's fast lane alike."""

import os
import socket
import threading
import time

import structlog
from django.conf import settings
from django.db import close_old_connections, connection

from jobs.errors import Interrupted, LeaseLost, TransientFailure
from jobs.models import Job
from jobs.services.handlers import Ending, Handover, Later, handler_of
from jobs.services.lease import claim, finish, give_back, hand_over, heartbeat, must_stop, postpone, set_aside
from jobs.services.queue import wake
from jobs.services.slots import SLOTS

log = structlog.get_logger(__name__)
ENDING = threading.Event()
"""Set when this worker shall end: nothing new is begun, and what runs gives its lease back at its next report."""


def process_name(role: str) -> str:
    """Name this process for leases and heartbeats."""
    return f"{role}@{socket.gethostname()}:{os.getpid()}"[:80]


class _Reporter:
    """The handler's Progress: writes at most once a second, so that SQLite's one writer is not kept busy."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.written_at = 0.0

    def __call__(self, percent: int, stage: str = "") -> None:
        now = time.monotonic()
        if now - self.written_at >= settings.JOB_PROGRESS_EVERY_S:
            heartbeat(self.job, percent=percent, stage=stage)
            self.written_at = now
            if ENDING.is_set() or must_stop(self.job):
                raise Interrupted(self.job.pk)


class _Pulse(threading.Thread):
    """Extends the lease while the handler is busy in one long call."""

    def __init__(self, job: Job) -> None:
        super().__init__(name=f"pulse-{job.pk}", daemon=True)
        self.job = job
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(settings.JOB_LEASE_S / 3):
            try:
                heartbeat(self.job)
            except LeaseLost:
                return
            except Exception as error:  # noqa: BLE001  the database may be away for a moment; the lease outlives two misses
                log.warning("job.pulse_missed", job=self.job.pk, error=str(error))
                close_old_connections()
        connection.close()

    def stop(self) -> None:
        self.stopped.set()


def run_job(job_id: str, *, owner: str) -> bool:
    """Do this very job if it can be claimed; returns whether this call was the one that worked on it."""
    job = claim(job_id, owner)
    if job is None:
        return False
    _do(job)
    return True


def run_due(owner: str) -> int:
    """Do the best jobs that are due, one after the other; returns how many.

    After JOB_RUN_BATCH of them the broker has its turn: it is told that there is more, and this call returns, so that a
    worker never disappears in here.
    """
    batch: int = settings.JOB_RUN_BATCH
    for done in range(batch):
        if ENDING.is_set():
            return done
        with SLOTS.claimed(owner) as job:
            if job is None:
                return done
            _do(job)
    wake()
    return batch


def _do(job: Job) -> None:
    pulse = _Pulse(job)
    pulse.start()
    try:
        _work(job)
    except Interrupted:
        log.info("job.set_aside", job=job.pk)
        set_aside(job)
    except LeaseLost:
        log.warning("job.lease_lost", job=job.pk, fence=job.fence)
    finally:
        pulse.stop()


def _work(job: Job) -> None:
    try:
        result = handler_of(job.kind)(job.subject, _Reporter(job))
    except LeaseLost:
        raise
    except TransientFailure as failure:
        give_back(job, failure.code)
    except Exception:
        log.exception("job.crashed", job=job.pk, kind=job.kind)
        give_back(job, "unexpected", passing=False)
    else:
        _end(job, result)


def _end(job: Job, result: Ending) -> None:
    if isinstance(result, Handover):
        hand_over(job, result)
        wake()
    elif isinstance(result, Later):
        postpone(job, result)
    else:
        finish(job, result)
