"""Recordings at work: what is done with each, how far it is, what is wrong in words; live."""

import hashlib
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.policies.caller import Caller, caller_of
from courts.models import Courtroom
from hearings.web.paging import page_of
from jobs.models import Job
from jobs.states import JobState
from media_pipeline.doors import courts_to_steer, recordings_in_queue
from media_pipeline.models import Recording
from media_pipeline.policies.queue_words import SECTIONS, STAGES
from media_pipeline.policies.words import JOB_STATES, job_words
from media_pipeline.services.work import held_kinds, in_queue, with_sections
from media_pipeline.states import CAN_WAIT, RECORDING_JOBS, Section
from media_pipeline.web.forms import QueueSearch
from media_pipeline.web.queue_rows import queue_rows, title_of


def job_rows(recordings: Iterable[Recording]) -> list[dict[str, Any]]:
    """Return the main job of each of some recordings, newest first."""
    by_id = {row.pk: row for row in recordings}
    jobs = Job.objects.filter(kind__in=RECORDING_JOBS, subject__in=list(by_id)).order_by("-created_at")
    return [_row(job, by_id[job.subject]) for job in jobs]


def _row(job: Job, recording: Recording) -> dict[str, Any]:
    return {
        "id": job.pk,
        "title": title_of(recording),
        "state": job.state,
        "state_label": JOB_STATES[JobState(job.state)],
        "words": job_words(job.state, job.reason),
        "progress": job.progress,
        "started_at": recording.started_at,
        "url": reverse("media:recording", args=[recording.pk]),
    }


@login_required
def job_list(request: HttpRequest) -> HttpResponse:
    """Show the queue, or with ``?fragment=1`` only its rows (304 when nothing has changed)."""
    caller = caller_of(request)
    rows = recordings_in_queue(caller)
    rooms = Courtroom.objects.filter(recordings__in=rows).distinct().order_by("name")
    form = QueueSearch(request.GET or None, rooms=rooms)
    page = page_of(request, _chosen(form, rows))
    shown = with_sections(page.rows.select_related("courtroom", "court"))
    context = {
        "sections": _sections(queue_rows(caller, shown)),
        "kinds": _kinds(caller),
        **page.links,
    }
    if not request.GET.get("fragment"):
        return render(request, "media_pipeline/job_list.html", {**context, "form": form})
    body = render_to_string("media_pipeline/_jobs.html", context, request)
    tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(body, headers=headers)


def _chosen(form: QueueSearch, rows: QuerySet[Recording]) -> QuerySet[Recording]:
    """Return what the filter leaves of the queue; one that does not hold leaves everything."""
    if not form.is_bound or not form.is_valid():
        return in_queue(rows)
    fields = form.cleaned_data
    if fields["room"]:
        rows = rows.filter(courtroom=fields["room"])
    return in_queue(rows, Section(fields["state"]) if fields["state"] else None)


def _sections(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"key": section, "title": SECTIONS[section], "rows": list(members)}
        for section, members in groupby(rows, key=lambda row: row["section"])
    ]


def _kinds(caller: Caller) -> list[dict[str, Any]]:
    """Return the kinds of work that may rest in the caller's courts, and which of them do."""
    courts = courts_to_steer(caller)
    held = held_kinds(court.pk for court in courts)
    return [
        {
            "court": court.local_name,
            "label": STAGES[stage],
            "held": (court.pk, stage.value) in held,
            "url": reverse("media:kind", args=[court.pk, stage.value]),
        }
        for court in courts
        for stage in CAN_WAIT
    ]
