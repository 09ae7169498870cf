"""The upload page."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.policies.caller import caller_of
from foundation.clock import utc_now
from hearings.doors import Admitted, get_hearing_for
from hearings.policy import Action
from media_pipeline.models import HearingRange, Upload
from media_pipeline.policies.words import RECORDING_STATES
from media_pipeline.states import RecordingState, UploadState

RECENT = 10


@login_required
def upload(request: HttpRequest, hearing_id: str) -> HttpResponse:
    """Show the drop zone, what is unfinished and what came lately."""
    admitted = get_hearing_for(caller_of(request), hearing_id, Action.UPLOAD)
    row = admitted.hearing
    context = {
        "hearing": {
            "id": row.pk,
            "title": ", ".join(case.number for case in admitted.cases),
            "scheduled_at": row.opened_at or row.scheduled_at,
            "room": row.courtroom.name if row.courtroom else "",
        },
        "court_tz": row.court.time_zone,
        "upload_url": reverse("api:uploads"),
        "chunk_bytes": settings.UPLOAD_CHUNK_BYTES,
        "max_bytes": settings.UPLOAD_MAX_BYTES,
        "unfinished": _unfinished(admitted),
        "recent": _recent(admitted),
    }
    return render(request, "media_pipeline/upload.html", context)


def _unfinished(admitted: Admitted) -> list[dict[str, Any]]:
    rows = Upload.objects.filter(
        hearing=admitted.hearing,
        creator=admitted.caller.id,
        state=UploadState.RECEIVING,
        expires_at__gt=utc_now(),
    )
    return [
        {
            "id": row.pk,
            "url": reverse("api:upload", args=[row.pk]),
            "filename": row.filename,
            "offset": row.offset,
            "length": row.length,
        }
        for row in rows.order_by("-touched_at")
    ]


def _recent(admitted: Admitted) -> list[dict[str, Any]]:
    rows = HearingRange.objects.filter(hearing=admitted.hearing, withdrawn_at=None).select_related(
        "recording"
    )
    named = admitted.may(Action.ORIGINAL)
    return [
        {
            "url": reverse("media:recording", args=[part.recording_id]),
            "filename": part.recording.filename if named else "",
            "state_label": RECORDING_STATES[RecordingState(part.recording.state)],
        }
        for part in rows.order_by("-created_at")[:RECENT]
    ]
