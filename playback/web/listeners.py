"""The page on who listened to a hearing, for the judge who presides over it."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.policies.caller import caller_of
from hearings.doors import Admitted, get_hearing_for
from hearings.policy import Action
from playback.policies.listening import Told
from playback.services.inquiries import note_inquiry
from playback.services.listeners import Listener, Listening, listeners_of, may_inquire
from playback.web.gap_rows import CourtClock


@login_required
def listeners(request: HttpRequest, hearing_id: str) -> HttpResponse:
    """Show who listened, within what the reader may learn of each (R14)."""
    admitted = get_hearing_for(caller_of(request), hearing_id, Action.READ_AUDIT)
    found = listeners_of(admitted)
    inquires = may_inquire(admitted)
    if inquires:
        note_inquiry(admitted, found)
    context = {
        "hearing": {
            "id": admitted.hearing.pk,
            "title": ", ".join(case.number for case in admitted.cases) if admitted.may(Action.CARD) else "",
        },
        "inquires": inquires,
        "court_tz": admitted.hearing.court.time_zone,
        "people": [_person(each, admitted) for each in found if each.told is Told.ALL],
        "dated": [_dated(each, admitted.hearing.court.zone) for each in found if each.told is Told.DATES],
    }
    return render(request, "playback/listeners.html", context)


def _person(listener: Listener, admitted: Admitted) -> dict[str, Any]:
    return {"name": listener.name, "plays": [_play(play, admitted) for play in listener.plays]}


def _play(play: Listening, admitted: Admitted) -> dict[str, Any]:
    hearing = admitted.hearing
    end_ms = max((end for _start, end in play.ranges), default=0)
    clock = CourtClock(hearing.started_at, hearing.court.zone, 0, end_ms)
    return {"opened_at": play.opened_at, "heard": [clock.span(start, end) for start, end in play.ranges]}


def _dated(listener: Listener, zone: ZoneInfo) -> dict[str, Any]:
    days = sorted({play.opened_at.astimezone(zone).date() for play in listener.plays}, reverse=True)
    return {"name": listener.name, "days": days}
