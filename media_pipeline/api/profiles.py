"""Recorder profiles over REST: reading them, and trying one on names."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.policies.caller import caller_of
from courts.models import RecorderProfile
from foundation.clock import rfc3339
from hearings.doors import require_at_court
from hearings.policy import CourtAction
from media_pipeline.api.recordings import valid
from media_pipeline.doors.profiles import get_profile_for
from media_pipeline.services.profiles import try_names

NAME_MAX = 512


class ProfileSerializer(serializers.ModelSerializer[RecorderProfile]):
    """How files of one make of recorder are read."""

    class Meta:
        model = RecorderProfile
        fields = [
            "id",
            "name",
            "grammars",
            "time_zone",
            "piece_minutes",
            "cameras",
            "channels",
            "believed_first",
            "container_is_local",
        ]


class CourtProfiles(APIView):
    """The recorder profiles of a court."""

    @extend_schema(responses=ProfileSerializer(many=True))
    def get(self, request: Request, court_id: str) -> Response:
        """Return all of them."""
        court, _verdict = require_at_court(caller_of(request), court_id, CourtAction.READ_RECORDERS)
        rows = RecorderProfile.objects.filter(court=court).order_by("name")
        return Response(ProfileSerializer(rows, many=True).data)


class TryRequest(serializers.Serializer[Any]):
    """Names to try, and the day of those that have none."""

    names = serializers.ListField(child=serializers.CharField(max_length=NAME_MAX), allow_empty=False)
    expected_at = serializers.DateTimeField(allow_null=True, default=None)

    def validate_names(self, value: list[str]) -> list[str]:
        """Refuse more than a page tries."""
        if len(value) > settings.PROFILE_TEST_NAMES:
            raise serializers.ValidationError(f"at most {settings.PROFILE_TEST_NAMES}")
        return value


class ProfileTest(APIView):
    """What a profile reads in names."""

    @extend_schema(request=TryRequest, responses={200: dict})
    def post(self, request: Request, profile_id: str) -> Response:
        """Return for each name its start (UTC), camera and microphones, or why no start is known."""
        profile, _verdict = get_profile_for(caller_of(request), profile_id, CourtAction.READ_RECORDERS)
        fields = valid(TryRequest, request)
        tried = try_names(profile, fields["names"], fields["expected_at"])
        return Response(
            {
                "results": [
                    {
                        "name": row.name,
                        "started_at": rfc3339(row.start),
                        "camera": row.camera,
                        "channels": row.microphones,
                        "pattern": row.fits,
                        "problem": row.problem or None,
                    }
                    for row in tried
                ]
            }
        )
