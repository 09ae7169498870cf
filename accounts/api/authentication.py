"""Bearer tokens of service clients and session cookies of people."""

from typing import TYPE_CHECKING, Any

from allauth.idp.oidc.models import Token
from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import ServiceClient
from accounts.policies.caller import ClientPrincipal

if TYPE_CHECKING:  # DRF imports this module while its own views are still loading
    from rest_framework.views import APIView

REALM = 'Bearer realm="courtrec"'


class BearerAuthentication(BaseAuthentication):
    """``Authorization: Bearer`` with an access token of the client credentials grant."""

    def authenticate(self, request: Request) -> tuple[ClientPrincipal, None] | None:
        """Return the client, None when no bearer came; a bad bearer is refused, never ignored."""
        scheme, _, value = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = Token.objects.lookup(Token.Type.ACCESS_TOKEN, value.strip())
        client = token and ServiceClient.objects.filter(client_id=token.client_id, active=True).first()
        if token is None or client is None:
            raise AuthenticationFailed
        return ClientPrincipal(client, frozenset(token.get_scopes())), None

    def authenticate_header(self, request: Request) -> str:
        """Make DRF answer 401 rather than 403."""
        return REALM


class SessionOnlyAuthentication(SessionAuthentication):
    """Session cookie with CSRF check; without either the answer is 401."""

    def authenticate_header(self, request: Request) -> str:
        """Make DRF answer 401 rather than 403."""
        return REALM


class KnownCaller(BasePermission):
    """Without credentials every path answers 401, existing or not."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Let known callers pass; what they may do is decided at the doors."""
        return bool(request.user.is_authenticated)


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the bearer is described in the API's schema."""

    target_class = BearerAuthentication
    name = "clientCredentials"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the OAuth 2 flow."""
        flow = {"tokenUrl": "/oauth/token/", "scopes": {}}
        return {"type": "oauth2", "flows": {"clientCredentials": flow}}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the session cookie is described in the API's schema."""

    target_class = SessionOnlyAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the cookie."""
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
