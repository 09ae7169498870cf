"""Sealing cases over REST."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.policies.caller import caller_of
from hearings.api.shapes import validated
from hearings.doors import get_case_for
from hearings.models import Case
from hearings.policy import Action
from hearings.services.sealing import seal, unseal


class SealBody(serializers.Serializer[Any]):
    """Who, besides the panel, keeps what the sealed case gives."""

    named = serializers.SlugRelatedField(
        slug_field="username", queryset=User.objects.filter(is_active=True), many=True, required=False
    )


def _document(case: Case) -> dict[str, Any]:
    proposed = case.unseal_proposed_by or None
    return {"id": case.pk, "sealed": case.sealed, "unseal_proposed_by": proposed}


class CaseSeal(APIView):
    """Sealing a case."""

    @extend_schema(request=SealBody, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, case_id: str) -> Response:
        """Seal it at once; only the panel and those named keep anything of it."""
        admitted = get_case_for(caller_of(request), case_id, Action.RULE)
        named = validated(SealBody, request.data).get("named", [])
        sealed = seal(admitted.case, named, admitted.caller, admitted.verdict.rule_id)
        return Response(_document(sealed))


class CaseUnseal(APIView):
    """Unsealing a case."""

    @extend_schema(request=None, responses={202: OpenApiTypes.OBJECT, 200: OpenApiTypes.OBJECT})
    def post(self, request: Request, case_id: str) -> Response:
        """Propose it (202), or approve it as another judge of the case (200)."""
        admitted = get_case_for(caller_of(request), case_id, Action.RULE)
        case = unseal(admitted.case, admitted.caller, admitted.verdict.rule_id)
        return Response(_document(case), status=202 if case.sealed else 200)
