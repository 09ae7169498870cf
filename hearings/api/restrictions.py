"""Restrictions over REST."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.policies.caller import caller_of
from foundation.api.etags import require_match, tagged
from foundation.clock import rfc3339
from foundation.problems import Invalid
from hearings.api.shapes import Moment, validated
from hearings.doors import Admitted, get_hearing_for
from hearings.doors.restriction import get_restriction_for
from hearings.models import FaceCover, Hearing, Restriction, RestrictionKind, VoiceProfile
from hearings.models.restriction import GROUND_MAX, WORD_MAX
from hearings.policies.orders import CAMERA_MAX, Order, order_of, participant_of
from hearings.policies.restrictions import boxes_from
from hearings.policy import Action
from hearings.policy.boxes import FULL, Box, Boxes
from hearings.services.restrictions import change, confirm, lift, order_restriction, undo
from hearings.states import RestrictionState

PLACE = ("started_at", "ended_at", "whole", "participant")


class BoxBody(serializers.Serializer[Any]):
    """A rectangle of a camera's picture, in thousandths of its width and height."""

    camera = serializers.IntegerField(min_value=1, max_value=CAMERA_MAX)
    left = serializers.IntegerField(min_value=0, max_value=FULL)
    top = serializers.IntegerField(min_value=0, max_value=FULL)
    right = serializers.IntegerField(min_value=0, max_value=FULL)
    bottom = serializers.IntegerField(min_value=0, max_value=FULL)


class RestrictionPatch(serializers.Serializer[Any]):
    """What a ruling says of a part."""

    kind = serializers.ChoiceField(choices=RestrictionKind.choices, required=False)
    started_at = Moment(allow_null=True, required=False)
    ended_at = Moment(allow_null=True, required=False)
    whole = serializers.BooleanField(required=False)
    participant = serializers.CharField(max_length=WORD_MAX, allow_null=True, required=False)
    channels = serializers.ListField(child=serializers.CharField(max_length=WORD_MAX), required=False)
    excludes = serializers.ListField(
        child=serializers.CharField(max_length=WORD_MAX), required=False, max_length=200
    )
    ruling_number = serializers.CharField(max_length=100, allow_blank=True, required=False)
    ordered_by = serializers.CharField(max_length=200, allow_blank=True, required=False)
    ground = serializers.CharField(max_length=GROUND_MAX, allow_blank=True, required=False)
    publish_disguised = serializers.BooleanField(required=False)
    voice = serializers.ChoiceField(choices=VoiceProfile.choices, required=False)
    face = serializers.ChoiceField(choices=FaceCover.choices, required=False)
    boxes = serializers.ListField(child=BoxBody(), required=False, max_length=200)


class RestrictionBody(RestrictionPatch):
    """A restriction to be ordered, or proposed until a judge decides."""

    kind = serializers.ChoiceField(choices=RestrictionKind.choices)


class HearingNamed(serializers.Serializer[Any]):
    """Of which hearing; read before the rest."""

    hearing = serializers.CharField()


def restriction_document(row: Restriction) -> dict[str, Any]:
    """Return a restriction as it leaves, to those who propose and decide."""
    undo_until = row.created_at + timedelta(seconds=settings.RESTRICTION_UNDO_S)
    proposed = row.state == RestrictionState.PROPOSED
    return {
        "id": row.pk,
        "hearing": row.hearing_id,
        "kind": row.kind,
        "state": row.state,
        "confirmed": row.confirmed,
        "started_at": rfc3339(row.started_at),
        "ended_at": rfc3339(row.ended_at),
        "whole": row.whole,
        "participant": row.participant_id,
        "channels": row.channels,
        "excludes": sorted(each.word for each in row.exclusions.all()),
        "ruling_number": row.ruling_number,
        "ordered_by": row.ordered_by,
        "ground": row.ground,
        "publish_disguised": row.publish_disguised,
        "voice": row.voice,
        "face": row.face,
        "boxes": [box._asdict() for box in sorted(boxes_from(row.boxes))],
        "proposed_by": row.proposed_by,
        "proposed_at": rfc3339(row.created_at),
        "undo_until": rfc3339(undo_until) if proposed else None,
        "decided_by": row.decided_by or None,
        "decided_at": rfc3339(row.decided_at),
        "lift_proposed_by": row.lift_proposed_by or None,
        "lifted_at": rfc3339(row.lifted_at),
        "version": row.version,
    }


def _order(base: Order, fields: dict[str, Any], hearing: Hearing) -> Order:
    """Return an order with fields over it; a new place takes the place of the old one."""
    if any(fields.get(name) for name in PLACE):
        base = replace(base, started_at=None, ended_at=None, whole=False, participant=None)
    named = dict(fields)
    if named.get("participant"):
        named["participant"] = participant_of(hearing, named["participant"])
    if named.get("face", FaceCover.MASKED) != FaceCover.MASKED:
        named.setdefault("boxes", ())
    for name, kind in (("channels", tuple), ("excludes", frozenset), ("boxes", _boxes)):
        if name in named:
            named[name] = kind(named[name])
    return replace(base, **named)


