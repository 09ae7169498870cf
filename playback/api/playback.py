"""Playback and timeline over REST."""

from typing import Any

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.policies.caller import caller_of
from foundation.api.etags import tagged
from foundation.clock import rfc3339
from hearings.doors import get_hearing_for
from hearings.policy import Action
from playback.services.bytes import MASTER, overviews
from playback.services.credentials import credential_of
from playback.services.labels import track_rows
from playback.services.plays import open_play
from playback.services.timelines import timeline_of
from playback.services.variants import Variant, variant_for


class Playback(APIView):
    """What a viewer may see and hear of a hearing, and where."""

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="hearing_playback")
    def get(self, request: Request, hearing_id: str) -> Response:
        """Open a play; the disclosure event is written before any media address works."""
        admitted = get_hearing_for(caller_of(request), hearing_id, Action.PLAYLIST)
        variant = variant_for(admitted)
        django_request = request._request  # noqa: SLF001  the cookie as it came, not as DRF reads it
        session_key = django_request.session.session_key or "" if request.auth is None else ""
        play = open_play(admitted, variant, credential_of(django_request), session_key)
        return Response(_document(variant, play.pk) | {"expires_at": rfc3339(play.ends_at)})


def _document(variant: Variant, play_id: str) -> dict[str, Any]:
    return {
        "variant": "original",
        "playlist": _address(variant, play_id, MASTER),
        "generation": variant.generation,
        "poll": reverse("media-poll", args=[play_id]),
        "duration_ms": variant.presentation.duration_ms,
        "started_at": rfc3339(variant.started_at),
        "tracks": track_rows(variant),
        "preparing": [{"start_ms": start, "end_ms": end} for start, end in variant.preparing],
        "peaks": None,
        "storyboard": None,
    } | {field: _address(variant, play_id, name) for field, name in overviews(variant).items()}


def _address(variant: Variant, play_id: str, name: str) -> str:
    return reverse("media-file", args=[play_id, variant.generation, name])


class Timeline(APIView):
    """Session bounds, parts, gaps."""

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="hearing_timeline")
    def get(self, request: Request, hearing_id: str) -> Response:
        """Return the timeline as this viewer may know it."""
        return tagged(request, timeline_of(get_hearing_for(caller_of(request), hearing_id, Action.TIMELINE)))
