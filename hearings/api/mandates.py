"""Mandates, and the end of a place in a case, over REST."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.policies.caller import caller_of
from foundation.api.etags import tagged
from foundation.clock import rfc3339
from foundation.problems import Invalid, NotFound
from hearings.api.shapes import Moment, validated
from hearings.doors import get_case_for
from hearings.doors.mandate import get_mandate_for, get_participant_for
from hearings.models import Case, Mandate, Participant
from hearings.policy import Action
from hearings.services.mandates import end_mandate, end_place, give_mandate


class MandateBody(serializers.Serializer[Any]):
    """Who acts for whom, from when to when."""

    representative = serializers.CharField(max_length=40)
    party = serializers.CharField(max_length=40)
    since = Moment(required=False, allow_null=True, default=None)
    until = Moment(required=False, allow_null=True, default=None)
    number = serializers.CharField(max_length=100, allow_blank=True, default="")


def mandate_document(row: Mandate) -> dict[str, Any]:
    """Return a mandate as it leaves."""
    return {
        "id": row.pk,
        "case": row.representative.case_id,
        "representative": row.representative_id,
        "party": row.party_id,
        "since": rfc3339(row.since),
        "until": rfc3339(row.until),
        "number": row.number,
    }


class CaseMandates(APIView):
    """Mandates of a case."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, case_id: str) -> Response:
        """List them, ended ones too, for those who are told who takes part in the case."""
        admitted = get_case_for(caller_of(request), case_id, Action.CARD)
        if admitted.verdict.redacted:
            raise NotFound
        rows = Mandate.objects.filter(representative__case=admitted.case).select_related("representative")
        return Response([mandate_document(row) for row in rows.order_by("since", "pk")])

    @extend_schema(request=MandateBody, responses={201: OpenApiTypes.OBJECT})
    def post(self, request: Request, case_id: str) -> Response:
        """Let counsel act for a party."""
        admitted = get_case_for(caller_of(request), case_id, Action.WRITE_PARTIES)
        fields = validated(MandateBody, request.data)
        who = _of_case(admitted.case, "representative", fields.pop("representative"))
        party = _of_case(admitted.case, "party", fields.pop("party"))
        mandate = give_mandate(who, party, admitted.caller, admitted.verdict.rule_id, **fields)
        return tagged(request, mandate_document(mandate), status=201)


def _of_case(case: Case, field: str, participant_id: str) -> Participant:
    row = Participant.objects.filter(case=case, pk=participant_id).select_related("case", "user").first()
    if row is None:
        raise Invalid(errors=[{"field": field, "message": _("not a participant of this case")}])
    return row


class MandateDetail(APIView):
    """One mandate."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, mandate_id: str) -> Response:
        """Return it."""
        return tagged(
            request, mandate_document(get_mandate_for(caller_of(request), mandate_id, Action.CARD)[0])
        )


class MandateEnd(APIView):
    """The end of a mandate."""

    @extend_schema(request=None, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, mandate_id: str) -> Response:
        """End it now: what its holder sees of the case ends within seconds."""
        row, admitted = get_mandate_for(caller_of(request), mandate_id, Action.WRITE_PARTIES)
        end_mandate(row, admitted.caller, admitted.verdict.rule_id)
        row.refresh_from_db(fields=["until"])
        return tagged(request, mandate_document(row))


class ParticipantEnd(APIView):
    """The end of a place in a case."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, participant_id: str) -> Response:
        """End it now, with the mandates that hang on it."""
        row, admitted = get_participant_for(caller_of(request), participant_id, Action.WRITE_PARTIES)
        end_place(row, admitted.caller, admitted.verdict.rule_id)
        return Response(status=204)
