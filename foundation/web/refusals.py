"""Middleware that lets a 404 take its time: how long it took must not tell what is hidden from what is not there.

The doors ask and decide the same of both (`hearings/doors`); what is left, building what was read, shows in a thousand
tries. Answers that leave at the beats of a clock, counted from when the request came, show nothing below one beat.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

NOT_FOUND = 404


def even_refusals(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Hold each 404 of an address that exists until the next whole ``NOT_FOUND_BEAT_MS`` since its request came."""
    beat_s = settings.NOT_FOUND_BEAT_MS / 1000

    def middleware(request: HttpRequest) -> HttpResponseBase:
        came = time.monotonic()
        answer = get_response(request)
        # Where no view was found nothing is hidden, and nobody holds a thread by asking for nonsense.
        if answer.status_code == NOT_FOUND and request.resolver_match is not None and beat_s:
            time.sleep(rest_of_beat(time.monotonic() - came, beat_s))
        return answer

    return middleware


def rest_of_beat(took_s: float, beat_s: float) -> float:
    """Return how long to wait until the next beat."""
    return -took_s % beat_s
