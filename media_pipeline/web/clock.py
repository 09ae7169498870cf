"""Putting the start of a recording right."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.policies.caller import caller_of
from foundation.clock import ms_between
from hearings.web.submit import FormPage, submit
from media_pipeline.doors import get_recordings_to_correct
from media_pipeline.services.clocks import correct
from media_pipeline.web.forms import ClockForm


@login_required
def recording_clock(request: HttpRequest, recording_id: str) -> HttpResponse:
    """Say when a recording really began; for this file, or for all of its camera in this hearing."""
    caller = caller_of(request)
    row, _rows, _rule = get_recordings_to_correct(caller, recording_id, whole_camera=False)
    page = FormPage(
        _("Correct the start"),
        _("Correct"),
        reverse("media:recording", args=[row.pk]),
        _("The start is corrected. Players that are open follow by themselves."),
        intro=_("What the recorder said is kept beside it."),
    )

    read = row.ranges.filter(withdrawn_at=None).exists()

    def write(fields: dict[str, Any]) -> str | None:
        whole = fields.get("scope") == ClockForm.CAMERA
        _row, rows, rule = get_recordings_to_correct(caller, recording_id, whole_camera=whole)
        correct(rows, ms_between(row.started_at, fields["started_at"]), caller, rule, fields["reason"])
        # By its time it may be in a hearing now in which the caller does not sit.
        return None if read else reverse("media:inbox")

    return submit(request, page, ClockForm(request.POST or None, recording=row, read=read), write)
