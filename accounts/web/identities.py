"""Signing in by another system that knows who somebody is, and what of it is connected to an account."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from requests import RequestException

from accounts.models import User
from accounts.policies.caller import caller_of
from accounts.services.identities import disconnect, identities_of
from accounts.services.oidc import VerifyingAdapter
from foundation.problems import NotFound, Problem, SignInRequired

View = Callable[[HttpRequest, str], HttpResponse]
MALFORMED = (AttributeError, KeyError, OAuth2Error, RequestException, TypeError, ValueError)
"""What comes of a provider that is silent or says nonsense."""


def providers() -> list[dict[str, str]]:
    """Return the providers with their names in the reader's language."""
    return [{"id": row["id"], "name": _name_of(row)} for row in settings.OIDC_PROVIDERS]


def _name_of(row: dict[str, Any]) -> str:
    name = row["name"]
    if isinstance(name, dict):
        return str(name.get(get_language() or "en") or next(iter(name.values()), row["id"]))
    return str(name)


def _guarded(view: View) -> View:
    """Let nonsense of a provider lead back to where the sign-in began."""

    @wraps(view)
    def guarded(request: HttpRequest, provider_id: str) -> HttpResponse:
        if provider_id not in {row["id"] for row in settings.OIDC_PROVIDERS}:
            raise NotFound
        try:
            return view(request, provider_id)
        except SocialApp.DoesNotExist as error:
            raise NotFound from error
        except MALFORMED as error:
            answer: HttpResponse = render_authentication_error(request, provider_id, exception=error)
            return answer

    return guarded


@never_cache
@require_POST
@_guarded
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to a provider; who is signed in connects it, after the password."""
    view = OAuth2LoginView.adapter_view(VerifyingAdapter(request, provider_id))
    if request.user.is_authenticated:
        view = reauthentication_required(view, app="allauth.socialaccount")
    answer: HttpResponse = view(request)
    return answer


@never_cache
@_guarded
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take what the provider says."""
    view = OAuth2CallbackView.adapter_view(VerifyingAdapter(request, provider_id))
    answer: HttpResponse = view(request)
    return answer


@never_cache
@login_required
def own_identities(request: HttpRequest) -> HttpResponse:
    """Show what is connected to the own account; a POST disconnects one."""
    if not isinstance(request.user, User):
        raise SignInRequired
    mine = identities_of(request.user)
    if request.method == "POST":
        return _disconnect(request, {str(each.pk): each for each in mine})
    names = {row["id"]: row["name"] for row in providers()}
    rows = [
        {"id": each.pk, "name": names.get(each.provider, each.provider), "since": each.date_joined}
        for each in mine
    ]
    connected = {each.provider for each in mine}
    context = {"rows": rows, "more": [row for row in providers() if row["id"] not in connected]}
    return render(request, "account/identities.html", context)


def _disconnect(request: HttpRequest, mine: dict[str, Any]) -> HttpResponse:
    chosen = mine.get(request.POST.get("identity", ""))
    if chosen is None:
        raise NotFound
    try:
        disconnect(chosen, caller_of(request).actor())
    except Problem as problem:
        messages.error(request, str(problem.title))
    else:
        messages.success(request, _("It signs you in no longer."))
    return HttpResponseRedirect(reverse("account_identities"))
