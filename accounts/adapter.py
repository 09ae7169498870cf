"""How allauth behaves here: nobody signs up by themselves, and scopes have names that people understand."""

import base64
import hashlib
import hmac
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies.addresses import address_of
from accounts.policies.notices import in_words
from accounts.policies.scopes import SCOPES
from accounts.services.epochs import raise_epochs, user_key
from accounts.services.notices import take_notices
from accounts.services.second_factor import must_have_second_factor, note_duty, second_factors_of
from accounts.services.sessions import begin, note_sign_in

NO_ADDRESS = "::"


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the court administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse open registration."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Count as the rest of the portal does; who has no address shares one."""
        return address_of(request) or NO_ADDRESS

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and note in which zone this person's pages show times."""
        with transaction.atomic():
            super().login(request, user)
            note_sign_in(request, user)
        office = user.memberships.select_related("court").order_by("-since").first()
        begin(request.session)
        note_duty(request.session, user)
        request.session["zone"] = office.court.time_zone if office else settings.DEFAULT_COURT_ZONE
        for notice in take_notices(user):
            told = _("%(what)s. If this was not you, tell the court at once.")
            messages.warning(request, told % {"what": in_words(notice)})

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to work."""
        return reverse("desk:home")

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Answer who proved to be a person whose account is switched off."""
        messages.error(request, _("This account is switched off. Ask the administrator of your court."))
        return HttpResponseRedirect(reverse("account_login"))

    def logout(self, request: HttpRequest) -> None:
        """End the session and everything that plays in it."""
        user_id = request.user.pk
        super().logout(request)
        if user_id:
            raise_epochs(user_key(user_id))


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of second factors encrypted, so that a copy of the database makes no codes."""

    def encrypt(self, text: str) -> str:
        """Return what is stored."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last second factor where the person's role demands one."""
        others = second_factors_of(authenticator.user).exclude(pk=authenticator.pk)
        return others.exists() or not must_have_second_factor(authenticator.user)

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002  allauth's name
        """Number the passkeys of a person."""
        known = Authenticator.objects.filter(user=user, type=type).count()
        return _("Passkey %(number)d") % {"number": known + 1}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """Tell the device the sign-in name and nothing else of the person."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"name": user.username, "display_name": user.username}


def _cipher() -> Fernet:
    key = hmac.new(settings.SECRET_KEY.encode(), b"courtrec second factor", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class ServiceScopes(DefaultOIDCAdapter):  # type: ignore[misc]
    """Names our scopes."""

    scope_display = {**DefaultOIDCAdapter.scope_display, **SCOPES}
