"""Telling rooms above that a hearing has changed: a job by name, which the settings give a function."""

from hearings.models import Hearing
from jobs.services.fastlane import start_on_commit
from jobs.services.queue import enqueue
from jobs.states import Priority

MATCH = "match"
"""The kind of job that looks which recordings of its courtroom a hearing reads now."""
DISGUISE = "disguise"
"""The kind of job that disguises the protected parts of a hearing."""


def announce(hearing_id: str) -> None:
    """Have recordings follow a hearing whose time, room or state has changed; the caller is in a transaction.

    One job for each version: a change during the work on an earlier one is not lost.
    """
    version = Hearing.objects.values_list("version", flat=True).get(pk=hearing_id)
    job = enqueue(MATCH, hearing_id, key=f"{MATCH}:{hearing_id}:{version}", priority=Priority.INTERACTIVE)
    start_on_commit(job.pk)


def order_disguises(hearing: Hearing, because: str) -> None:
    """Have the protected parts of a hearing disguised as its restrictions want it now; once for each reason."""
    key = f"{DISGUISE}:{hearing.pk}:{because}"
    enqueue(DISGUISE, hearing.pk, key=key, priority=Priority.INTERACTIVE, court=hearing.court_id)
