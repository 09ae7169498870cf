"""Legal holds over REST."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.policies.caller import caller_of
from foundation.api.etags import tagged
from foundation.clock import rfc3339
from foundation.problems import NotFound
from hearings.api.shapes import validated
from hearings.doors.hold import get_hold_for
from hearings.models import LegalHold
from hearings.models.hold import HOLD_REASON_MAX
from hearings.services.holds import hold_of, keep, release, set_hold
from hearings.states import HoldState


class HoldBody(serializers.Serializer[Any]):
    """Why it must be kept, by which order."""

    reason = serializers.CharField(min_length=3, max_length=HOLD_REASON_MAX)
    number = serializers.CharField(max_length=100, allow_blank=True, default="")


class ReleaseBody(serializers.Serializer[Any]):
    """Why it need not be kept any more."""

    reason = serializers.CharField(max_length=HOLD_REASON_MAX, allow_blank=True, default="")


def hold_document(row: LegalHold) -> dict[str, Any]:
    """Return a hold as it leaves, to those who set and lift it."""
    return {
        "id": row.pk,
        "hearing": row.hearing_id,
        "state": row.state,
        "reason": row.reason,
        "number": row.number,
        "set_by": row.set_by,
        "set_at": rfc3339(row.created_at),
        "release_reason": row.release_reason,
        "release_proposed_by": row.release_proposed_by or None,
        "released_by": row.released_by or None,
        "released_at": rfc3339(row.released_at),
    }


class HearingHold(APIView):
    """The legal hold of a hearing."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, hearing_id: str) -> Response:
        """Return the hold that stands."""
        row = hold_of(get_hold_for(caller_of(request), hearing_id).hearing)
        if row is None:
            raise NotFound
        return tagged(request, hold_document(row))

    @extend_schema(request=HoldBody, responses={201: OpenApiTypes.OBJECT})
    def post(self, request: Request, hearing_id: str) -> Response:
        """Set one: from now on nothing of the hearing is deleted, moved or destroyed."""
        found = get_hold_for(caller_of(request), hearing_id)
        body = validated(HoldBody, request.data)
        row = set_hold(found.hearing, body["reason"], body["number"], found.caller, found.rule)
        return tagged(request, hold_document(row), status=201)


class HearingRelease(APIView):
    """The end of a legal hold."""

    @extend_schema(request=ReleaseBody, responses={202: OpenApiTypes.OBJECT, 200: OpenApiTypes.OBJECT})
    def post(self, request: Request, hearing_id: str) -> Response:
        """Propose it (202), or lift the hold as the second person (200); one of the two is a judge."""
        found = get_hold_for(caller_of(request), hearing_id)
        reason = validated(ReleaseBody, request.data)["reason"]
        row = release(found.hearing, reason, found.caller, found.rule, countersigns=found.countersigns)
        return tagged(request, hold_document(row), status=200 if row.state == HoldState.RELEASED else 202)


class HearingHoldKept(APIView):
    """A hold whose end was proposed, and that stays."""

    @extend_schema(request=None, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, hearing_id: str) -> Response:
        """Keep it."""
        found = get_hold_for(caller_of(request), hearing_id)
        return tagged(request, hold_document(keep(found.hearing, found.caller, found.rule)))
