"""The words of tus 1.0.0: headers read and written, nothing else."""

import base64
import binascii
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.utils import format_datetime
from socket import socket
from typing import Any, cast

from django.conf import settings
from django.utils.dateparse import parse_datetime
from rest_framework.request import Request

from media_pipeline.errors import UploadInvalid, VersionUnsupported, WrongContentType
from media_pipeline.models import Upload
from media_pipeline.services.receiving import CHECKSUMS, READ_BYTES, Checksum, Stream

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,checksum,termination"
CONTENT_TYPE = "application/offset+octet-stream"
METADATA_MAX = 8192
YEARS = (1970, 2200)
"""A recorder's clock may be decades off; beyond this, arithmetic with it would overflow."""


def server_headers() -> dict[str, str]:
    """Return what this server can do (OPTIONS)."""
    return {
        "Tus-Resumable": VERSION,
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(settings.UPLOAD_MAX_BYTES),
        "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
    }


def upload_headers(upload: Upload) -> dict[str, str]:
    """Return where an upload stands."""
    return {
        "Tus-Resumable": VERSION,
        "Upload-Offset": str(upload.offset),
        "Upload-Expires": format_datetime(upload.expires_at, usegmt=True),
        "Cache-Control": "no-store",
    }


def require_version(request: Request) -> None:
    """Raise VersionUnsupported (412) for another version."""
    if request.headers.get("Tus-Resumable") != VERSION:
        raise VersionUnsupported


def require_body_type(request: Request) -> None:
    """Raise WrongContentType (415) for another content type: a form type would have been parsed away."""
    if (request.content_type or "").split(";")[0].strip() != CONTENT_TYPE:
        raise WrongContentType


def whole_number(request: Request, name: str) -> int:
    """Return a header that must be a whole number of bytes."""
    value = request.headers.get(name, "")
    if not (value.isascii() and value.isdigit()) or len(value) > 18:
        raise _bad(name, "a whole number of bytes")
    return int(value)


def body_size(request: Request, left: int) -> int:
    """Return how many bytes come with the request; a body sent in pieces ends by itself, ``left`` bounds it."""
    if is_chunked(request):
        return left
    return whole_number(request, "Content-Length") if request.headers.get("Content-Length") else 0


def is_chunked(request: Request) -> bool:
    """Tell whether the body comes without its length (Transfer-Encoding)."""
    return "chunked" in request.headers.get("Transfer-Encoding", "").lower()


@contextmanager
def body(request: Request, stall_s: float | None = None) -> Iterator[Stream]:
    """Give the body as a stream that is read piece by piece, whatever its size.

    A connection that went silent without ending is given up after ``stall_s`` (UPLOAD_STALL_S): its thread holds the
    upload's lock, and the same client, back on another network, would be told that somebody else is writing.
    """
    django = request._request  # noqa: SLF001  DRF has no other way to the untouched stream
    connection: socket | None = django.META.get("gunicorn.socket")
    before = connection.gettimeout() if connection else None
    if connection:
        connection.settimeout(stall_s or settings.UPLOAD_STALL_S)
    try:
        # Django believes that a body without a length is empty; the server below knows where it ends.
        yield cast(Stream, django.META["wsgi.input"]) if is_chunked(request) else django
    finally:
        if connection:
            connection.settimeout(before)


def read_off(request: Request) -> None:
    """Read off what is left of a refused body, within a bound.

    A server that closes with bytes unread resets the connection, and a browser that is still sending never sees why it
    was refused. One that sends nothing waits for that answer, so it is not kept waiting as long as an upload is.
    """
    left = settings.UPLOAD_READ_OFF_BYTES
    with body(request, settings.UPLOAD_READ_OFF_STALL_S) as stream, suppress(OSError):
        while left > 0 and (data := stream.read(min(READ_BYTES, left))):
            left -= len(data)


def checksum(request: Request) -> Checksum | None:
    """Return the client's checksum of this chunk, or None."""
    raw = request.headers.get("Upload-Checksum")
    if raw is None:
        return None
    algorithm, _, encoded = raw.partition(" ")
    if algorithm not in CHECKSUMS:
        raise _bad("Upload-Checksum", f"one of {', '.join(CHECKSUMS)}")
    return Checksum(algorithm, _decoded("Upload-Checksum", encoded))


def metadata(request: Request) -> dict[str, str]:
    """Return Upload-Metadata; values are UTF-8 in base64. Bytes that are no UTF-8 are shown replaced."""
    raw = request.headers.get("Upload-Metadata", "")
    if len(raw) > METADATA_MAX:
        raise _bad("Upload-Metadata", f"at most {METADATA_MAX} characters")
    pairs = [part.strip().partition(" ") for part in raw.split(",") if part.strip()]
    return {key: _decoded("Upload-Metadata", value).decode("utf-8", "replace") for key, _, value in pairs}


def _decoded(name: str, encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise _bad(name, "base64") from None


def moment(fields: dict[str, str], name: str) -> datetime | None:
    """Return an RFC 3339 time with its zone, or None when the field is absent or empty."""
    if not fields.get(name):
        return None
    try:
        value = parse_datetime(fields[name])
    except ValueError:
        value = None
    if value is None or value.tzinfo is None or not YEARS[0] <= value.year <= YEARS[1]:
        raise _bad(name, f"RFC 3339 with a zone, years {YEARS[0]}-{YEARS[1]}")
    return value


def number(fields: dict[str, str], name: str) -> int | None:
    """Return a small whole number from the metadata, or None when the field is absent or empty."""
    value = fields.get(name, "")
    if not value:
        return None
    if not (value.isascii() and value.isdigit()) or len(value) > 6:
        raise _bad(name, "a whole number")
    return int(value)


def _bad(field: str, wanted: str) -> UploadInvalid:
    errors: list[dict[str, Any]] = [{"field": field, "message": wanted}]
    return UploadInvalid(errors=errors)
