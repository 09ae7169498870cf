"""Sending cases to a court above over REST."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.policies.caller import caller_of
from courts.models import Court
from foundation.api.etags import tagged
from foundation.clock import rfc3339
from foundation.problems import Invalid
from hearings.api.shapes import validated
from hearings.doors import get_case_for
from hearings.doors.transfer import get_transfer_for
from hearings.models import CaseTransfer
from hearings.policy import Action
from hearings.services.transfers import send, take_back


class TransferBody(serializers.Serializer[Any]):
    """To which court, by which letter."""

    court = serializers.CharField(max_length=40)
    number = serializers.CharField(max_length=100, allow_blank=True, default="")


def transfer_document(row: CaseTransfer) -> dict[str, Any]:
    """Return a transfer as it leaves."""
    return {
        "id": row.pk,
        "case": row.case_id,
        "court": row.court_id,
        "number": row.number,
        "registered_at": rfc3339(row.registered_at),
        "ended_at": rfc3339(row.ended_at),
    }


class CaseTransferred(APIView):
    """Sending a case to a court above."""

    @extend_schema(request=TransferBody, responses={201: OpenApiTypes.OBJECT})
    def post(self, request: Request, case_id: str) -> Response:
        """Register the transfer: that court's judges and clerks are of the case from now on."""
        admitted = get_case_for(caller_of(request), case_id, Action.ASSIGN)
        body = validated(TransferBody, request.data)
        court = Court.objects.filter(pk=body["court"]).first()
        if court is None:
            raise Invalid(errors=[{"field": "court", "message": _("no such court")}])
        row = send(admitted.case, court, admitted.caller, admitted.verdict.rule_id, body["number"])
        return tagged(request, transfer_document(row), status=201)


class CaseTransfers(APIView):
    """Transfers of a case."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, case_id: str) -> Response:
        """List them, those from which the case came back too."""
        case = get_case_for(caller_of(request), case_id, Action.CARD).case
        return Response([transfer_document(row) for row in CaseTransfer.objects.filter(case=case)])


class TransferEnd(APIView):
    """The way back of a case."""

    @extend_schema(request=None, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, transfer_id: str) -> Response:
        """Register that it came back: what the court above saw of it ends within seconds."""
        row, admitted = get_transfer_for(caller_of(request), transfer_id, Action.ASSIGN)
        take_back(row, admitted.caller, admitted.verdict.rule_id)
        row.refresh_from_db(fields=["ended_at"])
        return tagged(request, transfer_document(row))
