"""Entity tags: every object carries one, and a stale If-Match is refused before anything is written."""

import hashlib
import json
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from foundation.problems import StaleVersion


def etag_of(document: Any) -> str:
    """Return a strong entity tag of a JSON document (order of keys does not matter)."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), default=str)
    return f'"{hashlib.sha256(canonical.encode()).hexdigest()[:32]}"'


def require_match(request: Request, document: Any) -> None:
    """Raise StaleVersion (412) when the request's If-Match does not name the object as it now is."""
    wanted = request.headers.get("If-Match")
    if (
        wanted
        and wanted.strip() != "*"
        and etag_of(document) not in [tag.strip() for tag in wanted.split(",")]
    ):
        raise StaleVersion


def tagged(request: Request, document: Any, status: int = 200) -> Response:
    """Return the document with its tag, or 304 when the reader has it already."""
    tag = etag_of(document)
    headers = {"ETag": tag}
    if request.method == "GET" and request.headers.get("If-None-Match") == tag:
        return Response(status=304, headers=headers)
    return Response(document, status=status, headers=headers)
