"""Where am I signed in: one's own sessions, each of which can be ended."""

from math import ceil
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from accounts.models import User
from accounts.policies.caller import caller_of
from accounts.policies.notices import in_words
from accounts.services.notices import recent_notices
from accounts.services.sessions import end_sessions, sessions_of
from accounts.web.devices import device_of
from foundation.problems import SignInRequired

ALL = "others"


@login_required
def own_sessions(request: HttpRequest) -> HttpResponse:
    """Show where the reader is signed in; a POST ends one of the others, or all of them."""
    if not isinstance(request.user, User):
        raise SignInRequired
    UserSession.objects.create_from_request(request)
    sessions = sessions_of(request.user)
    if request.method == "POST":
        return _end(request, request.user, sessions)
    rows = [_row(request, session) for session in sessions]
    told = [in_words(notice) for notice in recent_notices(request.user).select_related("court")]
    context = {
        "sessions": rows,
        "others": len(rows) > 1,
        "notices": told,
        "longest_hours": ceil(settings.SESSION_MAX_S / 3600),
    }
    return render(request, "account/sessions.html", context)


def _end(request: HttpRequest, user: User, sessions: list[UserSession]) -> HttpResponse:
    chosen = request.POST.get("session", "")
    others = (each for each in sessions if not _is_own(request, each))
    ended = end_sessions(
        user,
        [each for each in others if chosen in {ALL, str(each.pk)}],
        actor=caller_of(request).actor(),
    )
    words = ngettext("%(count)s sign-in was ended.", "%(count)s sign-ins were ended.", ended)
    messages.success(request, words % {"count": ended})
    return HttpResponseRedirect(reverse("account_sessions"))


def _is_own(request: HttpRequest, session: UserSession) -> bool:
    return bool(session.session_key == request.session.session_key)


def _row(request: HttpRequest, session: UserSession) -> dict[str, Any]:
    return {
        "id": session.pk,
        "device": device_of(session.user_agent) or _("unknown browser"),
        "address": session.ip,
        "since": session.created_at,
        "own": _is_own(request, session),
    }
