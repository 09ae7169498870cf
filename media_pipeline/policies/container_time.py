"""Creation times of containers, from the first bytes of a file. Pure and bounded: nothing is expanded or followed.

- QuickTime and MP4: ``mvhd`` (seconds since 1904, UTC by the standard; many recorders write local time), and Apple's
  ``com.apple.quicktime.creationdate``, which names its zone.
- Matroska and WebM: ``DateUTC`` (nanoseconds since 2001, UTC).
"""

import re
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EBML = b"\x1a\x45\xdf\xa3"
DATE_UTC = b"\x44\x61\x88"
"""The element's id, and that eight bytes follow."""
MATROSKA_ZERO = datetime(2001, 1, 1, tzinfo=UTC)
QUICKTIME_ZERO = datetime(1904, 1, 1, tzinfo=UTC)
APPLE_KEY = b"com.apple.quicktime.creationdate"
APPLE_DATE = re.compile(rb"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(Z|[+-]\d\d:?\d\d)")
TOP_BOXES_MAX = 64
_HEADER = struct.Struct(">I4s")


@dataclass(frozen=True, slots=True)
class CreationTime:
    """When a container was begun, read as its standard says; ``zoned``: it names its zone, so it cannot be local."""

    at: datetime
    zoned: bool = False


def creation_time(head: bytes) -> CreationTime | None:
    """Return the creation time that the first bytes of a file hold; None where they hold none or were never set."""
    if head[:4] == EBML:
        return _matroska(head)
    return _apple(head) or _quicktime(head)


def _matroska(head: bytes) -> CreationTime | None:
    at = head.find(DATE_UTC)
    raw = head[at + len(DATE_UTC) :][:8] if at >= 0 else b""
    return _moment(MATROSKA_ZERO, int.from_bytes(raw, "big", signed=True) // 1000) if len(raw) == 8 else None


def _apple(head: bytes) -> CreationTime | None:
    at = head.find(APPLE_KEY)
    found = APPLE_DATE.search(head, at) if at >= 0 else None
    if found is None:
        return None
    try:
        moment = datetime.fromisoformat((found[1] + found[2]).decode())
        return CreationTime(moment.astimezone(UTC), zoned=True)
    except (ValueError, OverflowError):
        return None


def _quicktime(head: bytes) -> CreationTime | None:
    moov = _box(head, 0, b"moov")
    mvhd = _box(head, moov, b"mvhd") if moov is not None else None
    if mvhd is None or len(head) < mvhd + 12:
        return None
    long = head[mvhd] == 1
    seconds = int.from_bytes(head[mvhd + 4 : mvhd + (12 if long else 8)], "big")
    return _moment(QUICKTIME_ZERO, seconds * 1_000_000) if seconds else None


def _box(head: bytes, at: int, kind: bytes) -> int | None:
    """Return where the content of a box begins, looking at the boxes that follow each other from ``at`` on."""
    for _ in range(TOP_BOXES_MAX):
        if at + _HEADER.size > len(head):
            return None
        size, found = _HEADER.unpack_from(head, at)
        if found == kind:
            return at + (16 if size == 1 else 8)
        if size == 1:
            size = int.from_bytes(head[at + 8 : at + 16], "big")
        if size < _HEADER.size:
            return None
        at += size
    return None


def _moment(zero: datetime, microseconds: int) -> CreationTime | None:
    try:
        return CreationTime(zero + timedelta(microseconds=microseconds))
    except OverflowError:
        return None
