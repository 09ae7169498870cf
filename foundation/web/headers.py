"""Middleware around all others: no answer leaves without the headers that keep browsers from misusing it.

Pages, media and static files set their own; this fills in what is missing on everything else: API answers, refusals,
redirects, and what a middleware answered before the one that would have set the header.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

NOTHING = "default-src 'none'; frame-ancestors 'none'"
"""The policy of what is no page: it loads nothing and stands in no frame."""
UNKEPT = "private, no-store"
"""Who knows a tag may still ask with it: that copy is the caller's own, not a cache's."""


def safe_headers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Set what the answer does not say itself."""
    missing = {
        "Content-Security-Policy": NOTHING,
        "Cache-Control": UNKEPT,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    }

    def middleware(request: HttpRequest) -> HttpResponseBase:
        answer = get_response(request)
        for name, value in missing.items():
            answer.headers.setdefault(name, value)
        return answer

    return middleware
