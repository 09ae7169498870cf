"""The hearing page: the player with the protocol beside it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.policies.caller import caller_of
from foundation.problems import Problem
from hearings.doors import Admitted, get_hearing_for
from hearings.models import LISTED, Assignment, AssignmentRole, Participant
from hearings.policy import Action
from hearings.services.hearings import NO_RECORDING
from hearings.states import HearingState
from hearings.web.identities import identity_url
from hearings.web.labels import STATE_LABELS
from media_pipeline.states import RecordingState
from playback.services.as_recorded import require_original
from playback.services.variants import length_of
from playback.web.actions import actions_on
from playback.web.bands import restricted_of
from playback.web.keeping import keeping_of
from playback.web.record import record_of
from protocol.services.reading import read_log
from protocol.web.rows import entry_row


@login_required
def hearing(request: HttpRequest, hearing_id: str) -> HttpResponse:
    """Show a hearing to whoever may know its card; what of it plays and reads is decided part by part."""
    admitted = get_hearing_for(caller_of(request), hearing_id, Action.CARD)
    as_recorded = request.GET.get("as_recorded") == "1"
    if as_recorded:
        require_original(admitted)
    log = read_log(admitted)
    actions = actions_on(admitted)
    player = _player(admitted)
    if as_recorded:
        player["playback_url"] += "?as_recorded=1"
    places = [place for place in admitted.places if place.until is None and place.recused_at is None]
    context = {
        "hearing": _card(admitted, places),
        "court_tz": admitted.hearing.court.time_zone,
        "can": _abilities(admitted) | {"manage": bool(actions)},
        "player": player,
        "as_recorded": as_recorded,
        "restricted": restricted_of(admitted, player["duration_ms"] or 0),
        "entries": [entry_row(read) for read in log.entries],
        "entries_state": log.state,
        "actions": actions,
        "places": _places(admitted, places),
        **keeping_of(admitted),
        **record_of(admitted),
    }
    return render(request, "playback/hearing.html", context)


def _card(admitted: Admitted, places: list[Assignment]) -> dict[str, Any]:
    row = admitted.hearing
    names = {role: [p.user.display_name for p in places if p.role == role] for role in AssignmentRole.values}
    people = Participant.objects.filter(case__in=admitted.cases, until=None).order_by("side", *LISTED)
    return {
        "id": row.pk,
        "title": ", ".join(case.number for case in admitted.cases),
        "state_label": STATE_LABELS[HearingState(row.state)],
        "scheduled_at": row.scheduled_at,
        "started_at": row.started_at,
        "court": row.court.local_name,
        "room": row.courtroom.name if row.courtroom else "",
        "cases": [{"number": c.number, "url": reverse("hearings:case", args=[c.pk])} for c in admitted.cases],
        "presiding": ", ".join(names[AssignmentRole.PRESIDING]),
        "panel": names[AssignmentRole.PANEL],
        "clerk": ", ".join(names[AssignmentRole.CLERK]),
        "participants": [
            {
                "name": str(p),
                "role_label": p.get_kind_display() if p.pseudonym is None else "",
                "identity_url": identity_url(p, admitted),
            }
            for p in people
            if not admitted.verdict.redacted
        ],
    }


def _abilities(admitted: Admitted) -> dict[str, bool]:
    return {
        "write_entries": admitted.may(Action.WRITE_ENTRY),
        "upload": admitted.may(Action.UPLOAD),
        "publish": admitted.may(Action.PUBLISH) and not admitted.facts.protocol_published,
        "see_original": admitted.may(Action.ORIGINAL),
    }


def _player(admitted: Admitted) -> dict[str, Any]:
    """Return whether there is anything to play for this viewer, and in words why not."""
    row = admitted.hearing
    base = {
        "playback_url": reverse("api:playback", args=[row.pk]),
        "timeline_url": f"{reverse('api:timeline', args=[row.pk])}?brief=1",
        "zone": row.court.time_zone,
        "duration_ms": length_of(row),
        "recorded": row.recording_state != NO_RECORDING,
    }
    try:
        admitted.require(Action.PLAYLIST)
    except Problem as problem:
        return base | {"available": False, "reason": str(problem.detail or problem.title)}
    if row.recording_state in {RecordingState.READY, RecordingState.PREPARING}:
        return base | {"available": True, "reason": ""}
    kept = row.recording_state == RecordingState.KEPT
    words = _("The recording is kept safely, but it cannot be played.")
    return base | {
        "available": False,
        "reason": words if kept else _("There is no recording of this hearing yet."),
    }


def _places(admitted: Admitted, places: list[Assignment]) -> list[dict[str, Any]]:
    """Return who sits in the hearing with the ways to end it, for those who assign."""
    if not admitted.may(Action.ASSIGN):
        return []
    return [
        {
            "name": place.user.display_name,
            "role_label": place.get_role_display(),
            "end_url": reverse("hearings:assignment-end", args=[admitted.hearing.pk, place.pk]),
            "recuse_url": reverse("hearings:assignment-recuse", args=[admitted.hearing.pk, place.pk]),
        }
        for place in places
    ]
