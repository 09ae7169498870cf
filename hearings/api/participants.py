"""Participants of a hearing over REST, and who is behind a pseudonym."""

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
from foundation.problems import Invalid, NotFound
from hearings.api.cases import enter
from hearings.api.shapes import ParticipantBody, ParticipantSerializer, validated
from hearings.doors import Admitted, get_case_for, get_hearing_for
from hearings.doors.participant import get_identity_for, get_participant_for
from hearings.models import LISTED, Case, Participant
from hearings.policy import Action
from hearings.services.identity_reading import read_identity


class HearingParticipantBody(ParticipantBody):
    """A participant to be added; ``case`` where the hearing joins several."""

    case = serializers.CharField(required=False)


class HearingParticipants(APIView):
    """Who takes part in the cases of a hearing."""

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="participants_list")
    def get(self, request: Request, hearing_id: str) -> Response:
        """Return those whom this viewer may know, of protected people their pseudonyms."""
        admitted = get_hearing_for(caller_of(request), hearing_id, Action.CARD)
        rows = Participant.objects.filter(case__in=admitted.cases).order_by(*LISTED, "pk")
        named = [] if admitted.verdict.redacted else [participant_document(row) for row in rows]
        return tagged(request, {"results": named, "next": None, "previous": None})

    @extend_schema(request=HearingParticipantBody, responses={201: ParticipantSerializer})
    def post(self, request: Request, hearing_id: str) -> Response:
        """Add a participant to the hearing's case, with mandates for those that it represents."""
        caller = caller_of(request)
        admitted = get_hearing_for(caller, hearing_id, Action.WRITE_PARTIES)
        person = validated(HearingParticipantBody, request.data)
        case = get_case_for(caller, _case(admitted, person.pop("case", None)).pk, Action.WRITE_PARTIES)
        made = enter(case.case, person, request, case.verdict.rule_id)
        return tagged(request, participant_document(made), status=201)


class HearingParticipant(APIView):
    """One of them."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, hearing_id: str, participant_id: str) -> Response:
        """Return the participant."""
        row, _admitted = get_participant_for(caller_of(request), hearing_id, participant_id)
        return tagged(request, participant_document(row))


class ParticipantIdentity(APIView):
    """Who is behind a pseudonym."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, hearing_id: str, participant_id: str) -> Response:
        """Return the identity to who may read it and has just signed in a second time; each reading is logged."""
        row, admitted = get_identity_for(caller_of(request), hearing_id, participant_id)
        identity = read_identity(row, admitted)
        external = {"source": identity.external_source, "id": identity.external_id}
        body = {
            "participant": row.pk,
            "pseudonym": str(row),
            "name": identity.name,
            "external_id": external if identity.external_id else None,
            "account": identity.account or None,
        }
        return Response(body, headers={"Cache-Control": "no-store"})


def participant_document(row: Participant) -> dict[str, Any]:
    """Return a participant as it leaves."""
    return {**ParticipantSerializer(row).data, "case": row.case_id}


def _case(admitted: Admitted, named: str | None) -> Case:
    """Return the case that is meant. Raises Invalid where several are heard and none is named, NotFound for others."""
    if named is None and len(admitted.cases) == 1:
        return admitted.cases[0]
    if named is None:
        words = _("Several cases are heard together: say which one.")
        raise Invalid(errors=[{"field": "case", "message": words}])
    found = next((case for case in admitted.cases if case.pk == named), None)
    if found is None:
        raise NotFound
    return found
