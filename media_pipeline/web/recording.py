"""The recording's page: custody, who reads from it, moving and withdrawing."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.policies.caller import Caller, caller_of
from foundation.clock import plus_ms
from hearings.doors import Admitted, get_hearing_for
from hearings.models import Hearing
from hearings.policies.visible import visible_to
from hearings.policy import Action
from hearings.web.forms import ReasonForm
from hearings.web.submit import FormPage, submit
from media_pipeline.doors import get_recording_for, get_recording_to_see
from media_pipeline.doors.inbox import is_sortable
from media_pipeline.models import HearingRange, Recording
from media_pipeline.policies.inbox_words import CLOCK_WORDS, WAIT_WORDS
from media_pipeline.policies.microphones import microphone
from media_pipeline.policies.words import RECORDING_STATES, reason_words
from media_pipeline.services.ranges import move, withdraw
from media_pipeline.states import RecordingState, Waiting
from media_pipeline.web.findings import finding_rows
from media_pipeline.web.forms import MoveForm
from media_pipeline.web.jobs import job_rows

MOVE_CHOICES = 200


@login_required
def recording(request: HttpRequest, recording_id: str) -> HttpResponse:
    """Show a recording to those who work on it; one that no hearing reads, to those who may know of it."""
    caller = caller_of(request)
    row, through = get_recording_to_see(caller, recording_id)
    named = through is None or through.may(Action.ORIGINAL)
    context = {
        "recording": _card(row, named=named),
        "court_tz": row.court.time_zone,
        "ranges": _ranges(row, caller),
        "jobs": job_rows([row]),
        "waits": row.waits,
        "why": WAIT_WORDS[row.waits] if row.waits else "",
        "dismissal": row.dismissal,
        "actions": [*(_actions(row, through) if through else []), *_inbox_actions(row, through, caller)],
        "findings": (findings := finding_rows(row)),
        "seen_url": _seen_url(row, through, findings),
    }
    return render(request, "media_pipeline/recording.html", context)


def _card(row: Recording, *, named: bool) -> dict[str, Any]:
    return {
        "id": row.pk,
        "filename": row.filename if named else "",
        "room": row.courtroom.name if row.courtroom else "",
        "state": row.state,
        "state_label": RECORDING_STATES[RecordingState(row.state)],
        "reason": reason_words(row.reason),
        "measured": row.measured,
        "size": row.original.size,
        "sha256": row.original.sha256 if named else "",
        "received_at": row.original.received_at,
        "recorder_time": row.original.recorder_time,
        "started_at": row.started_at,
        "claimed_at": row.claimed_at if row.clock_offset_ms else None,
        "clock_words": CLOCK_WORDS[row.clock_source],
        "duration_ms": row.duration_ms,
        "camera": row.camera,
        "microphones": ", ".join(microphone(code) for code in row.channels),
    }


def _ranges(row: Recording, caller: Caller) -> list[dict[str, Any]]:
    """Return the hearings that read from the recording, as far as the viewer sees them."""
    seen = visible_to(caller).values("pk")
    rows = HearingRange.objects.filter(recording=row, withdrawn_at=None, hearing__in=seen)
    return [
        {
            "hearing_url": reverse("playback:hearing", args=[part.hearing_id]),
            "hearing_title": ", ".join(link.case.number for link in part.hearing.case_links.all()),
            "started_at": plus_ms(row.started_at, part.from_ms),
            "ended_at": plus_ms(row.started_at, end) if (end := part.to_ms or row.duration_ms) else None,
        }
        for part in rows.prefetch_related("hearing__case_links__case")
    ]


def _actions(row: Recording, through: Admitted) -> list[dict[str, Any]]:
    if not through.may(Action.MOVE_RECORDING):
        return []
    found: list[dict[str, Any]] = []
    original = reverse("api:original", args=[row.pk])
    if through.may(Action.ORIGINAL):
        found.append({"label": _("Download the original"), "url": original})
    elif through.awaits_step_up(Action.ORIGINAL):
        confirm = f"{reverse('account_step_up')}?{urlencode({'next': original})}"
        found.append({"label": _("Download the original"), "url": confirm})
    found.append({"label": _("Correct the start"), "url": reverse("media:clock", args=[row.pk])})
    found.append({"label": _("Move to another hearing"), "url": reverse("media:move", args=[row.pk])})
    found.append({"label": _("Withdraw"), "url": reverse("media:withdraw", args=[row.pk]), "danger": True})
    return found


def _inbox_actions(row: Recording, through: Admitted | None, caller: Caller) -> list[dict[str, Any]]:
    if not is_sortable(caller, row):
        return []
    names = {"assign": _("Assign to a hearing"), "dismiss": _("This is not a hearing")}
    if row.waits == Waiting.DISMISSED:
        names = {"restore": _("Put back into the inbox")}
    if through is None and not row.ranges.filter(withdrawn_at=None).exists():
        names["clock"] = _("Correct the start")
    return [{"label": label, "url": reverse(f"media:{name}", args=[row.pk])} for name, label in names.items()]


def _seen_url(row: Recording, through: Admitted | None, findings: list[dict[str, Any]]) -> str:
    """Return where to say that the findings are seen, empty where nothing is new or the viewer does not upload."""
    new = any(not finding["seen"] for finding in findings)
    may = new and through is not None and through.may(Action.UPLOAD)
    return reverse("media:findings-seen", args=[row.pk]) if may else ""


def _through(request: HttpRequest, recording_id: str) -> tuple[Recording, Admitted]:
    admitted = get_recording_for(caller_of(request), recording_id, Action.MOVE_RECORDING)
    return admitted.recording, admitted.through


@login_required
def recording_move(request: HttpRequest, recording_id: str) -> HttpResponse:
    """Move a recording that was uploaded to the wrong hearing."""
    row, through = _through(request, recording_id)
    form = MoveForm(request.POST or None, hearings=_targets(through))
    page = FormPage(
        _("Move to another hearing"),
        _("Move"),
        reverse("media:recording", args=[row.pk]),
        _("The recording is moved. Its old addresses are dead."),
    )

    def write(fields: dict[str, Any]) -> str:
        target = get_hearing_for(through.caller, fields["hearing"], Action.UPLOAD)
        move(row, through.hearing, target.hearing, through.caller, through.verdict.rule_id, fields["reason"])
        return reverse("playback:hearing", args=[target.hearing.pk])

    return submit(request, page, form, write)


def _targets(through: Admitted) -> list[Hearing]:
    """Return the hearings near in time that the caller sits in; the write is decided again at the door."""
    rows = visible_to(through.caller).filter(assignments__user=through.caller.user, assignments__until=None)
    rows = rows.exclude(pk=through.hearing.pk).distinct().order_by("-scheduled_at")
    return list(rows.select_related("courtroom", "court").prefetch_related("case_links__case")[:MOVE_CHOICES])


@login_required
def recording_withdraw(request: HttpRequest, recording_id: str) -> HttpResponse:
    """Take a recording out of its hearing."""
    row, through = _through(request, recording_id)
    page = FormPage(
        _("Withdraw the recording"),
        _("Withdraw"),
        reverse("playback:hearing", args=[through.hearing.pk]),
        _("The recording is withdrawn. The original stays in custody."),
        intro=_(
            "It can no longer be watched in this hearing. The original stays in custody and can be assigned again."
        ),
        danger=True,
    )

    def write(fields: dict[str, Any]) -> None:
        withdraw(row, through.hearing, through.caller, through.verdict.rule_id, fields["reason"])

    return submit(request, page, ReasonForm(request.POST or None), write)
