"""What this side reads of an MP4 by itself, to know what to expect; small and only for files that we trust."""

from collections.abc import Iterator

BOXES_AT_THE_START = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide"})
CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"edts"})
# An encoder's delay (B-frames, AAC priming) is an edit of a few frames; a trimmed film hides far more.
TRIMMED_FROM_S = 1.0


def is_mp4(data: bytes) -> bool:
    """Whether a file is of the MP4/MOV family, by its own bytes and never by its name."""
    return data[4:8] in BOXES_AT_THE_START


def is_fragmented(data: bytes) -> bool:
    """Whether it was written in pieces."""
    return b"mvex" in data


def streams_inside(data: bytes) -> str:
    """Return the streams of an unencrypted MP4 by its decoder settings, for a manifest that does not name them."""
    if not is_mp4(data) or b"encv" in data or b"enca" in data:
        return ""
    return "; ".join(name for mark, name in ((b"avcC", "v:h264"), (b"esds", "a:aac")) if mark in data)


def is_trimmed(data: bytes) -> bool:
    """Whether an edit list hides the beginning of a track.

    What it hides must not leave, so its first picture has to be encoded anew: not the instant stage's work.
    """
    timescale, media_time = 1, 0
    for kind, body in _boxes(data):
        if kind == b"elst" and body[0] == 0:
            media_time = int.from_bytes(body[12:16], "big", signed=True)
        if kind == b"mdhd" and body[0] == 0:
            timescale = int.from_bytes(body[12:16], "big")
            if media_time > TRIMMED_FROM_S * timescale:
                return True
            media_time = 0
    return False


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield every box in file order, those inside the known containers too."""
    at = 0
    while at + 8 <= len(data):
        size, kind, header = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, header = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        if size < header:
            return
        body = data[at + header : at + size]
        yield kind, body
        if kind in CONTAINERS:
            yield from _boxes(body)
        at += size
