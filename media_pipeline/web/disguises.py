"""The page on which a person listens to the disguises of a hearing, one after the other, and decides on each."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.policies.caller import caller_of
from foundation.problems import Conflict
from hearings.doors import Admitted
from hearings.models import Disguise, VoiceProfile
from hearings.policies.disguise_lines import digest_of
from hearings.policies.restrictions import disguised
from hearings.policy.words import Voice
from hearings.services.disguises import again, have_disguised, release
from hearings.states import DisguiseState
from media_pipeline.doors.disguise import get_disguise_for, get_disguises_for
from media_pipeline.services.delivery import film_response
from media_pipeline.services.disguise_sound import disguise_sound
from media_pipeline.services.mask_job import is_masking
from media_pipeline.services.masked_films import covered_whole, film_of, films_of
from media_pipeline.web.disguise_lines import line_rows

STATES = {
    DisguiseState.ORDERED: _("is being made"),
    DisguiseState.FAILED: _("could not be made: the part stays withheld"),
    DisguiseState.TO_HEAR: _("waits for your ear"),
    DisguiseState.RELEASED: _("plays"),
}


class AgainForm(forms.Form):
    """With which voice a disguise is drawn anew."""

    voice = forms.ChoiceField(label=_("Voice"), choices=VoiceProfile.choices, required=False)


@login_required
def disguise_list(request: HttpRequest, hearing_id: str) -> HttpResponse:
    """List the disguises of a hearing with their sound and what was measured."""
    rows, admitted = get_disguises_for(caller_of(request), hearing_id)
    have_disguised(admitted.hearing)
    context = {
        "title": ", ".join(case.number for case in admitted.cases),
        "hearing_url": reverse("playback:hearing", args=[hearing_id]),
        "restrictions_url": reverse("hearings:restrictions", args=[hearing_id]),
        "rows": [_row(row, admitted) for row in rows],
        "court_tz": admitted.hearing.court.time_zone,
    }
    return render(request, "media_pipeline/disguise_list.html", context)


def _row(row: Disguise, admitted: Admitted) -> dict[str, Any]:
    part, lines = disguised(row, admitted.hearing), line_rows(row, admitted)
    films = films_of(row, admitted.hearing)
    sounds = row.state in {DisguiseState.TO_HEAR, DisguiseState.RELEASED} and row.voice != Voice.SOURCE
    at = reverse("playback:hearing", args=[row.hearing_id])
    return {
        "pk": row.pk,
        "started_at": row.started_at,
        "ended_at": row.ended_at,
        "state": STATES[DisguiseState(row.state)],
        "voice": row.get_voice_display(),
        "face": row.get_face_display(),
        "report": row.report,
        "draws": row.draws,
        "sound_url": reverse("media:disguise-sound", args=[row.pk]) if sounds else "",
        "films": [
            {"camera": film.camera, "url": reverse("media:disguise-film", args=[row.pk, number])}
            for number, film in enumerate(films)
        ],
        "covered_whole": covered_whole(row, admitted.hearing, films),
        "masking": bool(row.boxes) and is_masking(row.hearing_id),
        "at_url": f"{at}?t={part.start_ms // 1000}",
        "may_release": row.state == DisguiseState.TO_HEAR,
        "may_again": row.state != DisguiseState.ORDERED,
        "version": row.version,
        "lines": lines,
        "digest": digest_of((line["entry"], line["revision"]) for line in lines),
        "undecided": sum(line["open"] for line in lines),
        "form": AgainForm(initial={"voice": row.voice}, prefix=row.pk),
    }


@login_required
def disguise_sound_of(request: HttpRequest, disguise_id: str) -> HttpResponseBase:
    """Return the sound of a disguise."""
    row, _admitted = get_disguise_for(caller_of(request), disguise_id)
    return disguise_sound(row, request.headers.get("Range"))


@login_required
def disguise_film(request: HttpRequest, disguise_id: str, number: int) -> HttpResponseBase:
    """Return masked pictures."""
    row, admitted = get_disguise_for(caller_of(request), disguise_id)
    film = film_of(row, admitted.hearing, number)
    return film_response(request.headers.get("Range"), film.body, film.files)


@login_required
@require_POST
def disguise_release(request: HttpRequest, disguise_id: str) -> HttpResponse:
    """Let a disguise play."""
    row, admitted = get_disguise_for(caller_of(request), disguise_id)

    def act() -> None:
        release(row, admitted.caller, admitted.verdict.rule_id, request.POST.get("lines", ""))

    return _decided(request, row, act, _("It plays now for whoever may hear this part."))


@login_required
@require_POST
def disguise_again(request: HttpRequest, disguise_id: str) -> HttpResponse:
    """Throw a disguise away and have it drawn anew."""
    row, admitted = get_disguise_for(caller_of(request), disguise_id)
    form = AgainForm(request.POST, prefix=row.pk)

    def act() -> None:
        voice = form.cleaned_data["voice"] if form.is_valid() else ""
        again(row, admitted.caller, admitted.verdict.rule_id, voice)

    done = _("It is thrown away and drawn anew. Until you release it, nobody hears it.")
    return _decided(request, row, act, done)


def _decided(
    request: HttpRequest, row: Disguise, act: Callable[[], None], done: str | Promise
) -> HttpResponse:
    """Act on what the person has seen, and come back with a word."""
    try:
        if request.POST.get("version") != str(row.version):
            raise Conflict(gettext("Somebody has decided on it meanwhile. Listen to it again."))
        act()
        messages.success(request, str(done))
    except Conflict as problem:
        messages.error(request, str(problem.detail or problem.title))
    return HttpResponseRedirect(reverse("media:disguises", args=[row.hearing_id]))
