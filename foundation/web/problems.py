"""Turns a Problem raised in a page into a page that says what happened and what to do."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from foundation.problems import NotFound, Problem, SignInRequired, StepUpRequired

JSON = "application/problem+json"


class ProblemPages:
    """Middleware: services raise problems, this alone knows how they look to a person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_arguments: Any) -> HttpResponse | None:
        """Refuse an address with a NUL: no database keeps one, so it names nothing and would be an error of ours."""
        if "\0" not in request.path_info and "%00" not in request.META.get("QUERY_STRING", ""):
            return None
        if hasattr(view, "cls"):
            return JsonResponse(NotFound().document(), status=NotFound.status, content_type=JSON)
        return self.process_exception(request, NotFound())

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Render the problem; anything else stays an error of ours (500)."""
        if not isinstance(error, Problem):
            return None
        if isinstance(error, SignInRequired):
            return _sent_to("account_login", request)
        # What was sent by a form cannot be sent again from another page.
        if isinstance(error, StepUpRequired) and request.method in {"GET", "HEAD", "OPTIONS"}:
            return _sent_to("account_step_up", request)
        return render(request, "problem.html", {"problem": error}, status=error.status)


def _sent_to(name: str, request: HttpRequest) -> HttpResponse:
    """Lead to a page that leads back here."""
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")
