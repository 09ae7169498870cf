"""The page on which a signed-in person confirms to be here once more, by what the person has."""

from typing import Any

from allauth.mfa.webauthn.internal import auth
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.errors import UNKNOWN_PASSKEY
from accounts.models import User
from accounts.services.step_up import Ways, step_up, ways_of
from foundation.problems import Problem, SignInRequired

SECRET_MAX, ANSWER_MAX = 1024, 64 * 1024


class SecretForm(forms.Form):
    """Password or code, one of them; only what the person has is asked for."""

    password = forms.CharField(
        label=_("Password"),
        max_length=SECRET_MAX,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=SECRET_MAX,
        help_text=_("Instead of the password: what your telephone shows now, or a recovery code."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, ways: Ways, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if ways.password and ways.code:
            self.fields["password"].required = self.fields["code"].required = False
        if not ways.password:
            del self.fields["password"]
            self.fields["code"].help_text = ""  # the page says it
        if not ways.code:
            del self.fields["code"]
        if self.fields and not ways.passkey:
            next(iter(self.fields.values())).widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        """Return the fields, of which one is filled."""
        fields = super().clean() or {}
        if not self.errors and not any(fields.values()):
            self.add_error("password" if self.fields else None, _("Enter your password or a code."))
        return fields


class PasskeyForm(forms.Form):
    """What the browser answered for a passkey; the page has the field by itself."""

    def clean(self) -> dict[str, Any]:
        """Return the answer, unread."""
        credential = self.data.get("credential", "")
        if not 0 < len(credential) <= ANSWER_MAX:
            raise forms.ValidationError(UNKNOWN_PASSKEY)
        return {"credential": credential}


@never_cache
@login_required
def step_up_page(request: HttpRequest) -> HttpResponse:
    """Ask, and lead back to the page that wanted it."""
    if not isinstance(request.user, User):
        raise SignInRequired
    target, ways = _own_address(request), ways_of(request.user)
    form = _form(request, ways)
    if request.method == "POST" and form.is_valid():
        try:
            step_up(request, request.user, **form.cleaned_data)
        except Problem as problem:
            form.add_error(None, str(problem.detail or problem.title))
        else:
            return HttpResponseRedirect(target)
    context = {"ways": ways, "refused": form if form.errors else None, "next": target}
    context |= {"form": form if isinstance(form, SecretForm) else SecretForm(ways=ways)}
    context |= {"options": auth.begin_authentication(request.user) if ways.passkey else None}
    return render(request, "account/step_up.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, ways: Ways) -> SecretForm | PasskeyForm:
    """Return what was sent, or the empty form."""
    data = request.POST if request.method == "POST" else None
    only = ways.passkey and not (ways.password or ways.code)
    if data is not None and ways.passkey and (only or "credential" in data):
        return PasskeyForm(data)
    return SecretForm(data, ways=ways)


def _own_address(request: HttpRequest) -> str:
    """Return where to go afterwards: an address of this portal, else home."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if own else reverse("desk:home")
