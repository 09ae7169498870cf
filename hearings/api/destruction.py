"""Acts of destruction over REST."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.policies.caller import Caller, caller_of
from custody.models.original import ACT_MAX
from foundation.api.etags import tagged
from foundation.clock import rfc3339
from foundation.problems import Invalid
from hearings.api.shapes import validated
from hearings.doors import require_at_court
from hearings.doors.destruction import get_act_for, get_act_to_decide, get_hearing_to_destroy
from hearings.models import ActGround, DestructionAct, DestructionItem
from hearings.models.destruction import ACT_REASON_MAX
from hearings.policies.retention import due, kept_until
from hearings.policies.visible import visible_to
from hearings.policy import Action, CourtAction
from hearings.services.destruction import Grounds, Wanted, approve, propose, refuse
from hearings.services.notices import knows
from hearings.states import ActState


class GroundsBody(serializers.Serializer[Any]):
    """Why, and under which number; without one the next of the court and year is taken."""

    reason = serializers.CharField(max_length=ACT_REASON_MAX, allow_blank=True, default="")
    number = serializers.CharField(max_length=ACT_MAX, allow_blank=True, default="")


class ActBody(GroundsBody):
    """Hearings whose retention period has ended."""

    hearings = serializers.ListField(child=serializers.CharField(max_length=40), min_length=1)


def act_document(act: DestructionAct, caller: Caller) -> dict[str, Any]:
    """Return an act as it leaves; of its hearings those that the reader may know."""
    items = [item for item in act.items.all() if knows(caller, item.hearing_id)]
    return {
        "id": act.pk,
        "court": act.court_id,
        "number": act.number,
        "ground": act.ground,
        "reason": act.reason,
        "state": act.state,
        "proposed_by": act.proposed_by,
        "proposed_at": rfc3339(act.created_at),
        "approved_by": act.approved_by or None,
        "approved_at": rfc3339(act.approved_at),
        "carried_out_at": rfc3339(act.carried_out_at),
        "backups_until": act.report.get("backups_until"),
        "items": [_item(item) for item in items],
    }


def _item(item: DestructionItem) -> dict[str, Any]:
    report = {"removed": {}, "kept": {}} | item.report
    recording = item.recording or None
    return {"hearing": item.hearing_id, "recording": recording, "done_at": rfc3339(item.done_at), **report}


class CourtRetention(APIView):
    """Hearings of a court whose retention period has ended."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, court_id: str) -> Response:
        """List them, the oldest first, as far as the caller may know them; nothing is destroyed by time alone."""
        caller = caller_of(request)
        court, _verdict = require_at_court(caller, court_id, CourtAction.PLAN_DESTRUCTION)
        rows = due(visible_to(caller), court).select_related("court").prefetch_related("cases")
        found = rows.order_by("scheduled_at", "pk")[: settings.DESTRUCTION_ITEMS]
        return Response(
            [{"hearing": row.pk, "kept_until": kept_until(row, row.cases.all())} for row in found]
        )


class CourtActs(APIView):
    """Acts of destruction of a court."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, court_id: str) -> Response:
        """List them, the newest first."""
        caller = caller_of(request)
        court, _verdict = require_at_court(caller, court_id, CourtAction.PLAN_DESTRUCTION)
        rows = DestructionAct.objects.filter(court=court).prefetch_related("items")
        return Response([act_document(act, caller) for act in rows[: settings.PAGE_ROWS]])

    @extend_schema(request=ActBody, responses={202: OpenApiTypes.OBJECT})
    def post(self, request: Request, court_id: str) -> Response:
        """Propose one for hearings whose period has ended; another person has to approve it."""
        caller = caller_of(request)
        court, _verdict = require_at_court(caller, court_id, CourtAction.PLAN_DESTRUCTION)
        body = validated(ActBody, request.data)
        ids = list(dict.fromkeys(body["hearings"]))
        if len(ids) > settings.DESTRUCTION_ITEMS:
            words = _("at most %(count)s hearings in one act") % {"count": settings.DESTRUCTION_ITEMS}
            raise Invalid(words, errors=[{"field": "hearings", "message": words}])
        found = [get_hearing_to_destroy(caller, each, ActGround.RETENTION) for each in ids]
        act = propose(
            court,
            [Wanted(each.hearing) for each in found],
            Grounds(ActGround.RETENTION, body["reason"], body["number"]),
            caller,
            found[0].verdict.rule_id,
            countersigns=all(each.may(Action.COUNTERSIGN) for each in found),
        )
        return Response(act_document(act, caller), status=202)


class ActDetail(APIView):
    """One act."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, act_id: str) -> Response:
        """Return it, with what was destroyed and what had to stay."""
        caller = caller_of(request)
        return tagged(request, act_document(get_act_for(caller, act_id), caller))


class ActApprove(APIView):
    """The second person's yes."""

    @extend_schema(request=None, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, act_id: str) -> Response:
        """Approve it: what it names is gone for everybody when this returns, the bytes follow within a day."""
        return _approved(request, act_id)


class ActRefuse(APIView):
    """The second person's no, or the first one's."""

    @extend_schema(request=None, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, act_id: str) -> Response:
        """Refuse it, or take it back."""
        caller = caller_of(request)
        found = get_act_to_decide(caller, act_id)
        return tagged(request, act_document(refuse(found.act, caller, found.rule), caller))


def _approved(request: Request, act_id: str) -> Response:
    caller = caller_of(request)
    found = get_act_to_decide(caller, act_id)
    act = approve(found.act, caller, found.rule, countersigns=found.countersigns)
    return tagged(request, act_document(act, caller))


def open_act(hearing_id: str, recording: str = "") -> DestructionAct | None:
    """Return the act by ruling that waits for a second person for exactly this hearing, or recording of it."""
    items = DestructionItem.objects.filter(hearing=hearing_id, recording=recording)
    acts = DestructionAct.objects.filter(items__in=items, state=ActState.PROPOSED)
    return acts.filter(ground=ActGround.RULING).first()


def delete_by_two(
    request: Request, wanted: list[Wanted], rule: str, act: DestructionAct | None, *, countersigns: bool
) -> Response:
    """Answer DELETE: of the first person 202 with the proposal, of the second 200 with the approved act."""
    if act is not None:
        return _approved(request, act.pk)
    caller, body = caller_of(request), validated(GroundsBody, request.data)
    grounds = Grounds(ActGround.RULING, body["reason"], body["number"])
    court = wanted[0].hearing.court
    made = propose(court, wanted, grounds, caller, rule, countersigns=countersigns)
    return Response(act_document(made, caller), status=202)
