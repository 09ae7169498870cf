"""How allauth behaves here: nobody signs up by themselves, and scopes have names that people understand."""

import base64
import hashlib
import hmac

from allauth.account.adapter import DefaultAccountAdapter
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from accounts.policies.addresses import address_of
from accounts.policies.scopes import SCOPES
from accounts.services.epochs import raise_epochs, user_key
from accounts.services.second_factor import must_have_second_factor, note_duty
from accounts.services.sessions import renew

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
        super().login(request, user)
        office = user.memberships.select_related("court").order_by("-since").first()
        renew(request.session)
        note_duty(request.session, user)
        request.session["zone"] = office.court.time_zone if office else settings.DEFAULT_COURT_ZONE

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to work."""
        return reverse("desk:home")

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
        """Keep a second factor that the person's role demands."""
        return not must_have_second_factor(authenticator.user)


def _cipher() -> Fernet:
    key = hmac.new(settings.SECRET_KEY.encode(), b"courtrec second factor", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class ServiceScopes(DefaultOIDCAdapter):  # type: ignore[misc]
    """Names our scopes."""

    scope_display = {**DefaultOIDCAdapter.scope_display, **SCOPES}
