"""Pages on which a note is written about what was not recorded."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.policies.caller import caller_of
from foundation.clock import plus_ms
from hearings.doors import Admitted, get_hearing_for
from hearings.models import Hearing
from hearings.policy import Action
from hearings.web.submit import FormPage, submit
from media_pipeline.doors import get_gap_note_for
from media_pipeline.models import HearingRange
from media_pipeline.policies.words import camera_name
from media_pipeline.services.gap_notes import add_note, change_note, withdraw_note
from media_pipeline.web.forms import GapNoteForm

MOMENT = re.compile(r"\A-?\d{1,9}\Z", re.ASCII)
INTRO = _(
    "The note stays with the hearing. Whoever may know of the recording sees the cause; every change is kept."
)


@login_required
def gap_note_new(request: HttpRequest, hearing_id: str) -> HttpResponse:
    """Write why something was not recorded, by default about the gap that the address names."""
    admitted = get_hearing_for(caller_of(request), hearing_id, Action.WRITE_ENTRY)
    form = _form(request, admitted.hearing, _wanted(request, admitted))
    page = FormPage(
        _("Why there is no recording"), _("Save the note"), _back(admitted), _("The note is saved."), INTRO
    )

    def write(_fields: dict[str, Any]) -> None:
        add_note(admitted.hearing, form.said(), admitted.caller, admitted.verdict.rule_id)

    return submit(request, page, form, write)


@login_required
def gap_note_edit(request: HttpRequest, note_id: str) -> HttpResponse:
    """Change a note."""
    note, admitted = get_gap_note_for(caller_of(request), note_id, Action.WRITE_ENTRY)
    names = ("started_at", "ended_at", "camera", "cause", "text", "revision")
    form = _form(request, admitted.hearing, {name: getattr(note, name) for name in names})
    page = FormPage(_("Change the note"), _("Save the note"), _back(admitted), _("The note is saved."), INTRO)

    def write(fields: dict[str, Any]) -> None:
        change_note(note, form.said(), fields["revision"], admitted.caller, admitted.verdict.rule_id)

    return submit(request, page, form, write)


@login_required
def gap_note_withdraw(request: HttpRequest, note_id: str) -> HttpResponse:
    """Take a note back."""
    note, admitted = get_gap_note_for(caller_of(request), note_id, Action.WRITE_ENTRY)
    page = FormPage(
        _("Take the note back"),
        _("Take it back"),
        _back(admitted),
        _("The note is taken back."),
        _("It is no longer shown; what it said is kept."),
        danger=True,
    )

    def write(_fields: dict[str, Any]) -> None:
        withdraw_note(note, note.revision, admitted.caller, admitted.verdict.rule_id)

    return submit(request, page, forms.Form(request.POST if request.method == "POST" else None), write)


def _back(admitted: Admitted) -> str:
    return reverse("playback:hearing", args=[admitted.hearing.pk])


def _form(request: HttpRequest, hearing: Hearing, initial: dict[str, Any]) -> GapNoteForm:
    numbers = HearingRange.objects.filter(hearing=hearing, withdrawn_at=None).order_by("recording__camera")
    known = set(numbers.values_list("recording__camera", flat=True).distinct()) | {initial.get("camera")}
    cameras = {number: camera_name(number) for number in sorted(filter(None, known))}
    return GapNoteForm(request.POST or None, hearing=hearing, cameras=cameras, initial=initial)


def _wanted(request: HttpRequest, admitted: Admitted) -> dict[str, Any]:
    """Return what the address names: a gap of the map, by ms of the hearing, and a camera."""
    camera = request.GET.get("camera", "")
    number = int(camera) if camera.isascii() and camera.isdigit() and len(camera) < 6 else None
    moments = {
        "started_at": _moment(request, "start_ms", admitted),
        "ended_at": _moment(request, "end_ms", admitted),
    }
    return {name: moment for name, moment in moments.items() if moment} | {"camera": number}


def _moment(request: HttpRequest, name: str, admitted: Admitted) -> datetime | None:
    raw = request.GET.get(name, "")
    return plus_ms(admitted.hearing.started_at, int(raw)) if MOMENT.match(raw) else None
