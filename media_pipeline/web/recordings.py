"""The recordings of one hearing, page by page: a day in pieces of a minute is two thousand of them."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.policies.caller import caller_of
from hearings.doors import Admitted, get_hearing_for
from hearings.policy import Action
from hearings.web.paging import page_of
from media_pipeline.models import Recording
from media_pipeline.policies.words import RECORDING_STATES, reason_words
from media_pipeline.states import RecordingState


@login_required
def hearing_recordings(request: HttpRequest, hearing_id: str) -> HttpResponse:
    """List the recordings that a hearing reads, of one camera where ``?camera=`` names it."""
    admitted = get_hearing_for(caller_of(request), hearing_id, Action.UPLOAD)
    rows = Recording.objects.filter(ranges__hearing=admitted.hearing, ranges__withdrawn_at=None).distinct()
    camera = request.GET.get("camera", "")
    if camera.isascii() and camera.isdigit() and len(camera) < 6:
        rows = rows.filter(camera=int(camera))
    page = page_of(request, rows.order_by("started_at", "camera", "pk"))
    context: dict[str, Any] = {
        "rows": [_row(row, admitted) for row in page.rows],
        "total": page.total,
        "title": ", ".join(case.number for case in admitted.cases),
        "hearing_url": reverse("playback:hearing", args=[hearing_id]),
        "court_tz": admitted.hearing.court.time_zone,
        **page.links,
    }
    return render(request, "media_pipeline/hearing_recordings.html", context)


def _row(row: Recording, admitted: Admitted) -> dict[str, Any]:
    """Return one file; its name needs class o."""
    return {
        "url": reverse("media:recording", args=[row.pk]),
        "filename": row.filename if admitted.may(Action.ORIGINAL) else "",
        "camera": row.camera,
        "started_at": row.started_at,
        "duration_ms": row.duration_ms,
        "state": row.state,
        "state_label": RECORDING_STATES[RecordingState(row.state)],
        "reason": reason_words(row.reason),
    }
