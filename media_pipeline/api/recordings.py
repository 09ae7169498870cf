"""Recordings and jobs over REST."""

from datetime import datetime
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.policies.caller import caller_of
from accounts.services.epochs import let_gates_notice
from accounts.services.step_up import keep_sittings
from custody.services.stores import store
from foundation.api.etags import require_match, tagged
from foundation.clock import is_plausible, ms_between
from foundation.problems import Forbidden
from hearings.api.destruction import GroundsBody, delete_by_two, open_act
from hearings.doors import Admitted, get_hearing_for
from hearings.policy import Action
from hearings.policy.words import RestrictionKind
from hearings.services.destruction import Wanted
from media_pipeline.doors import (
    get_recording_at_work,
    get_recording_for,
    get_recording_to_share,
    get_recordings_to_correct,
    recordings_at_work,
)
from media_pipeline.doors.destruction import get_recording_to_destroy
from media_pipeline.models import Recording, RecordingFinding
from media_pipeline.policies.finding_words import finding_words
from media_pipeline.policies.words import reason_words
from media_pipeline.services.clocks import correct
from media_pipeline.services.delivery import file_response, handed_over
from media_pipeline.services.ranges import give, move, withdraw

MEDIA_MAX_MS = 366 * 24 * 3600 * 1000
"""Of a file whose length is not known yet; beyond it no date could be reckoned."""


class RecordingSerializer(serializers.ModelSerializer[Recording]):
    """A recording as those who work on it see it; the file's own name needs class o and is not here."""

    hearings = serializers.SerializerMethodField()
    words = serializers.SerializerMethodField()
    findings = serializers.SerializerMethodField()
    size = serializers.IntegerField(source="original.size", read_only=True)

    class Meta:
        model = Recording
        fields = [
            "id",
            "courtroom",
            "started_at",
            "claimed_at",
            "clock_source",
            "clock_offset_ms",
            "duration_ms",
            "camera",
            "channels",
            "state",
            "reason",
            "words",
            "streams",
            "size",
            "placement",
            "waits",
            "hearings",
            "measured",
            "findings",
        ]

    def get_hearings(self, row: Recording) -> list[dict[str, Any]]:
        """Return which of the hearings that the caller knows read which part."""
        return [
            {"hearing": part.hearing_id, "from_ms": part.from_ms, "to_ms": part.to_ms}
            for part in row.ranges.all()
        ]

    def get_words(self, row: Recording) -> str:
        """Return the reason in words."""
        return reason_words(row.reason)

    def get_findings(self, row: Recording) -> list[dict[str, Any]]:
        """Return what the check of its quality found, as codes and in words."""
        return [finding_document(finding, row.channels) for finding in row.findings.all()]


def finding_document(finding: RecordingFinding, channels: list[str]) -> dict[str, Any]:
    """Return one finding; ``channel`` counts from 0, times are media milliseconds, null for the whole."""
    columns = ("code", "severity", "channel", "from_ms", "to_ms", "value")
    document = {column: getattr(finding, column) for column in columns}
    return document | {"words": finding_words(finding, channels), "seen": finding.seen_at is not None}


class Recordings(ListAPIView[Recording]):
    """Recordings on which the caller works."""

    serializer_class = RecordingSerializer

    def get_queryset(self) -> Any:
        """Filter before anything is counted; ``hearing`` narrows the list to what that hearing reads."""
        named = self.request.GET.get("hearing", "")
        rows = recordings_at_work(caller_of(self.request), hearing=named).select_related("original")
        return rows.prefetch_related("findings")


class ClockRequest(serializers.Serializer[Any]):
    """When the recording really began, and for which files its clock was as wrong."""

    started_at = serializers.DateTimeField()
    scope = serializers.ChoiceField(choices=["file", "camera"], default="file")
    reason = serializers.CharField(max_length=500, allow_blank=True, default="")

    def validate_started_at(self, value: datetime) -> datetime:
        """Refuse moments with which nothing can be reckoned."""
        if not is_plausible(value):
            raise serializers.ValidationError(_("This is no moment at which a recording can begin."))
        return value


class RecordingDetail(APIView):
    """One recording."""

    @extend_schema(responses=RecordingSerializer)
    def get(self, request: Request, recording_id: str) -> Response:
        """Return the recording."""
        return tagged(request, document_of(request, recording_id))

    @extend_schema(request=ClockRequest, responses=RecordingSerializer)
    def patch(self, request: Request, recording_id: str) -> Response:
        """Correct when it began, of this file or of all of its camera in this hearing; old addresses die."""
        fields = valid(ClockRequest, request)
        caller, whole = caller_of(request), fields["scope"] == "camera"
        row, rows, rule = get_recordings_to_correct(caller, recording_id, whole_camera=whole)
        require_match(request, document_of(request, recording_id))
        correct(rows, ms_between(row.started_at, fields["started_at"]), caller, rule, fields["reason"])
        try:
            return tagged(request, document_of(request, recording_id))
        except Forbidden:  # by its time it is now in a hearing in which the caller does not sit
            return Response(status=204)

    @extend_schema(request=GroundsBody, responses={202: OpenApiTypes.OBJECT, 200: OpenApiTypes.OBJECT})
    def delete(self, request: Request, recording_id: str) -> Response:
        """Have this one recording destroyed: the first person proposes it (202), the second approves (200)."""
        row, through, countersigns = get_recording_to_destroy(caller_of(request), recording_id)
        wanted = [Wanted(each.hearing, row.pk) for each in through]
        rule, act = through[0].verdict.rule_id, open_act(through[0].hearing.pk, row.pk)
        return delete_by_two(request, wanted, rule, act, countersigns=countersigns)


