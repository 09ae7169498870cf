"""Entries over REST."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.policies.caller import caller_of
from foundation.api.etags import etag_of, tagged
from foundation.clock import rfc3339
from foundation.problems import Invalid
from hearings.doors import Admitted, get_hearing_for
from hearings.policy import Action
from protocol.doors import get_entry_for
from protocol.errors import EntryChanged
from protocol.models import Entry
from protocol.policies.readable import ReadEntry, placed, written
from protocol.policies.rows import Row, RowErrors, read_row
from protocol.services.entries import add_entry, change_entry, undo, withdraw_entry
from protocol.services.imports import import_entries, participants_of, with_participant
from protocol.services.publishing import publish
from protocol.services.reading import read_entry, read_revisions, require_log, unmasked
from protocol.services.search import search

FIELDS = ("started_at", "ended_at", "speaker", "participant", "language", "kind", "text", "external_id")


def entry_document(read: ReadEntry) -> dict[str, Any]:
    """Return an entry as it leaves."""
    entry = read.entry
    external = (
        {"source": entry.external_source, "id": entry.external_id}
        if entry.external_source
        else entry.external_id
    )
    return {
        "id": entry.pk,
        "external_id": external or None,
        "started_at": rfc3339(entry.started_at),
        "ended_at": rfc3339(entry.ended_at),
        "offset_ms": read.offset_ms,
        "end_offset_ms": read.end_offset_ms,
        "participant": entry.participant_id,
        "speaker": entry.speaker,
        "language": entry.language,
        "kind": entry.kind,
        "state": entry.state,
        "text": entry.text,
        "revision": entry.revision,
    }


class HearingEntries(APIView):
    """The log of a hearing."""

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="entries_list")
    def get(self, request: Request, hearing_id: str) -> Response:
        """Return the entries that this viewer may read, whole: a log is at most a few thousand rows."""
        log = require_log(get_hearing_for(caller_of(request), hearing_id, Action.CARD))
        rows = [entry_document(read) for read in log.entries]
        return tagged(request, {"state": log.state, "results": rows, "next": None, "previous": None})

    @extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT, operation_id="entries_write")
    def post(self, request: Request, hearing_id: str) -> Response:
        """Write one entry, or import ``{entries: [...]}``: all rows or none."""
        admitted = get_hearing_for(caller_of(request), hearing_id, Action.WRITE_ENTRY)
        body = _object(request)
        rule = admitted.verdict.rule_id
        if "entries" in body:
            key = request.headers.get("Idempotency-Key", "")
            answer = import_entries(admitted.hearing, body["entries"], key, admitted.caller, rule)
            return Response(answer, status=201)
        entry = add_entry(admitted.hearing, _row(body, admitted), admitted.caller, rule)
        return tagged(request, entry_document(written(entry, admitted)), status=201)


def _object(request: Request) -> dict[str, Any]:
    """Return the request's body, which must be an object."""
    if not isinstance(request.data, dict):
        raise Invalid(errors=[{"field": "", "message": _("must be an object")}])
    return request.data


def _row(body: dict[str, Any], admitted: Admitted) -> Row:
    try:
        return with_participant(
            read_row(body, admitted.hearing.started_at), participants_of(admitted.hearing)
        )
    except RowErrors as wrong:
        raise Invalid(
            errors=[{"field": name, "message": text} for name, text in wrong.errors.items()]
        ) from wrong


