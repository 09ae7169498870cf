"""The inbox: recordings without a hearing, and where they may belong."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.policies.caller import Caller, caller_of
from foundation.clock import ms_between, plus_ms
from foundation.problems import Forbidden
from hearings.doors import courts_for, get_hearing_for, require_at_court
from hearings.policy import Action, CourtAction
from hearings.web.forms import ReasonForm
from hearings.web.submit import FormPage, submit
from media_pipeline.doors import (
    get_recording_to_share,
    get_recording_to_sort,
    recordings_dismissed,
    recordings_to_sort,
)
from media_pipeline.models import Recording
from media_pipeline.policies.inbox_words import WAIT_WORDS, nearness
from media_pipeline.services.candidates import Candidate, candidates, other_hearings
from media_pipeline.services.inbox import dismiss, restore
from media_pipeline.services.ranges import give
from media_pipeline.web.forms import AssignForm, EmptyForm

CHOICES = 200
SHOWN = 3
DISMISSED_SHOWN = 20


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what waits, the oldest first, and what was lately said to belong to no hearing."""
    caller = caller_of(request)
    courts = courts_for(caller, CourtAction.SORT_RECORDINGS)
    if not courts:
        raise Forbidden
    waiting = recordings_to_sort(caller).select_related("courtroom", "court").order_by("started_at", "pk")
    rows = list(waiting[: settings.INBOX_ROWS])
    near = candidates(rows, caller)
    dismissed = recordings_dismissed(caller).select_related("courtroom", "court").order_by("-started_at")
    context = {
        "rows": [row_of(row, near[row.pk]) for row in rows],
        "total": waiting.count(),
        "dismissed": [_dismissed(row) for row in dismissed[:DISMISSED_SHOWN]],
        "profiles": [reverse("media:profiles", args=[court_id]) for court_id in courts],
    }
    return render(request, "media_pipeline/inbox.html", context)


def row_of(row: Recording, near: list[Candidate]) -> dict[str, Any]:
    """Return a recording as the list shows it."""
    return {
        "url": reverse("media:recording", args=[row.pk]),
        "assign_url": reverse("media:assign", args=[row.pk]),
        "dismiss_url": reverse("media:dismiss", args=[row.pk]),
        "filename": row.filename,
        "room": row.courtroom.name if row.courtroom else row.court.local_name,
        "camera": row.camera,
        "started_at": row.started_at,
        "duration_ms": row.duration_ms,
        "zone": row.court.time_zone,
        "waits": row.waits,
        "why": WAIT_WORDS[row.waits],
        "candidates": [candidate_row(row, each) for each in near[:SHOWN]],
    }


def candidate_row(row: Recording, candidate: Candidate) -> dict[str, Any]:
    """Return a hearing that may be meant, and how it lies to the recording."""
    hearing = candidate.hearing
    return {
        "url": reverse("playback:hearing", args=[hearing.pk]),
        "title": ", ".join(link.case.number for link in hearing.case_links.all()),
        "begins": candidate.begins,
        "nearness": nearness(row.started_at, row.ended_at, candidate.begins, candidate.ends),
        "mine": candidate.mine,
    }


def _dismissed(row: Recording) -> dict[str, Any]:
    return {
        "url": reverse("media:recording", args=[row.pk]),
        "restore_url": reverse("media:restore", args=[row.pk]),
        "filename": row.filename,
        "room": row.courtroom.name if row.courtroom else row.court.local_name,
        "started_at": row.started_at,
        "zone": row.court.time_zone,
        "reason": row.dismissal,
    }


@login_required
def assign(request: HttpRequest, recording_id: str) -> HttpResponse:
    """Give a recording of the inbox, or a part of it, to a hearing."""
    caller = caller_of(request)
    row = get_recording_to_sort(caller, recording_id)
    near = candidates([row], caller)[row.pk]
    form = AssignForm(
        request.POST or None,
        recording=row,
        near=[(each.hearing, candidate_row(row, each)["nearness"]) for each in near if each.mine],
        others=other_hearings(caller, CHOICES),
    )
    page = FormPage(
        _("Assign to a hearing"),
        _("Assign"),
        reverse("media:inbox"),
        _("The recording is assigned."),
        intro=_without_own(near) if not form.has_choices else "",
    )

    def write(fields: dict[str, Any]) -> str:
        return _give(caller, row, fields)

    return submit(request, page, form, write)


def _without_own(near: list[Candidate]) -> Any:
    if near:
        return _(
            "The hearings near this time are other clerks': one of them assigns it, or take the hearing over."
        )
    return _("You sit in no hearing to which it could be assigned.")


def _give(caller: Caller, row: Recording, fields: dict[str, Any]) -> str:
    start, end = fields["begins_at"], fields["ends_at"]
    from_ms = max(ms_between(row.started_at, start), 0) if start else 0
    to_ms = ms_between(row.started_at, end) if end else None
    if to_ms is not None and row.ended_at is not None and plus_ms(row.started_at, to_ms) >= row.ended_at:
        to_ms = None
    target = get_hearing_for(caller, fields["hearing"], Action.UPLOAD)
    recording = get_recording_to_share(caller, row.pk, target.hearing.pk, from_ms, to_ms)
    give(target.hearing, recording, caller.actor(), target.verdict.rule_id, from_ms, to_ms)
    return reverse("playback:hearing", args=[target.hearing.pk])


def _sorted(request: HttpRequest, recording_id: str) -> tuple[Recording, str]:
    """Return a recording of the inbox and the rule by which the caller sorts it."""
    caller = caller_of(request)
    row = get_recording_to_sort(caller, recording_id)
    _court, verdict = require_at_court(caller, row.court_id, CourtAction.SORT_RECORDINGS)
    return row, verdict.rule_id


@login_required
def dismiss_recording(request: HttpRequest, recording_id: str) -> HttpResponse:
    """Say that a recording belongs to no hearing."""
    row, rule = _sorted(request, recording_id)
    page = FormPage(
        _("This is not a hearing"),
        _("Take it out of the inbox"),
        reverse("media:inbox"),
        _("It is out of the inbox. The original stays in custody."),
        intro=_("The recording leaves the inbox and is read by no hearing. This can be undone there."),
    )

    def write(fields: dict[str, Any]) -> None:
        dismiss(row, caller_of(request), rule, fields["reason"])

    return submit(request, page, ReasonForm(request.POST or None), write)


@login_required
def restore_recording(request: HttpRequest, recording_id: str) -> HttpResponse:
    """Take a dismissal back."""
    row, rule = _sorted(request, recording_id)
    page = FormPage(
        _("Put back into the inbox"),
        _("Put back"),
        reverse("media:inbox"),
        _("It is back. If its time fits a hearing, that hearing has it already."),
        intro=row.dismissal,
    )

    def write(_fields: dict[str, Any]) -> None:
        restore(row, caller_of(request), rule)

    return submit(request, page, EmptyForm(request.POST if request.method == "POST" else None), write)
