"""Middleware: each request of a signed-in person prolongs the session; without any it ends after SESSION_IDLE_S."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.services.sessions import renew


class SessionRenewal:
    """Writes at most every SESSION_RENEW_S, and only for requests that read the session: those for media do not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.session.accessed:
            renew(request.session)
        return response
