"""The slots of this worker process: one stays free of long work, so that nobody who waits is stuck behind it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from jobs.models import Job
from jobs.services.lease import claim_best


class Slots:
    """Counts what runs here; claims go through one lock, so that two slots are not both the last one for long work."""

    def __init__(self, total: int = 1) -> None:
        self.total = total
        self._lock = threading.Lock()
        self._busy = 0
        self._long = 0

    @property
    def free(self) -> int:
        """How many slots have nothing to do."""
        return max(0, self.total - self._busy)

    @contextmanager
    def claimed(self, owner: str) -> Iterator[Job | None]:
        """Hold a slot with the best job that it may take, or None if there is none."""
        with self._lock:
            full = self._long >= max(1, self.total - settings.JOB_SLOTS_KEPT)
            job = claim_best(owner, above=settings.JOB_LONG_FROM_PRIORITY if full else None)
            long = job is not None and job.priority >= settings.JOB_LONG_FROM_PRIORITY
            self._count(int(job is not None), int(long))
        try:
            yield job
        finally:
            with self._lock:
                self._count(-int(job is not None), -int(long))

    def _count(self, busy: int, long: int) -> None:
        self._busy += busy
        self._long += long


SLOTS = Slots()
"""Those of this process; a worker says at its start how many it has."""
