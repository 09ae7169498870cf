"""Recordings at work: each job's state and progress, live, in words."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.policies.caller import caller_of
from jobs.models import Job
from jobs.states import JobState
from media_pipeline.doors import recordings_at_work
from media_pipeline.models import Recording
from media_pipeline.policies.words import JOB_STATES, job_words
from media_pipeline.states import RECORDING_JOBS

SHOWN = 50


def job_rows(recordings: Iterable[Recording]) -> list[dict[str, Any]]:
    """Return the jobs on some recordings, newest first."""
    by_id = {row.pk: row for row in recordings}
    jobs = Job.objects.filter(kind__in=RECORDING_JOBS, subject__in=list(by_id)).order_by("-created_at")
    return [_row(job, by_id[job.subject]) for job in jobs]


def _row(job: Job, recording: Recording) -> dict[str, Any]:
    room = recording.courtroom.name if recording.courtroom else recording.court.local_name
    return {
        "id": job.pk,
        "title": _("Recording from %(room)s") % {"room": room},
        "state": job.state,
        "state_label": JOB_STATES[JobState(job.state)],
        "words": job_words(job.state, job.reason),
        "progress": job.progress,
        "started_at": recording.started_at,
        "url": reverse("media:recording", args=[recording.pk]),
    }


@login_required
def job_list(request: HttpRequest) -> HttpResponse:
    """Show the list, or with ``?fragment=1`` only its rows (304 when nothing has changed)."""
    rows = (
        recordings_at_work(caller_of(request))
        .select_related("courtroom", "court")
        .order_by("-created_at")[:SHOWN]
    )
    context = {"jobs": job_rows(rows)}
    if not request.GET.get("fragment"):
        return render(request, "media_pipeline/job_list.html", context)
    body = render_to_string("media_pipeline/_jobs.html", context, request)
    tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(body, headers=headers)
