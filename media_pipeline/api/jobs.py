"""Jobs over REST: how they stand, and letting them rest, go on, or be tried again."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.policies.caller import caller_of
from foundation.api.etags import tagged
from foundation.problems import Conflict
from jobs.models import Job
from jobs.states import PAUSABLE
from media_pipeline.doors import AdmittedWork, get_job_for, get_work_for, recordings_in_queue
from media_pipeline.policies.words import job_words
from media_pipeline.services.steering import pause_work, resume_work, retry_work


class JobSerializer(serializers.ModelSerializer[Job]):
    """A job's state and progress."""

    words = serializers.SerializerMethodField()
    recording = serializers.CharField(source="group", read_only=True)

    class Meta:
        model = Job
        fields = [
            "id",
            "kind",
            "recording",
            "state",
            "outcome",
            "reason",
            "words",
            "missing",
            "stage_of",
            "stage",
            "progress",
            "priority",
            "paused_at",
            "attempt",
            "created_at",
            "started_at",
            "finished_at",
        ]

    def get_words(self, row: Job) -> str:
        """Return what a clerk needs to know."""
        return job_words(row.state, row.reason)


class Jobs(ListAPIView[Job]):
    """Jobs on recordings whose work the caller may follow."""

    serializer_class = JobSerializer

    def get_queryset(self) -> Any:
        """Filter before anything is counted."""
        return Job.objects.filter(group__in=recordings_in_queue(caller_of(self.request)).values("pk"))


class JobDetail(APIView):
    """One job."""

    @extend_schema(responses=JobSerializer)
    def get(self, request: Request, job_id: str) -> Response:
        """Return the job."""
        return tagged(request, JobSerializer(get_job_for(caller_of(request), job_id)).data)


class _Steering(APIView):
    """One act on one job by somebody who may steer the work on its recording."""

    def act(self, work: AdmittedWork, job: Job, jobs: QuerySet[Job]) -> None:
        """Do it, or raise Conflict when the job's state does not allow it."""
        raise NotImplementedError

    @extend_schema(request=None, responses=JobSerializer)
    def post(self, request: Request, job_id: str) -> Response:
        """Do it and return the job as it is then."""
        caller = caller_of(request)
        job = get_job_for(caller, job_id)
        self.act(get_work_for(caller, job.group), job, Job.objects.filter(pk=job.pk))
        job.refresh_from_db()
        return tagged(request, JobSerializer(job).data)


class JobPause(_Steering):
    """Let a job rest: it is not begun, and a running one stops at its next report without a failed attempt."""

    def act(self, work: AdmittedWork, job: Job, jobs: QuerySet[Job]) -> None:
        """Pause it; 409 when it is at its end."""
        if not pause_work(work, jobs, job.pk) and job.state not in PAUSABLE:
            raise Conflict


class JobResume(_Steering):
    """Let a paused job go on."""

    def act(self, work: AdmittedWork, job: Job, jobs: QuerySet[Job]) -> None:
        """Let it go on; one that is not paused stays as it is."""
        resume_work(work, jobs, job.pk)


class JobRetry(_Steering):
    """Try a job again that failed, could make nothing of its file, or lacks something of it."""

    def act(self, work: AdmittedWork, job: Job, jobs: QuerySet[Job]) -> None:
        """Queue it again, its recording being prepared; 409 when there is nothing to try again."""
        if not retry_work(work, jobs, job.pk):
            raise Conflict
