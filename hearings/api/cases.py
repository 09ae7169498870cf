"""Cases over REST."""

from contextlib import suppress
from typing import Any

from django.db import transaction
from django.db.models import Case as Choice, When
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.policies.caller import caller_of
from foundation.api.etags import require_match, tagged
from foundation.problems import Invalid
from hearings.api.shapes import (
    CaseBody,
    CaseChange,
    CaseSerializer,
    CourtNamed,
    ParticipantBody,
    ParticipantSerializer,
    external_columns,
    validated,
)
from hearings.doors import AdmittedCase, get_case_for, require_at_court
from hearings.errors import PersonKnown
from hearings.models import Case, NationalId, Participant
from hearings.policies.named import cases_named_to
from hearings.policies.visible import cases_visible_to
from hearings.policy import Action, CourtAction
from hearings.policy.classes import ContentClass
from hearings.services.cases import add_participant, change_case, create_case
from hearings.services.mandates import give_mandate
from hearings.services.national_ids import enter_national_id


class Cases(ListAPIView[Case]):
    """Cases whose card the caller may read; creation by the registry office or a service client."""

    serializer_class = CaseSerializer

    def get_queryset(self) -> Any:
        """Filter before anything is counted; ``number`` and ``external`` narrow the list."""
        caller = caller_of(self.request)
        rows = cases_visible_to(caller, ContentClass.CARD).prefetch_related("participants")
        rows = rows.annotate(named=Choice(When(cases_named_to(caller), then=True), default=False))
        if number := self.request.GET.get("number"):
            rows = rows.filter(number__icontains=number)
        if external := self.request.GET.get("external_id"):
            rows = rows.filter(external_id=external)
        return rows

    @extend_schema(request=CaseBody, responses={201: CaseSerializer})
    def post(self, request: Request) -> Response:
        """Create a case with its participants; the same external id again returns the same case."""
        caller = caller_of(request)
        named = validated(CourtNamed, request.data)["court"]
        court, verdict = require_at_court(caller, named, CourtAction.CREATE_CASE)
        fields = external_columns(validated(CaseBody, request.data))
        people = fields.pop("participants", [])
        del fields["court"]
        with transaction.atomic():  # a participant that cannot be added leaves no case behind
            case = create_case(court, caller, verdict.rule_id, **fields)
            # The same external id may have named one that this caller must not know.
            get_case_for(caller, case.pk, Action.WRITE_CARD)
            if case.participants.exists():  # sent again: who has no id of the own came with the first time
                people = [person for person in people if person.get("external_id")]
            for person in people:
                with suppress(
                    PersonKnown
                ):  # sent again, protected meanwhile: what is there says no more of them
                    enter(case, person, request, verdict.rule_id)
        return tagged(request, CaseSerializer(case).data, status=201)


class CaseDetail(APIView):
    """One case."""

    @extend_schema(responses=CaseSerializer)
    def get(self, request: Request, case_id: str) -> Response:
        """Return the card."""
        admitted = self._door(request, case_id, Action.CARD)
        admitted.case.named = not admitted.verdict.redacted  # type: ignore[attr-defined]  # as lists annotate it
        return tagged(request, CaseSerializer(admitted.case).data)

    @extend_schema(request=CaseChange, responses=CaseSerializer)
    def patch(self, request: Request, case_id: str) -> Response:
        """Change the card."""
        admitted = self._door(request, case_id, Action.WRITE_CARD)
        require_match(request, CaseSerializer(admitted.case).data)
        fields = validated(CaseChange, request.data)
        case = change_case(admitted.case, admitted.caller, admitted.verdict.rule_id, **fields)
        return tagged(request, CaseSerializer(case).data)

    def _door(self, request: Request, case_id: str, action: Action) -> AdmittedCase:
        return get_case_for(caller_of(request), case_id, action)


class CaseParticipants(APIView):
    """Participants of a case."""

    @extend_schema(request=ParticipantBody, responses={201: ParticipantSerializer})
    def post(self, request: Request, case_id: str) -> Response:
        """Add a participant, with mandates for those that it represents."""
        admitted = get_case_for(caller_of(request), case_id, Action.WRITE_PARTIES)
        person = validated(ParticipantBody, request.data)
        with transaction.atomic():  # whole, or not at all
            participant = enter(admitted.case, person, request, admitted.verdict.rule_id)
        return tagged(request, ParticipantSerializer(participant).data, status=201)


def enter(case: Case, person: dict[str, Any], request: Request, rule: str) -> Participant:
    caller = caller_of(request)
    person = external_columns(dict(person))
    represented, number = person.pop("represents"), person.pop("national_id", "")
    parties = list(Participant.objects.filter(case=case, pk__in=represented))
    if len(parties) != len(set(represented)):
        raise Invalid(errors=[{"field": "represents", "message": _("not participants of this case")}])
    participant = add_participant(case, caller, rule, **person)
    for party in parties:
        give_mandate(participant, party, caller, rule)
    if number and not NationalId.objects.filter(participant=participant).exists():  # sent again, it stays
        enter_national_id(participant, number, caller, rule)
    return participant
