"""Walking boxes. Every box must lie inside its parent; nothing is expanded and nothing is followed
recursively.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from media_pipeline.mp4.errors import Mp4Damaged, Mp4NotPlayable, NotMp4
from media_pipeline.mp4.limits import IndexLimits

# What an ISO or QuickTime file may begin with; anything else is not ours to judge.
FIRST_BOXES: Final = frozenset(
    {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"uuid", b"styp", b"moof", b"sidx"}
)
FRAGMENT_BOXES: Final = frozenset({b"moof", b"styp", b"sidx"})
UNPLAYABLE_BRANDS: Final = frozenset({b"heic", b"heix", b"mif1", b"avif", b"crx ", b"jp2 "})


@dataclass(frozen=True, slots=True)
class Box:
    """`kind` is the four-character code, `body` what follows the header."""

    kind: bytes
    body: memoryview


def children(body: memoryview, limit: int) -> Iterator[Box]:
    """Boxes inside `body`. Raises Mp4Damaged("box-size") for one that leaves its parent."""
    at = count = 0
    while len(body) - at >= 8:
        size = int.from_bytes(body[at : at + 4], "big")
        head = 8
        if size == 1 and len(body) - at >= 16:
            size, head = int.from_bytes(body[at + 8 : at + 16], "big"), 16
        elif size == 0:
            if not any(body[at + 4 : at + 8]):
                return  # QuickTime ends some containers with four or eight zero bytes
            size = len(body) - at
        count += 1
        if size < head or size > len(body) - at or count > limit:
            raise Mp4Damaged("box-size", f"box {bytes(body[at + 4 : at + 8])!r} of {size} bytes")
        yield Box(bytes(body[at + 4 : at + 8]), body[at + head : at + size])
        at += size


def only(boxes: dict[bytes, list[memoryview]], kind: bytes) -> memoryview:
    """The one box of this kind. Raises Mp4Damaged when it is missing or repeated (readers would disagree
    which counts).
    """
    found = boxes.get(kind, [])
    if len(found) != 1:
        raise Mp4Damaged("box-missing" if not found else "box-repeated", kind.decode("latin-1"))
    return found[0]


def by_kind(body: memoryview, limit: int) -> dict[bytes, list[memoryview]]:
    """Children of `body` in file order under each kind."""
    found: dict[bytes, list[memoryview]] = {}
    for box in children(body, limit):
        found.setdefault(box.kind, []).append(box.body)
    return found


def _header(fd: int, at: int, file_size: int) -> tuple[bytes, int, int]:
    """(kind, header bytes, box bytes) of a top-level box; a size of 0 means up to the end of the file."""
    head = os.pread(fd, 16, at)
    size, kind = int.from_bytes(head[:4], "big"), head[4:8]
    if size == 1 and len(head) == 16:
        return kind, 16, int.from_bytes(head[8:16], "big")
    return kind, 8, size or file_size - at


def find_moov(fd: int, file_size: int, limits: IndexLimits) -> tuple[int, int]:
    """(offset, size) of the inside of moov, by hopping over the other boxes without reading them.

    Raises NotMp4, Mp4NotPlayable("fragmented" or a limit) or Mp4Damaged("no-moov", "truncated").
    """
    at = 0
    for _ in range(limits.max_boxes):
        if file_size - at < 8:
            break
        kind, head, size = _header(fd, at, file_size)
        if at == 0:
            _check_first(fd, kind, size, file_size)
        if kind in FRAGMENT_BOXES:
            raise Mp4NotPlayable("fragmented", f"{kind!r} before moov")
        if size < head or size > file_size - at:
            raise Mp4Damaged("truncated", f"box {kind!r} of {size} bytes at {at} in a file of {file_size}")
        if kind == b"moov":
            if size - head > limits.max_moov_bytes:
                raise Mp4NotPlayable("moov-too-large", f"{size} bytes")
            return at + head, size - head
        at += size
    raise Mp4Damaged("no-moov", "no sample tables")


def _check_first(fd: int, kind: bytes, size: int, file_size: int) -> None:
    if kind not in FIRST_BOXES:
        raise NotMp4("not-mp4", f"begins with {kind!r}")
    if kind != b"ftyp":
        return
    if not 16 <= size <= min(file_size, 4096):
        raise NotMp4("not-mp4", f"ftyp of {size} bytes")
    if os.pread(fd, 4, 8) in UNPLAYABLE_BRANDS:
        raise NotMp4("not-mp4", "a picture")