def _boxes(rows: Iterable[dict[str, int]]) -> Boxes:
    return frozenset(Box(**row) for row in rows)


def _decides(admitted: Admitted) -> bool:
    return admitted.may(Action.CONFIRM_OR_LIFT)


def _answer(request: Request, row: Restriction, status: int = 200) -> Response:
    return tagged(request, restriction_document(row), status=status)


class Restrictions(APIView):
    """Restrictions of a hearing; ordering and proposing."""

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="restrictions_list")
    def get(self, request: Request) -> Response:
        """Return those on ``?hearing=``, also what was refused, undone and lifted, the oldest first."""
        named = request.GET.get("hearing", "")
        admitted = get_hearing_for(caller_of(request), named, Action.PROPOSE_RESTRICTION)
        rows = Restriction.objects.filter(hearing=admitted.hearing).prefetch_related("exclusions")
        return tagged(
            request,
            {"results": [restriction_document(row) for row in rows], "next": None, "previous": None},
        )

    @extend_schema(request=RestrictionBody, responses={201: OpenApiTypes.OBJECT})
    def post(self, request: Request) -> Response:
        """Withhold a part at once: a judge of the case by ruling, a clerk until a judge decides."""
        named = validated(HearingNamed, request.data)["hearing"]
        admitted = get_hearing_for(caller_of(request), named, Action.PROPOSE_RESTRICTION)
        fields = validated(RestrictionBody, request.data)
        hearing = admitted.hearing
        order = _order(Order(fields["kind"]), fields, hearing)
        rule = admitted.verdict.rule_id
        made = order_restriction(hearing, order, admitted.caller, rule, decides=_decides(admitted))
        return _answer(request, made, 201)


class RestrictionDetail(APIView):
    """One restriction."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, restriction_id: str) -> Response:
        """Return it."""
        row, _ = get_restriction_for(caller_of(request), restriction_id, Action.PROPOSE_RESTRICTION)
        return _answer(request, row)

    @extend_schema(request=RestrictionPatch, responses=OpenApiTypes.OBJECT)
    def patch(self, request: Request, restriction_id: str) -> Response:
        """Let a confirmed one withhold more; what would withhold less is a lift, and needs two persons."""
        row, admitted = get_restriction_for(caller_of(request), restriction_id, Action.CONFIRM_OR_LIFT)
        require_match(request, restriction_document(row))
        fields = validated(RestrictionPatch, request.data)
        if not fields:
            raise Invalid
        order = _order(order_of(row), fields, row.hearing)
        return _answer(request, change(row, order, admitted.caller, admitted.verdict.rule_id))

    @extend_schema(request=None, responses={202: OpenApiTypes.OBJECT, 200: OpenApiTypes.OBJECT})
    def delete(self, request: Request, restriction_id: str) -> Response:
        """Lift it: 202 while a second person has to approve."""
        return _lifted(request, restriction_id)


def _lifted(request: Request, restriction_id: str) -> Response:
    row, admitted = get_restriction_for(caller_of(request), restriction_id, Action.PROPOSE_RESTRICTION)
    require_match(request, restriction_document(row))
    lifted = lift(row, admitted.caller, admitted.verdict.rule_id, decides=_decides(admitted))
    return _answer(request, lifted, 202 if lifted.state == RestrictionState.LIFT_PROPOSED else 200)


class RestrictionConfirm(APIView):
    """A judge's decision on what was proposed."""

    @extend_schema(request=RestrictionPatch, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, restriction_id: str) -> Response:
        """Confirm it, as it is or with the changes of the body; of a proposed lift: keep the restriction."""
        row, admitted = get_restriction_for(caller_of(request), restriction_id, Action.CONFIRM_OR_LIFT)
        require_match(request, restriction_document(row))
        fields = validated(RestrictionPatch, request.data)
        order = _order(order_of(row), fields, row.hearing) if fields else None
        return _answer(request, confirm(row, order, admitted.caller, admitted.verdict.rule_id))


class RestrictionLift(APIView):
    """The end of a restriction."""

    @extend_schema(request=None, responses={202: OpenApiTypes.OBJECT, 200: OpenApiTypes.OBJECT})
    def post(self, request: Request, restriction_id: str) -> Response:
        """Lift it: a judge refuses what is only proposed; else the first asks (202), another judge approves (200)."""
        return _lifted(request, restriction_id)


class RestrictionUndo(APIView):
    """Taking back what one has just proposed."""

    @extend_schema(request=None, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, restriction_id: str) -> Response:
        """Undo it, within RESTRICTION_UNDO_S, by the same person."""
        row, admitted = get_restriction_for(caller_of(request), restriction_id, Action.PROPOSE_RESTRICTION)
        return _answer(request, undo(row, admitted.caller, admitted.verdict.rule_id))
