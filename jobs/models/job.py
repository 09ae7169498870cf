"""The job row: lease, heartbeat, attempt, fencing token, progress."""

from django.db import models
from django.db.models import Q

from foundation.ids import ID_LENGTH
from foundation.models import OpaqueModel
from jobs.states import JobState, Outcome, Priority


class Job(OpaqueModel):
    """One piece of background work on one object.

    ``key`` makes it idempotent: the same work on the same object is one row. ``fence`` grows with every claim; a worker
    may write only with the fence that it was given. ``reason`` is a stable code, put into words at the edge.

    ``group`` is the whole that the job serves (a recording), ``stage_of`` the part of the whole's work that it counts
    to, ``court`` whose work it is; all are opaque here and may be "". A job with ``paused_at`` is not claimed; one that
    runs stops at its next report.
    """

    kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=ID_LENGTH)
    key = models.CharField(max_length=120, unique=True)
    group = models.CharField(max_length=ID_LENGTH, blank=True)
    stage_of = models.CharField(max_length=32, blank=True)
    court = models.CharField(max_length=ID_LENGTH, blank=True)
    priority = models.SmallIntegerField(default=Priority.PICTURE)
    state = models.CharField(max_length=8, default=JobState.QUEUED)
    outcome = models.CharField(max_length=8, blank=True)
    reason = models.CharField(max_length=64, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    missing = models.JSONField(default=list, blank=True)
    stage = models.CharField(max_length=32, blank=True)
    progress = models.SmallIntegerField(default=0)
    attempt = models.SmallIntegerField(default=0)
    fence = models.BigIntegerField(default=0)
    owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_by = models.CharField(max_length=ID_LENGTH, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "lease_until"]),
            models.Index(fields=["state", "priority", "created_at"]),
            models.Index(fields=["group", "stage_of", "state"]),
            models.Index(fields=["subject"]),
            models.Index(fields=["-created_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in JobState]), name="job_state_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome__in=[o.value for o in Outcome]), name="job_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(progress__gte=0) & Q(progress__lte=100), name="job_progress_percent"
            ),
            models.CheckConstraint(
                condition=~Q(state=JobState.RUNNING) | Q(lease_until__isnull=False),
                name="job_running_has_lease",
            ),
        ]
