"""Disguises over REST: what was made of protected parts, and a person's word on it."""

from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.policies.caller import caller_of
from foundation.api.etags import require_match, tagged
from foundation.clock import rfc3339
from hearings.api.shapes import validated
from hearings.errors import DisguiseStands
from hearings.models import Disguise, VoiceProfile
from hearings.policies.restrictions import boxes_from
from hearings.services.disguises import again, release
from media_pipeline.doors.disguise import get_disguise_for, get_disguises_for
from media_pipeline.services.disguise_sound import disguise_sound


class DisguiseHeard(serializers.Serializer[Any]):
    """Which version of a disguise was listened to; ``lines``: the digest of those that were read."""

    version = serializers.IntegerField(min_value=1)
    lines = serializers.CharField(max_length=64, required=False, allow_blank=True, default="")


class DisguiseAgain(serializers.Serializer[Any]):
    """How it is to be drawn anew."""

    voice = serializers.ChoiceField(choices=VoiceProfile.choices, required=False)


def disguise_document(row: Disguise) -> dict[str, Any]:
    """Return a disguise as it leaves; ``report`` tells what was measured."""
    return {
        "id": row.pk,
        "hearing": row.hearing_id,
        "state": row.state,
        "started_at": rfc3339(row.started_at),
        "ended_at": rfc3339(row.ended_at),
        "voice": row.voice,
        "face": row.face,
        "boxes": [box._asdict() for box in sorted(boxes_from(row.boxes))],
        "draws": row.draws,
        "report": row.report,
        "decided_by": row.decided_by or None,
        "decided_at": rfc3339(row.decided_at),
        "version": row.version,
    }


class Disguises(APIView):
    """Disguises of a hearing."""

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="disguises_list")
    def get(self, request: Request) -> Response:
        """Return those of ``?hearing=`` that are made, or to be made, in order of time."""
        rows, _ = get_disguises_for(caller_of(request), request.GET.get("hearing", ""))
        found = [disguise_document(row) for row in rows]
        return tagged(request, {"results": found, "next": None, "previous": None})


class DisguiseDetail(APIView):
    """One disguise."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, disguise_id: str) -> Response:
        """Return it."""
        row, _ = get_disguise_for(caller_of(request), disguise_id)
        return tagged(request, disguise_document(row))


class DisguiseSound(APIView):
    """The sound of a disguise, for who decides on it."""

    @extend_schema(responses={(200, "audio/flac"): OpenApiTypes.BINARY})
    def get(self, request: Request, disguise_id: str) -> HttpResponseBase:
        """Return the render as FLAC, or a range of it."""
        row, _ = get_disguise_for(caller_of(request), disguise_id)
        return disguise_sound(row, request.headers.get("Range"))


class DisguiseRelease(APIView):
    """A person's word that a disguise may play."""

    @extend_schema(request=DisguiseHeard, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, disguise_id: str) -> Response:
        """Let it play: the caller has listened to this very version, not to a draw before it."""
        row, admitted = get_disguise_for(caller_of(request), disguise_id)
        require_match(request, disguise_document(row))
        heard = validated(DisguiseHeard, request.data)
        if heard["version"] != row.version:
            raise DisguiseStands(state=row.state)
        released = release(row, admitted.caller, admitted.verdict.rule_id, heard["lines"])
        return tagged(request, disguise_document(released))


class DisguiseDrawnAgain(APIView):
    """A person's word that a disguise may not play."""

    @extend_schema(request=DisguiseAgain, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, disguise_id: str) -> Response:
        """Throw it away and have it drawn anew, with another voice if one is named; it plays no longer."""
        row, admitted = get_disguise_for(caller_of(request), disguise_id)
        require_match(request, disguise_document(row))
        voice = validated(DisguiseAgain, request.data).get("voice", "")
        moved = again(row, admitted.caller, admitted.verdict.rule_id, voice)
        return tagged(request, disguise_document(moved))
