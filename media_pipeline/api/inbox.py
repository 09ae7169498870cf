"""The inbox over REST: recordings without a hearing; they are assigned by their ranges."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.policies.caller import caller_of
from foundation.api.etags import require_match, tagged
from foundation.clock import rfc3339
from hearings.doors import require_at_court
from hearings.policy import CourtAction
from media_pipeline.api.recordings import RecordingSerializer, document_of, valid
from media_pipeline.doors import get_recording_to_sort, recordings_to_sort
from media_pipeline.models import Recording
from media_pipeline.services.candidates import candidates
from media_pipeline.services.inbox import dismiss, restore


class WaitingSerializer(RecordingSerializer):
    """A recording that waits, with the hearings that may be meant, the nearest first."""

    candidates = serializers.SerializerMethodField()

    class Meta(RecordingSerializer.Meta):
        fields = [*RecordingSerializer.Meta.fields, "candidates"]

    def get_candidates(self, row: Recording) -> list[dict[str, Any]]:
        """Return ids and times; ``mine`` says to which of them the caller may give the recording."""
        found = candidates([row], caller_of(self.context["request"]))[row.pk]
        return [
            {
                "hearing": each.hearing.pk,
                "begins_at": rfc3339(each.begins),
                "ends_at": rfc3339(each.ends),
                "mine": each.mine,
            }
            for each in found
        ]


class Inbox(ListAPIView[Recording]):
    """What waits for a clerk of the caller's courts."""

    serializer_class = WaitingSerializer

    def get_queryset(self) -> Any:
        """Filter before anything is counted; which hearings read a part already is not told here."""
        return recordings_to_sort(caller_of(self.request)).select_related("original")


class DismissRequest(serializers.Serializer[Any]):
    """Why it belongs to no hearing."""

    reason = serializers.CharField(max_length=500, min_length=3)


class RecordingDismiss(APIView):
    """Take a recording out of the inbox: it belongs to no hearing."""

    @extend_schema(request=DismissRequest, responses=RecordingSerializer)
    def post(self, request: Request, recording_id: str) -> Response:
        """Dismiss it; undone by restore/."""
        fields = valid(DismissRequest, request)
        caller = caller_of(request)
        row = get_recording_to_sort(caller, recording_id)
        _court, verdict = require_at_court(caller, row.court_id, CourtAction.SORT_RECORDINGS)
        require_match(request, document_of(request, recording_id))
        dismiss(row, caller, verdict.rule_id, fields["reason"])
        return tagged(request, document_of(request, recording_id))


class RecordingRestore(APIView):
    """Take a dismissal back."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, recording_id: str) -> Response:
        """Put it back; by its time it may find a hearing at once."""
        caller = caller_of(request)
        row = get_recording_to_sort(caller, recording_id)
        _court, verdict = require_at_court(caller, row.court_id, CourtAction.SORT_RECORDINGS)
        restore(row, caller, verdict.rule_id)
        return Response(status=204)
