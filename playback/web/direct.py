"""Media addresses are answered before the middlewares of pages: a player asks for thousands of them, and they need no
session, language, form token or template. Who may have them is the gate's question alone.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve

PREFIX = "/media/"


def media_first(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: call the view of a media address at once; what is none goes on as any other address."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return get_response(request)
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return get_response(request)
        answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        return answer

    return middleware
