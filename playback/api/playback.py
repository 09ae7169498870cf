"""Playback and timeline over REST."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.policies.caller import caller_of
from accounts.services.step_up import keep_sittings
from foundation.api.etags import tagged
from foundation.clock import rfc3339
from foundation.problems import Invalid, NotFound
from hearings.doors import Admitted, get_hearing_for
from hearings.policy import Action
from hearings.policy.facts import Interval
from media_pipeline.policies.words import camera_name
from media_pipeline.services.dropping import lighten_again
from playback.models import Play
from playback.services.as_recorded import require_original
from playback.services.bytes import MASTER, WITH_SOUND, overviews
from playback.services.cameras import View
from playback.services.credentials import credential_of
from playback.services.labels import track_rows
from playback.services.plays import open_play
from playback.services.timelines import band_row, bands_of, timeline_of
from playback.services.variants import Variant, variant_for

CAMERA_DIGITS = 5


class Playback(APIView):
    """What a viewer may see and hear of a hearing, and where."""

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="hearing_playback")
    def get(self, request: Request, hearing_id: str) -> Response:
        """Open a play; the disclosure event is written before any media address works.

        ``?as_recorded=1``: protected parts play undisguised, to who may have the original (`403` step-up-required).
        """
        admitted = get_hearing_for(caller_of(request), hearing_id, Action.PLAYLIST)
        as_recorded = request.GET.get("as_recorded") == "1"
        original = require_original(admitted) if as_recorded else None
        variant = variant_for(admitted, as_recorded=as_recorded)
        view = _chosen(variant, request.GET.get("camera"))
        django_request = request._request  # noqa: SLF001  the cookie as it came, not as DRF reads it
        session_key = django_request.session.session_key or "" if request.auth is None else ""
        lighten_again(set(variant.originals.values()))
        if as_recorded and session_key:
            keep_sittings(django_request.session, [hearing_id])
        play = open_play(admitted, variant, credential_of(django_request), session_key, original)
        document = _document(variant, view, play.pk)
        document |= {"withheld": _withheld(admitted, variant, play)}
        if as_recorded:
            document["as_recorded"] = True
        return Response(document | {"expires_at": rfc3339(play.ends_at)})


def _withheld(admitted: Admitted, variant: Variant, play: Play) -> list[dict[str, Any]]:
    found = [band for band in bands_of(admitted, variant.duration_ms) if not band.plays]
    if play.as_recorded:
        found = [
            band for band in found if not admitted.may(Action.ORIGINAL, Interval(band.start_ms, band.end_ms))
        ]
    return [band_row(band) for band in found]


def _chosen(variant: Variant, camera: str | None) -> View:
    """Return the view that a request names, by default the main camera's; raises Invalid, NotFound."""
    if camera is None:
        return variant.view()
    if not (camera.isascii() and camera.isdigit() and len(camera) <= CAMERA_DIGITS):
        raise Invalid(errors=[{"field": "camera", "message": _("must be the number of a camera")}])
    try:
        return variant.view(int(camera))
    except KeyError:
        raise NotFound from None


def _document(variant: Variant, view: View, play_id: str) -> dict[str, Any]:
    def address(name: str) -> str:
        return reverse("media-file", args=[play_id, variant.generation, name])

    main = view.camera == variant.cameras.main
    return {
        "variant": "original",
        "playlist": address(MASTER if main else f"c{view.camera}/{WITH_SOUND}"),
        "generation": variant.generation,
        "poll": reverse("media-poll", args=[play_id]),
        "duration_ms": variant.duration_ms,
        "started_at": rfc3339(variant.started_at),
        "preparing": [{"start_ms": start, "end_ms": end} for start, end in variant.preparing(view.camera)],
        "tracks": track_rows(variant, view),
        "camera": view.camera or None,
        "cameras": [
            {
                "number": number,
                "label": camera_name(number),
                "playlist": address(f"c{number}/{MASTER}"),
                "with_sound": address(f"c{number}/{WITH_SOUND}"),
                "fps": fps,
            }
            for number, fps in variant.cameras.fps().items()
        ],
        "peaks": None,
        "storyboard": None,
    } | {field: address(name) for field, name in overviews(variant).items()}


class Timeline(APIView):
    """Session bounds, parts, gaps."""

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="hearing_timeline")
    def get(self, request: Request, hearing_id: str) -> Response:
        """Return the timeline as this viewer may know it; ``?brief=1`` without its parts, which may be thousands."""
        admitted = get_hearing_for(caller_of(request), hearing_id, Action.TIMELINE)
        return tagged(request, timeline_of(admitted, brief=request.GET.get("brief") == "1"))
