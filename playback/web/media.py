"""Media addresses. They answer only 200, 206, 404, 410 and 423, and nothing of them may be cached."""

from collections.abc import Iterator
from itertools import chain

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt

from foundation.clock import rfc3339
from foundation.problems import Held, NotFound, Problem
from media_pipeline.hls.errors import SourceTruncated
from media_pipeline.hls.intervals import Ranges
from media_pipeline.policies.byteranges import ByteRange, Unsatisfiable, parse_range
from playback.services.bytes import Media, media_at, sent_by
from playback.services.credentials import credential_of
from playback.services.gate import Running, gate
from playback.services.heard import notes
from playback.services.keeping import keep_alive

READING = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


def refused(problem: Problem) -> HttpResponse:
    """Return a refusal without a word: whether there is anything is nobody's business."""
    return HttpResponse(status=problem.status, headers=HEADERS)


@csrf_exempt  # nothing is written here, and a refusal for want of a token would be one more kind of answer
def poll(request: HttpRequest, play_id: str) -> HttpResponseBase:
    """Tell a running player which generation is current; keeps the play alive."""
    try:
        running = _admitted(request, play_id)
    except Problem as problem:
        return refused(problem)
    body = {"generation": running.variant.generation, "expires_at": rfc3339(running.play.ends_at)}
    return JsonResponse(body, headers=HEADERS)


@csrf_exempt
def media(request: HttpRequest, play_id: str, generation: str, name: str) -> HttpResponseBase:
    """Return a playlist, an init segment or a segment of the viewer's present variant."""
    try:
        running = _admitted(request, play_id)
        if running.variant.generation != generation:
            raise NotFound
        found = media_at(running.variant, name)
        if request.method == "GET":
            keep_alive.note(running.play)
            notes.add(running.play.pk, _sent(running, name))  # before the first byte
    except OSError:
        return refused(Held())
    except Problem as problem:
        return refused(problem)
    return _answer(request, found)


def _sent(running: Running, name: str) -> Ranges:
    known = running.sent.get(name)
    if known is None:
        known = running.sent[name] = sent_by(running.variant, name)
    return known


def _admitted(request: HttpRequest, play_id: str) -> Running:
    """Return the running play; a method that does not read finds nothing, whoever asks."""
    if request.method not in READING:
        raise NotFound
    return gate.admit(play_id, credential_of(request))


def _answer(request: HttpRequest, found: Media) -> HttpResponseBase:
    try:
        part = parse_range(request.META.get("HTTP_RANGE"), found.total)
    except Unsatisfiable:
        part = None  # a range may be ignored; media addresses have no other refusals
    whole = part or ByteRange(0, found.total)
    last = whole.start + whole.length - 1
    headers = {**HEADERS, "Content-Length": str(whole.length), "Accept-Ranges": "bytes"}
    if part is not None:
        headers["Content-Range"] = f"bytes {whole.start}-{last}/{found.total}"
    status = 206 if part is not None else 200
    if request.method != "GET":
        return HttpResponse(status=status, headers=headers, content_type=found.content_type)
    try:
        blocks = _begun(found.blocks(whole.start, last))
    except (OSError, SourceTruncated):
        return refused(Held())  # the file does not open: better said now than in the middle of an answer
    return StreamingHttpResponse(blocks, status=status, headers=headers, content_type=found.content_type)


def _begun(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Open the files behind an answer before its first byte is sent."""
    first = next(blocks, b"")
    return chain((first,), blocks)
