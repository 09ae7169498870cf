"""Edit lists: which part of a track is shown, and from when on."""

from dataclasses import dataclass
from typing import Final

from media_pipeline.mp4.boxes import by_kind, only
from media_pipeline.mp4.errors import Mp4Damaged, Mp4NotPlayable
from media_pipeline.mp4.limits import IndexLimits

NORMAL_RATE: Final = 0x10000
MAX_EDITS: Final = 64
UNLIMITED: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class Edit:
    """In ticks of the track: add `shift` to media times to have presentation times; [start, until) of those
    is shown.
    """

    shift: int
    start: int
    until: int


def _entries(body: memoryview) -> list[tuple[int, int, int]]:
    """(duration in movie ticks, media time or -1, rate) of each edit."""
    wide = bool(body) and body[0] == 1
    count, step = int.from_bytes(body[4:8], "big"), 20 if wide else 12
    if len(body) < 8 or count * step > len(body) - 8:
        raise Mp4Damaged("table-overflow", "elst")
    if count > MAX_EDITS:
        raise Mp4NotPlayable("unsupported-edit", f"{count} edits")
    found = []
    for at in range(8, 8 + count * step, step):
        half = (step - 4) // 2
        duration = int.from_bytes(body[at : at + half], "big")
        media_time = int.from_bytes(body[at + half : at + 2 * half], "big", signed=True)
        found.append((duration, media_time, int.from_bytes(body[at + 2 * half : at + step], "big")))
    return found


def read_edit(
    trak: dict[bytes, list[memoryview]], timescale: int, movie_scale: int, limits: IndexLimits
) -> Edit:
    """The edit of one track; without an edit list everything is shown as it lies.

    Raises Mp4NotPlayable("unsupported-edit") for more than one piece of media or another speed than 1.
    """
    lists = by_kind(only(trak, b"edts"), limits.max_boxes) if b"edts" in trak else {}
    entries = _entries(only(lists, b"elst")) if b"elst" in lists else []
    media = [number for number, entry in enumerate(entries) if entry[1] >= 0]
    if not entries:
        return Edit(0, 0, UNLIMITED)
    if len(media) != 1:
        raise Mp4NotPlayable("unsupported-edit", f"{len(media)} pieces of media")
    duration, media_time, rate = entries[media[0]]
    if rate != NORMAL_RATE:
        raise Mp4NotPlayable("unsupported-edit", f"speed {rate / NORMAL_RATE}")
    delay = sum(entry[0] for entry in entries[: media[0]])
    if (
        delay * 1000 > limits.max_duration_ms * movie_scale
        or media_time * 1000 > limits.max_duration_ms * timescale
    ):
        raise Mp4Damaged("duration", "edit list")
    start = round(delay * timescale / movie_scale)
    # Durations are in the coarser movie ticks and some writers round them down: one tick of grace.
    length = -(-(duration + 1) * timescale // movie_scale) if duration else UNLIMITED
    return Edit(start - media_time, start, start + length)
