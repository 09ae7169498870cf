"""Notes on what was not recorded, over REST."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.policies.caller import caller_of
from foundation.api.etags import require_match, tagged
from foundation.clock import rfc3339
from foundation.problems import NotFound
from hearings.api.shapes import Moment, validated
from hearings.doors import Admitted, get_hearing_for
from hearings.policy import Action
from media_pipeline.doors import get_gap_note_for
from media_pipeline.models import GapCause, GapNote
from media_pipeline.models.gap_note import GAP_TEXT_MAX
from media_pipeline.services.gap_notes import (
    Said,
    add_note,
    change_note,
    note_row,
    read_note,
    said_by,
    withdraw_note,
)

CAMERA_MAX = 32_767


class GapNoteBody(serializers.Serializer[Any]):
    """What was not recorded, and why."""

    started_at = Moment()
    ended_at = Moment()
    camera = serializers.IntegerField(min_value=1, max_value=CAMERA_MAX, allow_null=True, default=None)
    cause = serializers.ChoiceField(choices=GapCause.choices)
    text = serializers.CharField(max_length=GAP_TEXT_MAX, allow_blank=True, default="")


class GapNoteChange(serializers.Serializer[Any]):
    """What of a note changes; ``revision`` is the version that the writer saw."""

    started_at = Moment(required=False)
    ended_at = Moment(required=False)
    camera = serializers.IntegerField(min_value=1, max_value=CAMERA_MAX, allow_null=True, required=False)
    cause = serializers.ChoiceField(choices=GapCause.choices, required=False)
    text = serializers.CharField(max_length=GAP_TEXT_MAX, allow_blank=True, required=False)
    revision = serializers.IntegerField(min_value=1, required=False)


def _document(note: GapNote, admitted: Admitted) -> dict[str, Any]:
    """Return the note for this viewer, its versions for those who write; raises NotFound for what is not theirs."""
    read = read_note(note, admitted)
    if read is None:
        raise NotFound
    document = note_row(read) | {"revision": note.revision}
    if not admitted.may(Action.WRITE_ENTRY):
        return document
    versions = GapNote.objects.filter(note=note.note).order_by("revision")
    return document | {"revisions": [_version(row) for row in versions]}


def _version(row: GapNote) -> dict[str, Any]:
    return {
        "revision": row.revision,
        "started_at": rfc3339(row.started_at),
        "ended_at": rfc3339(row.ended_at),
        "camera": row.camera,
        "cause": row.cause,
        "text": row.text,
        "withdrawn": row.withdrawn,
        "author": row.author_name,
        "noted_at": rfc3339(row.created_at),
    }


class HearingGapNotes(APIView):
    """Notes of a hearing; they are read with its timeline."""

    @extend_schema(request=GapNoteBody, responses=OpenApiTypes.OBJECT, operation_id="gap_note_write")
    def post(self, request: Request, hearing_id: str) -> Response:
        """Write a note; the same again is the one that is there."""
        admitted = get_hearing_for(caller_of(request), hearing_id, Action.WRITE_ENTRY)
        said = Said(**validated(GapNoteBody, request.data))
        note = add_note(admitted.hearing, said, admitted.caller, admitted.verdict.rule_id)
        return tagged(request, _document(note, admitted), status=201)


class GapNoteDetail(APIView):
    """One note."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, note_id: str) -> Response:
        """Return the note; its versions to those who write the protocol."""
        note, admitted = get_gap_note_for(caller_of(request), note_id, Action.TIMELINE)
        return tagged(request, _document(note, admitted))

    @extend_schema(request=GapNoteChange, responses=OpenApiTypes.OBJECT)
    def patch(self, request: Request, note_id: str) -> Response:
        """Write another version of it."""
        note, admitted = get_gap_note_for(caller_of(request), note_id, Action.WRITE_ENTRY)
        fields = validated(GapNoteChange, request.data)
        require_match(request, _document(note, admitted))
        seen = fields.pop("revision", None)
        before = said_by(note)
        said = Said(
            **{name: fields.get(name, getattr(before, name)) for name in map(str, GapNoteBody().fields)}
        )
        changed = change_note(note, said, seen, admitted.caller, admitted.verdict.rule_id)
        return tagged(request, _document(changed, admitted))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, note_id: str) -> Response:
        """Take the note back."""
        note, admitted = get_gap_note_for(caller_of(request), note_id, Action.WRITE_ENTRY)
        require_match(request, _document(note, admitted))
        withdraw_note(note, None, admitted.caller, admitted.verdict.rule_id)
        return Response(status=204)
