"""Recorder profiles: the list of a court, writing one, and trying it on names."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.policies.caller import caller_of
from courts.models import RecorderProfile
from foundation.problems import Problem
from hearings.doors import require_at_court
from hearings.policy import CourtAction
from hearings.web.submit import FormPage, submit
from media_pipeline.doors.profiles import get_profile_for
from media_pipeline.policies.microphones import microphone
from media_pipeline.services.profiles import Tried, add_profile, change_profile, try_names
from media_pipeline.web.profile_forms import ProfileForm, TryForm, initial_of

PROBLEMS = {
    "no-time": _("No time is read in this name."),
    "not-believed": _("A time is read but not believed: a clock that was never set."),
}


def _may_write(request: HttpRequest, court_id: str) -> bool:
    try:
        require_at_court(caller_of(request), court_id, CourtAction.MANAGE_ROOMS)
    except Problem:
        return False
    return True


@login_required
def profile_list(request: HttpRequest, court_id: str) -> HttpResponse:
    """Show the profiles of a court and which recorders they are for."""
    court, _verdict = require_at_court(caller_of(request), court_id, CourtAction.READ_RECORDERS)
    rows = (
        RecorderProfile.objects.filter(court=court).order_by("name").prefetch_related("recorders__courtroom")
    )
    context = {
        "court": court.local_name,
        "new_url": reverse("media:profile-new", args=[court.pk]) if _may_write(request, court.pk) else "",
        "profiles": [_row(row) for row in rows],
    }
    return render(request, "media_pipeline/profile_list.html", context)


def _row(profile: RecorderProfile) -> dict[str, Any]:
    rooms = {recorder.courtroom.name for recorder in profile.recorders.all()}
    return {
        "url": reverse("media:profile", args=[profile.pk]),
        "name": profile.name,
        "grammars": profile.grammars,
        "rooms": ", ".join(sorted(rooms)),
    }


@login_required
def profile_new(request: HttpRequest, court_id: str) -> HttpResponse:
    """Write a new profile."""
    caller = caller_of(request)
    court, verdict = require_at_court(caller, court_id, CourtAction.MANAGE_ROOMS)
    page = FormPage(
        _("New recorder profile"),
        _("Save"),
        reverse("media:profiles", args=[court.pk]),
        _("The profile is saved. Try it on a few names now."),
    )

    def write(fields: dict[str, Any]) -> str:
        profile = add_profile(court, caller, verdict.rule_id, fields)
        return reverse("media:profile", args=[profile.pk])

    return submit(request, page, ProfileForm(request.POST or None, court=court), write)


@login_required
def profile_edit(request: HttpRequest, profile_id: str) -> HttpResponse:
    """Change a profile."""
    caller = caller_of(request)
    profile, verdict = get_profile_for(caller, profile_id, CourtAction.MANAGE_ROOMS)
    page = FormPage(
        _("Edit the recorder profile"),
        _("Save"),
        reverse("media:profile", args=[profile.pk]),
        _("The profile is saved. Try it on a few names now."),
        intro=_("It is used for files that come from now on."),
    )
    form = ProfileForm(request.POST or None, court=profile.court, initial=initial_of(profile))

    def write(fields: dict[str, Any]) -> None:
        change_profile(profile, caller, verdict.rule_id, fields, fields["version"] or 0)

    return submit(request, page, form, write)


@login_required
def profile_test(request: HttpRequest, profile_id: str) -> HttpResponse:
    """Show a profile, and what it reads in the names that were pasted."""
    profile, _verdict = get_profile_for(caller_of(request), profile_id, CourtAction.READ_RECORDERS)
    form = TryForm(request.POST or None, court=profile.court)
    tried: list[Tried] = []
    if request.method == "POST" and form.is_valid():
        tried = try_names(profile, form.cleaned_data["names"], form.cleaned_data["expected"])
    context = {
        "profile": _row(profile) | {"believed_first": profile.get_believed_first_display()},
        "zone": profile.time_zone or profile.court.time_zone,
        "court_tz": profile.court.time_zone,
        "list_url": reverse("media:profiles", args=[profile.court_id]),
        "edit_url": reverse("media:profile-edit", args=[profile.pk])
        if _may_write(request, profile.court_id)
        else "",
        "form": form,
        "tried": [_tried(each) for each in tried],
    }
    return render(request, "media_pipeline/profile_test.html", context, status=422 if form.errors else 200)


def _tried(row: Tried) -> dict[str, Any]:
    return {
        "name": row.name,
        "start": row.start,
        "camera": row.camera,
        "microphones": ", ".join(microphone(code) for code in row.microphones),
        "fits": row.fits,
        "problem": PROBLEMS.get(row.problem, ""),
    }