class EntryDetail(APIView):
    """One entry."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, entry_id: str) -> Response:
        """Return the entry."""
        entry, admitted = get_entry_for(caller_of(request), entry_id, Action.ENTRIES)
        return tagged(request, entry_document(read_entry(entry, admitted)))

    @extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
    def patch(self, request: Request, entry_id: str) -> Response:
        """Change some fields; with a stale If-Match or ``revision`` the answer is 409 with both versions."""
        entry, admitted = get_entry_for(caller_of(request), entry_id, Action.WRITE_ENTRY)
        given = unmasked(_object(request), entry, admitted)
        row = _row(_merged(entry, given, admitted), admitted)
        try:
            expected = _expected(request, entry, admitted, given.get("revision"))
            changed = change_entry(entry, row, expected, admitted.caller, admitted.verdict.rule_id)
        except EntryChanged as conflict:
            mine = entry_document(written(entry, admitted)) | given
            raise _both(conflict, entry, mine, admitted) from conflict
        return tagged(request, entry_document(written(changed, admitted)))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, entry_id: str) -> Response:
        """Withdraw the entry; its revisions stay."""
        entry, admitted = get_entry_for(caller_of(request), entry_id, Action.WRITE_ENTRY)
        expected = _expected(request, entry, admitted)
        try:
            withdraw_entry(entry, admitted.caller, admitted.verdict.rule_id, expected)
        except EntryChanged as conflict:
            raise _both(conflict, entry, {}, admitted) from conflict
        return Response(status=204)


def _merged(entry: Entry, changes: dict[str, Any], admitted: Admitted) -> dict[str, Any]:
    """Return the entry with changes over it; a new offset takes the place of the old wall clock."""
    present = entry_document(placed(entry, admitted))
    merged = {name: present[name] for name in FIELDS} | changes
    for wall_clock, offset in (("started_at", "offset_ms"), ("ended_at", "end_offset_ms")):
        if offset in changes and wall_clock not in changes:
            del merged[wall_clock]
    return merged


def _expected(request: Request, entry: Entry, admitted: Admitted, named: Any = None) -> int | None:
    """Return the revision that the writer saw, by ``revision`` or by If-Match; raises EntryChanged, Invalid."""
    if named is not None and (isinstance(named, bool) or not isinstance(named, int)):
        raise Invalid(errors=[{"field": "revision", "message": _("must be a whole number")}])
    tag = request.headers.get("If-Match", "*")
    if tag == "*":
        return named
    if tag != etag_of(entry_document(written(entry, admitted))):
        raise EntryChanged(revision=entry.revision)
    return entry.revision if named is None else named


def _both(conflict: EntryChanged, entry: Entry, mine: dict[str, Any], admitted: Admitted) -> EntryChanged:
    """Return the conflict with both versions in the form in which entries leave."""
    entry.refresh_from_db()
    theirs = entry_document(written(entry, admitted))
    # Without what the service told, where there is any: it knows of no masked names.
    return EntryChanged(theirs=theirs, mine=mine, revision=conflict.extra["revision"])


class EntryUndo(APIView):
    """Back to the version before."""

    @extend_schema(request=None, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, entry_id: str) -> Response:
        """Undo the latest change."""
        entry, admitted = get_entry_for(caller_of(request), entry_id, Action.WRITE_ENTRY)
        expected = _expected(request, entry, admitted)
        try:
            restored: Entry = undo(entry, admitted.caller, admitted.verdict.rule_id, expected)
        except EntryChanged as conflict:
            raise _both(conflict, entry, {}, admitted) from conflict
        return tagged(request, entry_document(written(restored, admitted)))


class EntryRevisions(APIView):
    """Every version of an entry, for who may read it."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, entry_id: str) -> Response:
        """Return the versions, oldest first."""
        entry, admitted = get_entry_for(caller_of(request), entry_id, Action.ENTRIES)
        rows = [
            {"revision": row.number, "at": rfc3339(row.created_at), **row.fields}
            for row in read_revisions(entry, admitted)
        ]
        return Response({"results": rows, "next": None, "previous": None})


class PublishLog(APIView):
    """Publication of the log."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, hearing_id: str) -> Response:
        """Publish it."""
        admitted = get_hearing_for(caller_of(request), hearing_id, Action.PUBLISH)
        publish(admitted.hearing, admitted.caller, admitted.verdict.rule_id)
        return Response(status=204)


class Search(APIView):
    """Search over entries."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        """Return hits across the entries that this viewer may read."""
        hits = search(caller_of(request), request.GET.get("q", ""))
        rows = [{"hearing": hit.hearing.pk, "cases": hit.numbers, **entry_document(hit.read)} for hit in hits]
        return Response({"results": rows, "next": None, "previous": None})
