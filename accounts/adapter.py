"""How allauth behaves here: nobody signs up by themselves, and scopes have names that people understand."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.conf import settings
from django.http import HttpRequest

from accounts.models import User
from accounts.policies.addresses import address_of
from accounts.policies.scopes import SCOPES
from accounts.services.epochs import raise_epochs, user_key


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the court administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse open registration."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Count as the rest of the portal does; who has no address shares one."""
        return address_of(request) or "unknown"

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and note in which zone this person's pages show times."""
        super().login(request, user)
        office = user.memberships.select_related("court").order_by("-since").first()
        request.session["zone"] = office.court.time_zone if office else settings.DEFAULT_COURT_ZONE

    def logout(self, request: HttpRequest) -> None:
        """End the session and everything that plays in it."""
        user_id = request.user.pk
        super().logout(request)
        if user_id:
            raise_epochs(user_key(user_id))


class ServiceScopes(DefaultOIDCAdapter):  # type: ignore[misc]
    """Names our scopes."""

    scope_display = {**DefaultOIDCAdapter.scope_display, **SCOPES}
