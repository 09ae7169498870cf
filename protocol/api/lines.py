"""Lines of a disguised part over REST, for who decides on the disguise."""

from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.policies.caller import caller_of
from foundation.api.etags import tagged
from foundation.clock import rfc3339
from hearings.api.shapes import validated
from hearings.doors import Admitted
from hearings.models import Disguise
from hearings.policies.disguise_lines import DisguiseLine, digest_of
from media_pipeline.doors.disguise import get_disguise_for
from protocol.doors import get_line_for
from protocol.services.lines import Choice, decide, lines_beside


class LineChoice(serializers.Serializer[Any]):
    """What is decided on a line: all words of it that are to be covered.

    Of those that were ``shown`` as covered the others are uncovered; what was covered meanwhile stays so.
    """

    revision = serializers.IntegerField(min_value=1)
    shown = serializers.ListField(
        child=serializers.CharField(allow_blank=True), max_length=settings.COVERED_WORDS, default=list
    )
    cover = serializers.ListField(
        child=serializers.CharField(allow_blank=True), max_length=settings.COVERED_WORDS, allow_empty=True
    )


def line_document(line: DisguiseLine) -> dict[str, Any]:
    """Return a line as it leaves; ``words`` are those that may tell who it is, ``open``: nobody has decided."""
    return {
        "entry": line.entry,
        "revision": line.revision,
        "started_at": rfc3339(line.started_at),
        "offset_ms": line.offset_ms,
        "speaker": line.speaker,
        "language": line.language,
        "text": line.text,
        "words": [{"text": each.text, "kind": each.kind, "covered": each.covered} for each in line.words],
        "open": line.open,
        "decided_by": line.decided_by or None,
        "decided_at": rfc3339(line.decided_at),
    }


def lines_document(row: Disguise, admitted: Admitted) -> dict[str, Any]:
    """Return the lines of a disguised part, and how many of them nobody has decided on."""
    lines = lines_beside(row, admitted)
    undecided = sum(line.open for line in lines)
    found = [line_document(line) for line in lines]
    digest = digest_of((line.entry, line.revision) for line in lines)
    return {"undecided": undecided, "digest": digest, "results": found, "next": None, "previous": None}


class DisguiseLines(APIView):
    """The lines of the protocol in a disguised part."""

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="disguise_lines_list")
    def get(self, request: Request, disguise_id: str) -> Response:
        """Return them without the names of protected people, with what is covered besides and what is proposed."""
        row, admitted = get_disguise_for(caller_of(request), disguise_id)
        return tagged(request, lines_document(row, admitted))


class DisguiseLineDecided(APIView):
    """A person's decision on one of them."""

    @extend_schema(request=LineChoice, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, disguise_id: str, entry_id: str) -> Response:
        """Cover these words of it, wherever they stand: 409 for another revision, 422 for what it does not say."""
        row, entry, admitted = get_line_for(caller_of(request), disguise_id, entry_id)
        body = validated(LineChoice, request.data)
        decide(row, entry, Choice(body["revision"], tuple(body["cover"]), tuple(body["shown"])), admitted)
        lines = lines_beside(row, admitted)
        return tagged(request, next(line_document(line) for line in lines if line.entry == entry.pk))
