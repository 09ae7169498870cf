"""Orders that name a person over REST."""

from dataclasses import fields as fields_of
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.policies.caller import caller_of
from foundation.api.etags import tagged
from foundation.clock import rfc3339
from foundation.problems import Invalid
from hearings.api.shapes import Moment, validated
from hearings.doors import get_case_for, require_at_court
from hearings.doors.order import get_order, get_order_to_end
from hearings.models import AccessOrder, OrderKind
from hearings.policies.named_in_order import COLUMNS, GIVEN, Terms
from hearings.policy import Action, CourtAction
from hearings.services.access_orders import end_order, give_order, order_inspection

LETTERS = "ectsoki"


class TermsBody(serializers.Serializer[Any]):
    """Whom the order names and what it lists: classes by their letters, parts by their column."""

    user = serializers.SlugRelatedField(slug_field="username", queryset=User.objects.filter(is_active=True))
    columns = serializers.ListField(child=serializers.ChoiceField(COLUMNS), default=list)
    number = serializers.CharField(max_length=100, allow_blank=True, default="")
    since = Moment(required=False, allow_null=True, default=None)
    until = Moment(required=False, allow_null=True, default=None)
    heard_from = Moment(required=False, allow_null=True, default=None)
    heard_to = Moment(required=False, allow_null=True, default=None)


class OrderBody(TermsBody):
    """An order of a judge of the case."""

    kind = serializers.ChoiceField(choices=[each for each in OrderKind.choices if each[0] in GIVEN])
    classes = serializers.ListField(child=serializers.ChoiceField(list(LETTERS)), min_length=1)


class InspectionBody(TermsBody):
    """An inspection that the chair of a court orders, of cases and dates."""

    cases = serializers.ListField(child=serializers.CharField(), min_length=1, max_length=200)


def order_document(row: AccessOrder) -> dict[str, Any]:
    """Return an order as it leaves."""
    return {
        "id": row.pk,
        "case": row.case_id,
        "hearing": row.hearing_id,
        "user": row.user.username,
        "kind": row.kind,
        "classes": list(row.classes),
        "columns": row.columns,
        "number": row.number,
        "since": rfc3339(row.since),
        "until": rfc3339(row.until),
        "heard_from": rfc3339(row.heard_from),
        "heard_to": rfc3339(row.heard_to),
    }


def _terms(kind: str, body: dict[str, Any]) -> Terms:
    known = {each.name for each in fields_of(Terms)}
    given = {name: value for name, value in body.items() if name in known}
    sets = {name: frozenset(given.get(name, ())) for name in ("classes", "columns")}
    return Terms(**given | sets | {"kind": kind})


class CaseOrders(APIView):
    """Orders in a case."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, case_id: str) -> Response:
        """List them, ended ones too, for the judges of the case."""
        case = get_case_for(caller_of(request), case_id, Action.RULE).case
        rows = AccessOrder.objects.filter(case=case).exclude(kind=OrderKind.BREAK_GLASS)
        return Response([order_document(row) for row in rows.select_related("user").order_by("since", "pk")])

    @extend_schema(request=OrderBody, responses={201: OpenApiTypes.OBJECT})
    def post(self, request: Request, case_id: str) -> Response:
        """Name a person; the person gets a notice."""
        admitted = get_case_for(caller_of(request), case_id, Action.RULE)
        body = validated(OrderBody, request.data)
        terms = _terms(body["kind"], body)
        row = give_order(admitted.case, terms, admitted.caller, admitted.verdict.rule_id)
        return tagged(request, order_document(row), status=201)


class OwnOrders(APIView):
    """Orders that name the caller."""

    @extend_schema(operation_id="orders_list", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        """List them: which case, what they open, until when."""
        rows = AccessOrder.objects.filter(user=caller_of(request).user).exclude(kind=OrderKind.BREAK_GLASS)
        return Response([order_document(row) for row in rows.select_related("user").order_by("since", "pk")])


class OrderDetail(APIView):
    """One order."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, order_id: str) -> Response:
        """Return it, to the person named and to who could end it."""
        return tagged(request, order_document(get_order(caller_of(request), order_id)))


class OrderEnd(APIView):
    """The end of an order."""

    @extend_schema(request=None, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, order_id: str) -> Response:
        """End it now."""
        caller = caller_of(request)
        row, rule = get_order_to_end(caller, order_id)
        end_order(row, caller, rule)
        row.refresh_from_db(fields=["until"])
        return tagged(request, order_document(row))


class CourtInspections(APIView):
    """Inspections that the chair of a court orders."""

    @extend_schema(request=InspectionBody, responses={201: OpenApiTypes.OBJECT})
    def post(self, request: Request, court_id: str) -> Response:
        """Let an observer hear the hearings of some dates in some cases."""
        caller = caller_of(request)
        court, verdict = require_at_court(caller, court_id, CourtAction.INSPECT)
        body = validated(InspectionBody, request.data)
        cases = [get_case_for(caller, each, Action.CARD).case for each in dict.fromkeys(body["cases"])]
        if any(case.court_id != court.pk for case in cases):
            raise Invalid(errors=[{"field": "cases", "message": _("must be cases of this court")}])
        terms = _terms(OrderKind.INSPECTION, body | {"classes": ["s"]})
        rows = order_inspection(cases, terms, caller, verdict.rule_id)
        return Response([order_document(row) for row in rows], status=201)
