"""From which address a request came: one function, so that limits, lockouts and audit rows mean the same."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request


def address_of(request: HttpRequest | Request) -> str:
    """Return the caller's IP address, empty if there is none.

    Behind a trusted proxy it is the last one of X-Forwarded-For: what stands before it is the caller's own word.
    """
    given = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        given = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2] or given
    try:
        return str(ip_address(given.strip()))
    except ValueError:
        return ""


def address_or_none(request: HttpRequest) -> str | None:
    """Return the same as a column that may be empty wants it."""
    return address_of(request) or None
