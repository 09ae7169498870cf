"""Hearings over REST."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.policies.caller import Caller, caller_of
from courts.models import Court, Courtroom
from foundation.api.etags import require_match, tagged
from foundation.problems import Invalid
from hearings.api.destruction import GroundsBody, delete_by_two, open_act
from hearings.api.shapes import (
    AssignmentBody,
    CasesNamed,
    EventBody,
    HearingBody,
    HearingChange,
    HearingSerializer,
    Moment,
    SessionBody,
    external_columns,
    validated,
)
from hearings.doors import get_case_for, get_hearing_for, require_at_court
from hearings.doors.destruction import get_hearing_to_destroy
from hearings.models import ActGround, Hearing
from hearings.policies.visible import visible_to
from hearings.policy import Action, CourtAction
from hearings.policy.classes import ContentClass
from hearings.services.assignments import assign
from hearings.services.destruction import Wanted
from hearings.services.hearings import apply_event, change_hearing, create_hearing, mark_session
from hearings.states import HearingEvent

OFFERED_EVENTS = (HearingEvent.ADJOURN, HearingEvent.CANCEL, HearingEvent.RESCHEDULE)


def card(hearing: Hearing) -> dict[str, Any]:
    """Return a hearing's card as it leaves."""
    return dict(HearingSerializer(hearing).data)


class Hearings(ListAPIView[Hearing]):
    """Hearings whose card the caller may read."""

    serializer_class = HearingSerializer

    def get_queryset(self) -> Any:
        """Filter before anything is counted; ``case``, ``from``, ``to`` narrow the list."""
        rows = visible_to(caller_of(self.request), ContentClass.CARD)
        narrowed = {
            "case": "cases",
            "from": "scheduled_at__gte",
            "to": "scheduled_at__lt",
            "external_id": "external_id",
        }
        for parameter, lookup in narrowed.items():
            if value := self.request.GET.get(parameter):
                rows = rows.filter(**{lookup: Moment().run_validation(value) if "_at" in lookup else value})
        return rows.prefetch_related("case_links__case", "assignments__user")

    @extend_schema(request=HearingBody, responses={201: HearingSerializer})
    def post(self, request: Request) -> Response:
        """Schedule a hearing; the same external id again returns the same hearing."""
        caller = caller_of(request)
        named = dict.fromkeys(validated(CasesNamed, request.data)["cases"])
        cases = [get_case_for(caller, case_id, Action.CARD).case for case_id in named]
        court, verdict = require_at_court(caller, cases[0].court_id, CourtAction.CREATE_HEARING)
        fields = external_columns(validated(HearingBody, request.data))
        del fields["cases"]
        if any(case.court_id != court.pk for case in cases):
            raise Invalid(errors=[{"field": "cases", "message": _("must be cases of one court")}])
        places = fields.pop("assignments", [])
        fields["courtroom"] = _room(court, fields["courtroom"])
        with transaction.atomic():  # a place that cannot be given leaves no hearing behind
            hearing = create_hearing(court, cases, caller, verdict.rule_id, **fields)
            # The same external id may have named one that this caller must not know.
            get_hearing_for(caller, hearing.pk, Action.WRITE_CARD)
            for place in places:
                assign(hearing, place["user"], place["role"], caller, verdict.rule_id, sworn=place["sworn"])
        return tagged(request, card(hearing), status=201)


def _room(court: Court, room_id: str | None) -> Courtroom | None:
    if room_id is None:
        return None
    room = Courtroom.objects.filter(pk=room_id, court=court).first()
    if room is None:
        raise Invalid(errors=[{"field": "courtroom", "message": _("not a courtroom of this court")}])
    return room


class HearingDetail(APIView):
    """One hearing."""

    @extend_schema(responses=HearingSerializer)
    def get(self, request: Request, hearing_id: str) -> Response:
        """Return the card."""
        return tagged(request, card(get_hearing_for(caller_of(request), hearing_id, Action.CARD).hearing))

    @extend_schema(request=HearingChange, responses=HearingSerializer)
    def patch(self, request: Request, hearing_id: str) -> Response:
        """Change the schedule."""
        admitted = get_hearing_for(caller_of(request), hearing_id, Action.WRITE_CARD)
        require_match(request, card(admitted.hearing))
        fields = validated(HearingChange, request.data)
        if "courtroom" in fields:
            fields["courtroom"] = _room(admitted.hearing.court, fields["courtroom"])
        change_hearing(admitted.hearing, admitted.caller, admitted.verdict.rule_id, **fields)
        return tagged(request, card(_again(admitted.hearing)))

    @extend_schema(request=GroundsBody, responses={202: OpenApiTypes.OBJECT, 200: OpenApiTypes.OBJECT})
    def delete(self, request: Request, hearing_id: str) -> Response:
        """Have its recordings and texts destroyed: the first person proposes it (202), the second approves (200)."""
        admitted = get_hearing_to_destroy(caller_of(request), hearing_id, ActGround.RULING)
        require_match(request, card(admitted.hearing))
        wanted = [Wanted(admitted.hearing)]
        countersigns = admitted.may(Action.COUNTERSIGN)
        rule, act = admitted.verdict.rule_id, open_act(hearing_id)
        return delete_by_two(request, wanted, rule, act, countersigns=countersigns)


class HearingSession(APIView):
    """Bounds of the session."""

    @extend_schema(request=SessionBody, responses=HearingSerializer)
    def post(self, request: Request, hearing_id: str) -> Response:
        """Mark when the session was opened and closed."""
        admitted = get_hearing_for(caller_of(request), hearing_id, Action.MARK_SESSION)
        fields = validated(SessionBody, request.data)
        hearing = mark_session(admitted.hearing, admitted.caller, admitted.verdict.rule_id, **fields)
        return tagged(request, card(_again(hearing)))


class HearingEvents(APIView):
    """Events of a hearing's life: adjourn, cancel, reschedule, archive."""

    @extend_schema(request=EventBody, responses=HearingSerializer)
    def post(self, request: Request, hearing_id: str) -> Response:
        """Apply an event."""
        admitted = get_hearing_for(caller_of(request), hearing_id, Action.WRITE_CARD)
        event = validated(EventBody, request.data)["event"]
        if event not in OFFERED_EVENTS:
            known = ", ".join(OFFERED_EVENTS)
            raise Invalid(
                errors=[{"field": "event", "message": _("must be one of: %(known)s") % {"known": known}}]
            )
        hearing = apply_event(
            admitted.hearing, HearingEvent(event), admitted.caller, admitted.verdict.rule_id
        )
        return tagged(request, card(_again(hearing)))


class HearingAssignments(APIView):
    """Who sits in a hearing."""

    @extend_schema(request=AssignmentBody, responses={201: HearingSerializer})
    def post(self, request: Request, hearing_id: str) -> Response:
        """Give a person a place."""
        admitted = get_hearing_for(caller_of(request), hearing_id, Action.ASSIGN)
        fields = validated(AssignmentBody, request.data)
        caller: Caller = admitted.caller
        seat = (fields["user"], fields["role"])
        assign(admitted.hearing, *seat, caller, admitted.verdict.rule_id, sworn=fields["sworn"])
        return tagged(request, card(_again(admitted.hearing)), status=201)


def _again(hearing: Hearing) -> Hearing:
    return Hearing.objects.prefetch_related("case_links__case", "assignments__user").get(pk=hearing.pk)
