"""Handing out a stored file: a bounded window of it."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from custody.errors import StoreSilent
from custody.store.interface import Place
from media_pipeline.hls.files import Stored
from media_pipeline.hls.gather import gather
from media_pipeline.hls.segments import SegmentBytes
from media_pipeline.policies.byteranges import ByteRange, Unsatisfiable, parse_range

TYPE = "application/octet-stream"
NGINX = "nginx"
BLOCK_BYTES = 256 * 1024
KEPT_BY_NOBODY = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


def file_response(range_header: str | None, file: Stored, size: int, filename: str) -> HttpResponseBase:
    """Return the file as an attachment under its own name, never as anything that a browser would run.

    Raises StoreSilent when its first byte cannot be read.
    """

    def blocks(part: ByteRange) -> Iterator[bytes]:
        return _begun(_blocks(file, part))

    return _ranged(range_header, size, blocks, attachment(filename), TYPE)


def film_response(
    range_header: str | None, film: SegmentBytes, files: Mapping[str, Stored]
) -> HttpResponseBase:
    """Return an MP4 that is put together from files, or a range of it. Raises StoreSilent."""

    def blocks(part: ByteRange) -> Iterator[bytes]:
        return _begun(gather(film, files, part.start, part.start + part.length - 1))

    return _ranged(range_header, film.total, blocks, dict(KEPT_BY_NOBODY), "video/mp4")


def _ranged(
    range_header: str | None,
    size: int,
    blocks: Callable[[ByteRange], Iterator[bytes]],
    headers: dict[str, str],
    content_type: str,
) -> HttpResponseBase:
    try:
        part = parse_range(range_header, size)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    whole = part or ByteRange(0, size)
    headers |= {"Content-Length": str(whole.length), "Accept-Ranges": "bytes"}
    if part:
        headers["Content-Range"] = f"bytes {part.start}-{part.start + part.length - 1}/{size}"
    status = 206 if part else 200
    return StreamingHttpResponse(blocks(whole), status=status, headers=headers, content_type=content_type)


def handed_over(place: Place | None, filename: str) -> HttpResponseBase | None:
    """Let nginx fetch a whole file after our verdict; None where it is not to, or cannot (`deploy/nginx.conf`).

    The address goes to nginx only: it takes the header away, and answers ranges itself.
    """
    if settings.MEDIA_ACCEL != NGINX or place is None:
        return None
    headers = attachment(filename) | {"X-Accel-Redirect": f"/_{place.kind}/{place.target}"}
    return HttpResponse(headers=headers, content_type=TYPE)


def attachment(filename: str) -> dict[str, str]:
    """Return the headers of a file that is saved, and kept by nobody on its way."""
    name = content_disposition_header(as_attachment=True, filename=filename) or "attachment"
    return {"Content-Disposition": name, **KEPT_BY_NOBODY}


def _begun(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Read the first block before the answer begins: a store that does not answer is said with a status."""
    try:
        first = next(blocks, b"")
    except OSError as error:
        raise StoreSilent(str(error)) from error
    return chain((first,), blocks)


def _blocks(file: Stored, part: ByteRange) -> Iterator[bytes]:
    with file.open() as opened:
        for start in range(part.start, part.start + part.length, BLOCK_BYTES):
            yield opened.read_at(start, min(BLOCK_BYTES, part.start + part.length - start))
