"""Pages of the second factor: allauth's, with audit rows, and with a middleware for those whose role must have one."""

from collections.abc import Callable
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.services.second_factor import (
    MISSING,
    may_try_code,
    note_new_codes,
    note_off,
    note_on,
    note_wrong_code,
)
from foundation.problems import Forbidden
from foundation.web.problems import JSON

GROUP = 4
OPEN = ("/accounts/", "/media/", "/oauth/", "/healthz", "/readyz", "/help/")
"""Addresses that need no second factor; media belongs to a play, which needed one to be opened."""


class Activate(ActivateTOTPView):  # type: ignore[misc]
    """Shows the secret as text too: for those who cannot point a camera at the screen."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return allauth's context with ``secret`` in groups of four letters."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        groups = (secret[at : at + GROUP] for at in range(0, len(secret), GROUP))
        return context | {"secret": " ".join(groups)}

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Switch on, with the audit row."""
        response: HttpResponse = super().form_valid(form)
        note_on(self.request, self.request.user)
        return response


class AskForSecondFactor(AuthenticateView):  # type: ignore[misc]
    """Asks between password and entry, for what the person has."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return allauth's context with ``has_code`` and ``has_passkey``."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        kinds = set(Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True))
        has_passkey = Authenticator.Type.WEBAUTHN in kinds
        return context | {"has_passkey": has_passkey, "has_code": bool(kinds - {Authenticator.Type.WEBAUTHN})}


class RecoveryCodes(ViewRecoveryCodesView):  # type: ignore[misc]
    """Shows the codes that are left; what GET does not show, OPTIONS does not either."""

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer as GET does (R9)."""
        answer: HttpResponse = self.get(request, *args, **kwargs)
        return answer


class Deactivate(DeactivateTOTPView):  # type: ignore[misc]
    """Switches off what the own role does not demand."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Switch off, with the audit row."""
        response: HttpResponse = super().form_valid(form)
        note_off(self.request, self.request.user)
        return response


class GenerateCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    """Makes new codes; the old ones are worth nothing then."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Make, with the audit row."""
        response: HttpResponse = super().form_valid(form)
        note_new_codes(self.request, self.request.user)
        return response


class _Counted:
    """A form that asks for a code; wrong ones lock the name as wrong passwords do."""

    user: Any
    fields: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True}
        self.fields["code"].widget.attrs.pop("placeholder", None)

    def clean_code(self) -> str:
        """Check the code unless the name rests."""
        if not may_try_code(context.request, self.user):
            raise self._refused()
        code: str = super().clean_code()  # type: ignore[misc]
        return code

    def _refused(self) -> Exception:
        refused: Exception = get_adapter().validation_error("incorrect_code")
        return refused

    def _emit_authentication_failed(self, _authenticator: Any) -> None:
        note_wrong_code(context.request, self.user)


class SignInCode(_Counted, AuthenticateForm):  # type: ignore[misc]
    """The code at sign-in."""


class AgainCode(_Counted, ReauthenticateForm):  # type: ignore[misc]
    """The code before a change of what protects the account."""


class SecondFactorDuty:
    """Middleware: who must have a second factor sets it up before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_arguments: Any) -> HttpResponse | None:
        """Lead pages to the setting up, refuse everything else."""
        if not settings.SECOND_FACTOR_ROLES or request.path_info.startswith(OPEN):
            return None
        if not request.session.get(MISSING):
            return None
        problem = Forbidden(_("Your role needs a second factor. Set it up first."))
        if hasattr(view, "cls"):
            return JsonResponse(problem.document(), status=problem.status, content_type=JSON)
        if request.method == "GET":
            return HttpResponseRedirect(reverse("mfa_index"))
        return render(request, "problem.html", {"problem": problem}, status=problem.status)


ask_for_second_factor = never_cache(AskForSecondFactor.as_view())
activate = never_cache(Activate.as_view())
recovery_codes = never_cache(RecoveryCodes.as_view())
deactivate = Deactivate.as_view()
generate_codes = never_cache(GenerateCodes.as_view())
