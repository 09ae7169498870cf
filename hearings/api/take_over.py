"""Taking over a hearing of the day over REST (R16)."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.policies.caller import caller_of
from foundation.api.etags import tagged
from foundation.problems import Forbidden
from hearings.api.hearings import card
from hearings.api.shapes import HearingSerializer, validated
from hearings.doors import get_hearing_for
from hearings.models import Hearing
from hearings.policy import Action
from hearings.services.assignments import take_over


class TakeOverBody(serializers.Serializer[Any]):
    """Why the assigned clerk does not do it."""

    reason = serializers.CharField(min_length=3, max_length=500)


class HearingTakeOver(APIView):
    """Taking over a hearing of the day."""

    @extend_schema(request=TakeOverBody, responses=HearingSerializer)
    def post(self, request: Request, hearing_id: str) -> Response:
        """Become the clerk of the hearing at once; the presiding judge gets a notice with the reason."""
        admitted = get_hearing_for(caller_of(request), hearing_id, Action.TAKE_OVER)
        if admitted.caller.user is None:
            raise Forbidden
        reason = validated(TakeOverBody, request.data)["reason"]
        take_over(admitted.hearing, admitted.caller.user, admitted.caller, admitted.verdict.rule_id, reason)
        rows = Hearing.objects.prefetch_related("case_links__case", "assignments__user")
        return tagged(request, card(rows.get(pk=hearing_id)))
