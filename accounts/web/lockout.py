"""What somebody sees whose sign-in rests after too many failures; the same for names that exist and that do not."""

from math import ceil
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render


def locked_out(
    request: HttpRequest, _response: HttpResponse | None = None, _credentials: Any = None
) -> HttpResponse:
    """Return the page that says how long it rests."""
    context = {"minutes": ceil(settings.LOGIN_LOCK_S / 60)}
    return _resting(render(request, "account/locked.html", context, status=429))


def client_locked_out() -> HttpResponse:
    """Return the same for a service client, in the form of an OAuth error."""
    return _resting(JsonResponse({"error": "temporarily_unavailable"}, status=429))


def _resting(response: HttpResponse) -> HttpResponse:
    response["Retry-After"] = str(settings.LOGIN_LOCK_S)
    response["Cache-Control"] = "no-store"
    return response
