"""The same for who wants no password: a new account that begins with a passkey."""

from typing import Any

from allauth.account.models import Login
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.errors import CodeOver
from accounts.models import PaperCode, PaperCodeKind, User
from accounts.policies.caller import caller_of
from accounts.services.paper_codes import held_code, let_go
from accounts.services.passkeys import keep_first_passkey
from accounts.services.people import suggested_name
from accounts.web.passkeys import NewPasskey
from custody.services.outbox import Actor
from foundation.problems import Problem
from hearings.services.entering import enter_with_new_account

PROMISED = "entering_as"
"""In a session: id and sign-in name of the account for which the browser makes its passkey."""


@never_cache
def enter_by_passkey(request: HttpRequest) -> HttpResponse:
    """Make an account with a passkey; who is signed in already uses the code for that account."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(reverse("hearings:enter"))
    try:
        code = held_code(request.session, PaperCodeKind.ENTRY)
        return _enter(request, code)
    except CodeOver as over:
        let_go(request.session)
        messages.error(request, str(over.title))
        return HttpResponseRedirect(reverse("paper_code"))


def _enter(request: HttpRequest, code: PaperCode) -> HttpResponse:
    promised = _promised(request)
    form = NewPasskey(request.POST if request.method == "POST" else None, user=promised)
    if request.method == "POST" and form.is_valid():
        try:
            return _made(request, code, promised, form.cleaned_data)
        except CodeOver:
            raise
        except Problem as problem:  # somebody took the name meanwhile
            request.session.pop(PROMISED, None)
            form.add_error(None, str(problem.title))
            promised = _promised(request)
    options = auth.begin_registration(promised, True)
    context = {"form": form, "name": promised.username, "options": options}
    return render(request, "hearings/enter_by_passkey.html", context, status=422 if form.errors else 200)


def _promised(request: HttpRequest) -> User:
    """Return the account that does not exist yet: the passkey is made for its id."""
    known: dict[str, str] = request.session.get(PROMISED) or {"id": User().pk, "username": suggested_name()}
    request.session[PROMISED] = known
    return User(**known)


@transaction.atomic
def _account(code: PaperCode, promised: User, given: dict[str, Any], address: str) -> Any:
    user = enter_with_new_account(code, promised.username, None, address, user_id=promised.pk)
    actor = Actor(user.pk, {"address": address})
    return keep_first_passkey(user, given["name"], given["credential"], actor)


def _made(request: HttpRequest, code: PaperCode, promised: User, given: dict[str, Any]) -> HttpResponse:
    passkey = _account(code, promised, given, caller_of(request).address)
    let_go(request.session)
    request.session.pop(PROMISED, None)
    answer: HttpResponse = perform_passwordless_login(request, passkey, Login(user=passkey.user))
    return answer
