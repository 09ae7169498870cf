"""The search page."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.policies.caller import caller_of
from foundation.texts import fold
from protocol.services.search import Hit, parts_of, search


@login_required
def search_page(request: HttpRequest) -> HttpResponse:
    """Show the entries that hold all words."""
    query = request.GET.get("q", "").strip()[: settings.SEARCH_MAX_LETTERS]
    too_short = bool(query) and max(map(len, fold(query).split() or [""])) < settings.SEARCH_MIN_LETTERS
    hits = [_row(hit, query) for hit in search(caller_of(request), query)] if query and not too_short else []
    return render(request, "protocol/search.html", {"q": query, "too_short": too_short, "hits": hits})


def _row(hit: Hit, query: str) -> dict[str, Any]:
    entry = hit.read.entry
    page = reverse("playback:hearing", args=[hit.hearing.pk])
    return {
        "hearing_title": ", ".join(hit.numbers),
        "hearing_url": f"{page}?entry={entry.pk}",
        "when": entry.started_at,
        "offset_ms": hit.read.offset_ms,
        "speaker": entry.speaker,
        "language": entry.language,
        "snippet": parts_of(entry.text, query),
        "zone": hit.hearing.court.time_zone,
    }
