"""What allauth asks of us when a provider has said who somebody is: parties are recognised, nobody else is let in."""

from typing import Any

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies.caller import caller_of
from accounts.services.identities import note_connected
from custody.services.outbox import Actor
from hearings.services.national_ids import enter_by_national_id, link_recognised


class PartiesByNationalId(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Lets in who is a participant, by the keyed hash of the national id; never by an e-mail address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Refuse everybody whom the desk has not named."""
        return False

    def authenticate_by_email(self, sociallogin: Any) -> None:
        """Find nobody by an address."""

    def list_apps(
        self, request: HttpRequest | None, provider: Any = None, client_id: Any = None
    ) -> list[Any]:
        """Return the providers of the settings; none are kept in the database."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def get_requests_session(self) -> requests.Session:
        """Follow no redirect: a provider answers at the addresses that it has named."""
        session: requests.Session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def send_notification_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """Send nothing; the portal tells on its own pages."""

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Go back to the list."""
        return reverse("account_identities")

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find whose account it is, or make one for a participant. Raises ImmediateHttpResponse for all others."""
        digest = str(sociallogin.account.extra_data.get("identity", ""))
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            self._connect(request, sociallogin, digest)
        elif sociallogin.is_existing:
            user, address = sociallogin.user, caller_of(request).address
            link_recognised(digest, user, Actor(user.pk, {"address": address}))
        else:
            self._enter(request, sociallogin, digest)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        """Lead back to where it began, whatever went wrong on the way."""
        cancelled = error == AuthError.CANCELLED
        messages.error(
            request,
            _("The sign-in was cancelled.")
            if cancelled
            else _(
                "The other system did not say who you are. Try again, or ask the court for a code on paper."
            ),
        )
        back = "account_identities" if request.user.is_authenticated else "account_login"
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse(back)))

    def _connect(self, request: HttpRequest, sociallogin: Any, digest: str) -> None:
        user = request.user
        if not isinstance(user, User):
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        if sociallogin.is_existing and sociallogin.user != user:
            raise _not_recognised()
        actor = caller_of(request).actor()
        if not link_recognised(digest, user, actor):
            raise _not_recognised()
        if not sociallogin.is_existing:
            self._keep(request, sociallogin, user, actor)

    def _enter(self, request: HttpRequest, sociallogin: Any, digest: str) -> None:
        address = caller_of(request).address
        with transaction.atomic():
            user = enter_by_national_id(digest, address)
            if user is not None:
                self._keep(request, sociallogin, user, Actor(user.pk, {"address": address}))
        if user is None:
            raise _not_recognised()

    @transaction.atomic
    def _keep(self, request: HttpRequest, sociallogin: Any, user: User, actor: Actor) -> None:
        try:
            with transaction.atomic():
                sociallogin.connect(request, user)
        except IntegrityError as error:  # the same person in two windows at once
            raise _not_recognised() from error
        note_connected(user, sociallogin.account.provider, actor)


def _not_recognised() -> ImmediateHttpResponse:
    """Return the one answer to all who are not let in: it tells of nobody whether the portal knows them."""
    return ImmediateHttpResponse(HttpResponseRedirect(reverse("account_not_recognised")))
