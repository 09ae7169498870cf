"""The page of who has proved a code from the desk: with a new account, or with the one that is there already."""

from typing import Any

from allauth.account.utils import perform_login
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.errors import CodeOver
from accounts.models import PaperCode, PaperCodeKind, User
from accounts.policies.caller import caller_of
from accounts.services.paper_codes import held_code, let_go
from accounts.services.people import suggested_name
from accounts.web.new_password import NewAccountForm
from foundation.problems import Problem
from hearings.models import Participant
from hearings.services.entering import enter_with_account, enter_with_new_account


@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Use a proved code; without one the way leads back to where it is typed."""
    try:
        code = held_code(request.session, PaperCodeKind.ENTRY)
        if isinstance(request.user, User):
            return _with_account(request, request.user, code)
        return _with_new_account(request, code)
    except CodeOver as over:
        let_go(request.session)
        messages.error(request, str(over.title))
        return HttpResponseRedirect(reverse("paper_code"))


def _with_account(request: HttpRequest, user: User, code: PaperCode) -> HttpResponse:
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            enter_with_account(code, user, caller_of(request).actor())
        except CodeOver:
            raise
        except Problem as problem:
            form.add_error(None, str(problem.title))
        else:
            let_go(request.session)
            messages.success(request, _("Your account now has what belongs to this part in the case."))
            return HttpResponseRedirect(reverse("desk:home"))
    return _page(request, code, form, user=user)


def _with_new_account(request: HttpRequest, code: PaperCode) -> HttpResponse:
    first = {"name": suggested_name()} if request.method == "GET" else None
    form = NewAccountForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        name, password = form.cleaned_data["name"], form.cleaned_data["password"]
        try:
            made = enter_with_new_account(code, name, password, caller_of(request).address)
        except CodeOver:
            raise
        except Problem as problem:
            form.add_error("name", str(problem.title))
        else:
            let_go(request.session)
            answer: HttpResponse = perform_login(request, made, email_verification="none")
            return answer
    return _page(request, code, form)


def _page(request: HttpRequest, code: PaperCode, form: forms.Form, **more: Any) -> HttpResponse:
    participant = Participant.objects.get(pk=code.subject)
    sign_in = f"{reverse('account_login')}?next={reverse('hearings:enter')}"
    context = {
        "form": form,
        "court": code.court,
        "kind_label": participant.get_kind_display(),
        "sign_in_url": sign_in,
        **more,
    }
    return render(request, "hearings/enter.html", context, status=422 if form.errors else 200)
