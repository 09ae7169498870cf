"""The tus server: creation, creation-with-upload, expiration, checksum, termination."""

import contextlib
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.policies.caller import Caller, caller_of
from foundation.problems import Problem, SignInRequired
from hearings.doors import get_hearing_for, require_at_courtroom
from hearings.policy import Action, CourtAction
from media_pipeline.api import tus
from media_pipeline.doors.upload import get_upload_for, require_still_allowed
from media_pipeline.errors import OtherWriter, UploadInvalid
from media_pipeline.models import Recording, Upload
from media_pipeline.policies.finding_words import finding_words
from media_pipeline.policies.words import job_words
from media_pipeline.services import declaring
from media_pipeline.services.declaring import Declaration
from media_pipeline.services.parts import sole_writer
from media_pipeline.services.receiving import append
from media_pipeline.services.sealing import UNFINISHED, announce_seal, job_of, seal
from media_pipeline.states import UploadState


class RawBody(BaseParser):
    """Leaves the body alone: it is read as a stream, whatever its size."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Parse nothing."""
        return {}


class TusView(APIView):
    """Adds the protocol's version to every answer, refusals included."""

    parser_classes = [RawBody]

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Name the version; who is known gets a refusal also while still sending."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Tus-Resumable", tus.VERSION)
        if response.status_code >= 400 and response.status_code != SignInRequired.status:
            tus.read_off(request)
        return response


class Uploads(TusView):
    """Start an upload."""

    @extend_schema(exclude=True)
    def options(self, request: Any, *_args: Any, **_kwargs: Any) -> Response:
        """Say what this server can do."""
        return Response(status=204, headers=tus.server_headers())

    @extend_schema(request=OpenApiTypes.BINARY, responses={201: None}, operation_id="uploads_create")
    def post(self, request: Request) -> Response:
        """Create an upload from Upload-Length and Upload-Metadata; a body is taken as its first bytes."""
        tus.require_version(request)
        with_body = tus.body_size(request, 1) > 0
        if with_body:
            tus.require_body_type(request)
        caller = caller_of(request)
        upload = declaring.start(_declaration(request, caller), caller)
        headers = {"Location": request.build_absolute_uri(reverse("api:upload", args=[upload.pk]))}
        if with_body:
            upload = _receive(request, caller, upload, 0)
        return Response(status=201, headers=headers | tus.upload_headers(upload) | _ended(upload))


class UploadDetail(TusView):
    """Continue, ask after or end an upload."""

    @extend_schema(exclude=True)
    def options(self, request: Any, upload_id: str) -> Response:
        """Say what this server can do, to whom the upload belongs."""
        get_upload_for(caller_of(request), upload_id)
        return Response(status=204, headers=tus.server_headers())

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="uploads_status")
    def get(self, request: Request, upload_id: str) -> Response:
        """Say where the upload and the work on it stand."""
        caller = caller_of(request)
        upload = get_upload_for(caller, upload_id)
        with contextlib.suppress(Problem):  # the answer tells the state, whatever it is
            upload = _moved_on(upload, caller)
        return Response(_status(upload), headers={"Cache-Control": "no-store"})

    @extend_schema(exclude=True)
    def head(self, request: Request, upload_id: str) -> Response:
        """Say from where to continue."""
        tus.require_version(request)
        caller = caller_of(request)
        upload = _moved_on(get_upload_for(caller, upload_id), caller)
        declaring.require_alive(upload)
        if upload.state == UploadState.LOST:
            upload = _restarted(upload, caller)
        headers = tus.upload_headers(upload) | {"Upload-Length": str(upload.length)} | _ended(upload)
        return Response(status=200, headers=headers)

    @extend_schema(request=OpenApiTypes.BINARY, responses={204: None}, operation_id="uploads_append")
    def patch(self, request: Request, upload_id: str) -> Response:
        """Take the next bytes; the answer to the last ones names the recording and its job."""
        tus.require_version(request)
        tus.require_body_type(request)
        caller = caller_of(request)
        upload = get_upload_for(caller, upload_id)
        require_still_allowed(caller, upload)
        upload = _receive(request, caller, upload, tus.whole_number(request, "Upload-Offset"))
        return Response(status=204, headers=tus.upload_headers(upload) | _ended(upload))

    @extend_schema(responses={204: None}, operation_id="uploads_end")
    def delete(self, request: Request, upload_id: str) -> Response:
        """End an unfinished upload."""
        tus.require_version(request)
        caller = caller_of(request)
        upload = get_upload_for(caller, upload_id)
        require_still_allowed(caller, upload)  # who has left the hearing must not take bytes from it
        with sole_writer(upload.pk):
            upload.refresh_from_db()
            declaring.end(upload, UploadState.EXPIRED, actor=caller.actor())
        return Response(status=204)


