"""Binding a play to the credential that asked for it: the play's id alone is worth nothing."""

import hmac

from django.conf import settings
from django.http import HttpRequest

CONTEXT = b"courtrec play "


def credential_of(request: HttpRequest) -> str:
    """Return a keyed hash of the session cookie or bearer of a request, empty when it has neither (no query)."""
    bearer = _bearer(request)
    raw = bearer or request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if not raw:
        return ""
    kind = b"bearer " if bearer else b"cookie "
    return hmac.digest(settings.SECRET_KEY.encode(), CONTEXT + kind + raw.encode(), "sha256").hex()


def _bearer(request: HttpRequest) -> str:
    """Return the Authorization header if it is one that signs in; any other is the viewer's own word, no credential."""
    header: str = request.META.get("HTTP_AUTHORIZATION", "")
    return header if header.partition(" ")[0].lower() == "bearer" else ""


def same(left: str, right: str) -> bool:
    """Compare two credentials in constant time; an empty one never matches."""
    return bool(left) and hmac.compare_digest(left, right)
