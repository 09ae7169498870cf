"""Break-glass over REST."""

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
from hearings.api.shapes import validated
from hearings.doors.break_glass import (
    get_request_for,
    get_request_to_decide,
    get_target_for,
    requests_of,
    requests_to_decide,
)
from hearings.models import BreakGlass, BreakGlassKind
from hearings.models.break_glass import REASON_MAX, REASON_MIN
from hearings.services.break_glass import approve, ask, end, refuse, state_now


class ObjectNamed(serializers.Serializer[Any]):
    """Of which hearing or case; read before the rest."""

    object = serializers.CharField(max_length=40)


class BreakGlassBody(ObjectNamed):
    """Why, and what for."""

    reason = serializers.CharField(min_length=REASON_MIN, max_length=REASON_MAX)
    kind = serializers.ChoiceField(choices=BreakGlassKind.choices, default=BreakGlassKind.CONTENT)


def request_document(row: BreakGlass) -> dict[str, Any]:
    """Return a request as it leaves; the case itself opens to its reader only by the own rights."""
    return {
        "id": row.pk,
        "object": row.object_id,
        "kind": row.kind,
        "reason": row.reason,
        "state": state_now(row),
        "proposed_by": row.proposed_by,
        "proposed_at": rfc3339(row.created_at),
        "decided_by": row.decided_by or None,
        "decided_at": rfc3339(row.decided_at),
        "ends_at": rfc3339(row.ends_at),
    }


class BreakGlasses(APIView):
    """Requests of the caller, and those that wait for the caller."""

    @extend_schema(operation_id="break_glass_list", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        """List one's own and those that one may decide on."""
        caller = caller_of(request)
        rows = [*requests_to_decide(caller), *requests_of(caller)]
        return Response([request_document(row) for row in rows])

    @extend_schema(request=BreakGlassBody, responses={201: OpenApiTypes.OBJECT})
    def post(self, request: Request) -> Response:
        """Ask: nothing opens until a judge of the court, or of a court above, has approved it."""
        caller = caller_of(request)
        target = get_target_for(caller, validated(ObjectNamed, request.data)["object"])
        body = validated(BreakGlassBody, request.data)
        row = ask(target.case, target.hearing, body["kind"], body["reason"], caller, target.rule)
        return tagged(request, request_document(row), status=201)


class BreakGlassDetail(APIView):
    """One request."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, request_id: str) -> Response:
        """Return it to those whom it concerns."""
        return tagged(request, request_document(get_request_for(caller_of(request), request_id).row))


class BreakGlassApprove(APIView):
    """The second person's yes."""

    @extend_schema(request=None, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, request_id: str) -> Response:
        """Approve it: what was asked for is open for an hour; the judges of the case get a notice."""
        found = get_request_to_decide(caller_of(request), request_id)
        return tagged(request, request_document(approve(found.row, found.caller, found.rule)))


class BreakGlassRefuse(APIView):
    """The second person's no."""

    @extend_schema(request=None, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, request_id: str) -> Response:
        """Refuse it."""
        found = get_request_to_decide(caller_of(request), request_id)
        return tagged(request, request_document(refuse(found.row, found.caller, found.rule)))


class BreakGlassEnd(APIView):
    """The end before its time."""

    @extend_schema(request=None, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, request_id: str) -> Response:
        """End it now; what plays by it stops within seconds."""
        found = get_request_for(caller_of(request), request_id)
        return tagged(request, request_document(end(found.row, found.caller, found.rule)))