def document_of(request: Request, recording_id: str) -> dict[str, Any]:
    """Return the recording as this caller, who works on it, may know it now."""
    return dict(RecordingSerializer(get_recording_at_work(caller_of(request), recording_id)).data)


class RangeRequest(serializers.Serializer[Any]):
    """The hearing that shall read a part of the recording."""

    hearing = serializers.CharField()
    from_ms = serializers.IntegerField(min_value=0, max_value=MEDIA_MAX_MS, default=0)
    to_ms = serializers.IntegerField(min_value=1, max_value=MEDIA_MAX_MS, allow_null=True, default=None)


class RecordingRanges(APIView):
    """Let another hearing read a part of a recording: one file may hold several hearings."""

    @extend_schema(request=RangeRequest, responses=RecordingSerializer)
    def post(self, request: Request, recording_id: str) -> Response:
        """Add a range; both the recording and the hearing must be the caller's to work on."""
        fields = valid(RangeRequest, request)
        caller, part = caller_of(request), (fields["from_ms"], fields["to_ms"])
        recording = get_recording_to_share(caller, recording_id, fields["hearing"], *part)
        target = get_hearing_for(caller, fields["hearing"], Action.UPLOAD)
        give(target.hearing, recording, caller.actor(), target.verdict.rule_id, *part)
        let_gates_notice()
        return tagged(request, document_of(request, recording_id), status=201)


class MoveRequest(serializers.Serializer[Any]):
    """From which hearing to which, and why."""

    hearing = serializers.CharField()
    reason = serializers.CharField(max_length=500, allow_blank=True, default="")


class RecordingMove(APIView):
    """Move a recording that was uploaded to the wrong hearing; old addresses die at once."""

    @extend_schema(request=MoveRequest, responses=RecordingSerializer)
    def post(self, request: Request, recording_id: str) -> Response:
        """Move it."""
        fields = valid(MoveRequest, request)
        caller = caller_of(request)
        admitted = get_recording_for(caller, recording_id, Action.MOVE_RECORDING)
        require_match(request, document_of(request, recording_id))
        target = get_hearing_for(caller, fields["hearing"], Action.UPLOAD)
        through = admitted.through
        move(
            admitted.recording,
            through.hearing,
            target.hearing,
            caller,
            through.verdict.rule_id,
            fields["reason"],
        )
        return tagged(request, document_of(request, recording_id))


class WithdrawRequest(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=500, allow_blank=True, default="")


class RecordingWithdraw(APIView):
    """Take a recording out of its hearing; the original stays in custody."""

    @extend_schema(request=WithdrawRequest, responses={204: None})
    def post(self, request: Request, recording_id: str) -> Response:
        """Withdraw it."""
        fields = valid(WithdrawRequest, request)
        caller = caller_of(request)
        admitted = get_recording_for(caller, recording_id, Action.MOVE_RECORDING)
        through = admitted.through
        withdraw(admitted.recording, through.hearing, caller, through.verdict.rule_id, fields["reason"])
        return Response(status=204)


class RecordingOriginal(APIView):
    """The original's bytes (class o), with Range."""

    @extend_schema(responses=OpenApiTypes.BINARY)
    def get(self, request: Request, recording_id: str) -> HttpResponseBase:
        """Return the bytes as they came."""
        admitted = get_recording_for(caller_of(request), recording_id, Action.ORIGINAL)
        _keep_sitting(request, admitted.all)
        recording = admitted.recording
        original = recording.original
        by_proxy = handed_over(store().place(original.pk), recording.filename)
        if by_proxy is not None:
            return by_proxy
        file = store().stored(original.pk)
        return file_response(request.headers.get("Range"), file, original.size, recording.filename)


def _keep_sitting(request: Request, admitted: tuple[Admitted, ...]) -> None:
    """Let the second sign-in that opened a protected original hold for the sitting."""
    if admitted[0].caller.step_up_at is not None:
        keep_sittings(request.session, (each.hearing.pk for each in admitted if _is_protected(each)))


def _is_protected(admitted: Admitted) -> bool:
    return any(each.kind == RestrictionKind.PROTECTED for each in admitted.facts.restrictions)


def valid(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """Return the fields of a request. Raises DRF's ValidationError."""
    form = shape(data=request.data)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)
