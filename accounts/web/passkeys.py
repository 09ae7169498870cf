"""Passkeys: allauth's pages, with audit rows; each signs in by itself and is a second factor after a password.

One kind only: kept in the device, and opened there by finger, face or PIN. So a passkey is two factors at once.
"""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    ListWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.errors import UNKNOWN_PASSKEY
from accounts.services.passkeys import MALFORMED
from accounts.services.second_factor import note_passkey_added, note_passkey_removed, note_passkey_renamed

NAME_LETTERS = 60


class _Named:
    """A form that names a passkey."""

    fields: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["name"].help_text = _("By which you know the device: “telephone”, “laptop at work”.")
        self.fields["name"].max_length = NAME_LETTERS
        self.fields["name"].widget.attrs["maxlength"] = NAME_LETTERS

    def clean_name(self) -> str:
        """Return the name, cut; a good passkey is not refused for it."""
        above = getattr(super(), "clean_name", None)
        name: str = above() if above else self.cleaned_data["name"]  # type: ignore[attr-defined]
        return name.replace("\0", "")[:NAME_LETTERS]


class NewPasskey(_Named, AddWebAuthnForm):  # type: ignore[misc]
    """A passkey that the browser has just made; its device must have asked for finger, face or PIN."""

    passwordless = None

    def clean(self) -> dict[str, Any]:
        """Check what the browser answered."""
        self.cleaned_data["passwordless"] = True
        try:
            cleaned: dict[str, Any] = super().clean()
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return cleaned


class PasskeyName(_Named, EditWebAuthnForm):  # type: ignore[misc]
    """Another name."""


class _Checked:
    """A form that brings the answer of a passkey."""

    def clean_credential(self) -> Any:
        """Check what the browser answered."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error


class SignInPasskey(_Checked, LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey instead of name and password."""


class SecondPasskey(_Checked, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after the password."""


class PasskeyAgain(_Checked, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey before a change of what protects the account."""


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """Makes a passkey; the page brings what the browser needs for it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return allauth's context, asking for a passkey that signs in by itself."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"js_data": {"creation_options": auth.begin_registration(self.request.user, True)}}

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it, with the audit row."""
        response: HttpResponse = super().form_valid(form)
        note_passkey_added(self.request, self.request.user)
        return response

    def get_success_url(self) -> str:
        """Go to the recovery codes that were made with the first one, else to the list."""
        return reverse("mfa_view_recovery_codes" if self.did_generate_recovery_codes else "mfa_list_webauthn")


class RenamePasskey(EditWebAuthnView):  # type: ignore[misc]
    """Gives a passkey another name."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Rename, with the audit row."""
        response: HttpResponse = super().form_valid(form)
        note_passkey_renamed(self.request, self.request.user)
        return response


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """Removes a passkey, unless it is the last second factor of somebody who must have one."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Remove, with the audit row."""
        if not get_adapter().can_delete_authenticator(self.object):
            messages.error(self.request, get_adapter().error_messages["cannot_delete_authenticator"])
            return HttpResponseRedirect(self.get_success_url())
        if not _leaves_a_way_in(self.object):
            messages.error(
                self.request, _("Set a password first: without this passkey you could not sign in.")
            )
            return HttpResponseRedirect(self.get_success_url())
        response: HttpResponse = super().form_valid(form)
        note_passkey_removed(self.request, self.request.user)
        return response


class ConfirmByPasskey(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """Asks for a passkey once more; a wrong one is said on the page itself."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the page again."""
        answer: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return answer


class SignInByPasskey(LoginWebAuthnView):  # type: ignore[misc]
    """Signs in; HEAD and OPTIONS get the answer of GET (R9)."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Lead back to the page of the button."""
        messages.error(self.request, UNKNOWN_PASSKEY)
        return HttpResponseRedirect(reverse("account_login"))

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer as GET does."""
        answer: HttpResponse = self.get(request, *args, **kwargs)
        return answer


def _leaves_a_way_in(passkey: Authenticator) -> bool:
    user = passkey.user
    others = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exclude(pk=passkey.pk)
    return bool(user.has_usable_password() or others.exists())


list_passkeys = never_cache(ListWebAuthnView.as_view())
add_passkey = never_cache(AddPasskey.as_view())
rename_passkey = RenamePasskey.as_view()
remove_passkey = RemovePasskey.as_view()
confirm_by_passkey = never_cache(ConfirmByPasskey.as_view())
sign_in_by_passkey = never_cache(SignInByPasskey.as_view())