def _declaration(request: Request, caller: Caller) -> Declaration:
    fields = tus.metadata(request)
    hearing = courtroom = None
    if fields.get("hearing"):
        hearing = get_hearing_for(caller, fields["hearing"], Action.UPLOAD).hearing
    elif fields.get("courtroom"):
        courtroom = require_at_courtroom(caller, fields["courtroom"], CourtAction.DEPOSIT)
    else:
        raise UploadInvalid(errors=[{"field": "hearing", "message": _("must name a hearing or a courtroom")}])
    return Declaration(
        length=tus.whole_number(request, "Upload-Length"),
        filename=fields.get("filename", ""),
        hearing=hearing,
        courtroom=courtroom,
        sha256=fields.get("sha256", ""),
        started_at=tus.moment(fields, "started_at"),
        camera=tus.number(fields, "camera"),
        channels=[name.strip() for name in fields.get("channels", "").split(",") if name.strip()],
    )


def _receive(request: Request, caller: Caller, upload: Upload, offset: int) -> Upload:
    size = tus.body_size(request, upload.length - offset)
    with sole_writer(upload.pk):
        upload.refresh_from_db()
        with tus.body(request) as stream:
            append(upload, offset, stream, size, tus.checksum(request))
        if upload.offset == upload.length and upload.state == UploadState.RECEIVING:
            announce_seal(upload)
            upload = seal(upload, caller.actor())
    return upload


def _moved_on(upload: Upload, caller: Caller) -> Upload:
    """Finish an upload whose process died after the last byte, unless another process is at it."""
    if upload.offset < upload.length or upload.state not in UNFINISHED:
        return upload
    try:
        with sole_writer(upload.pk):
            upload.refresh_from_db()
            return seal(upload, caller.actor())
    except OtherWriter:
        return upload


def _restarted(upload: Upload, caller: Caller) -> Upload:
    with sole_writer(upload.pk):
        upload.refresh_from_db()
        if upload.state == UploadState.LOST:
            declaring.restart_lost(upload, caller.actor())
    return upload


def _ended(upload: Upload) -> dict[str, str]:
    if upload.recording is None:
        return {}
    job = job_of(upload.recording)
    return {"Courtrec-Recording": upload.recording.pk, "Courtrec-Job": job.pk if job else ""}


def _findings(recording: Recording) -> list[str]:
    """Return what has been found wrong with the recording so far, in words."""
    return [finding_words(finding, recording.channels) for finding in recording.findings.all()]


def _status(upload: Upload) -> dict[str, Any]:
    job = job_of(upload.recording) if upload.recording else None
    return {
        "offset": upload.offset,
        "length": upload.length,
        "state": upload.state,
        "recording": upload.recording_id,
        "job": job.pk if job else None,
        "job_state": job.state if job else None,
        "words": job_words(job.state, job.reason) if job else "",
        "measured": upload.recording.measured if upload.recording else "",
        "findings": _findings(upload.recording) if upload.recording else [],
        "problem": upload.problem or None,
    }
