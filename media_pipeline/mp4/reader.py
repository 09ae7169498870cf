"""From a file to its sample index: reads ftyp and moov, never the media."""

import os
import time
from pathlib import Path
from typing import Final

from media_pipeline.mp4.boxes import by_kind, find_moov, only
from media_pipeline.mp4.errors import Mp4Damaged, Mp4NotPlayable, NotMp4
from media_pipeline.mp4.index import SampleIndex, TrackIndex
from media_pipeline.mp4.limits import IndexLimits
from media_pipeline.mp4.tables import Boxes
from media_pipeline.mp4.tracks import Movie, read_track, time_header

EPOCH_1904: Final = 2_082_844_800  # seconds from 1904 to 1970
YEAR_2000: Final = 946_684_800
CLOCK_GRACE_S: Final = 24 * 3600
SMALLEST_BOX: Final = 8


def index_file(path: Path, limits: IndexLimits) -> SampleIndex:
    """Reads the sample tables of a recording.

    Raises NotMp4, Mp4NotPlayable or Mp4Damaged (all permanent) and OSError for faults of the machine.
    """
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        file_size = os.fstat(fd).st_size
        if file_size < SMALLEST_BOX:
            raise NotMp4("not-mp4", f"{file_size} bytes")
        offset, size = find_moov(fd, file_size, limits)
        moov = os.pread(fd, size, offset)
        moov_first = offset + size < file_size // 2
    finally:
        os.close(fd)
    if len(moov) != size:
        raise Mp4Damaged("truncated", "moov ends early")
    boxes = by_kind(memoryview(moov), limits.max_boxes)
    _check_structure(boxes)
    created, timescale = time_header(only(boxes, b"mvhd"), limits)
    tracks = _read_tracks(boxes.get(b"trak", []), Movie(timescale, file_size, limits))
    duration_ms = max(track.facts.end_ms for track in tracks)
    return SampleIndex(file_size, duration_ms, _plausible_ms(created), moov_first, tracks)


def _check_structure(boxes: Boxes) -> None:
    if b"mvex" in boxes:
        raise Mp4NotPlayable("fragmented", "mvex")
    if b"cmov" in boxes:
        raise Mp4NotPlayable("compressed-moov", "cmov")


def _read_tracks(traks: list[memoryview], movie: Movie) -> tuple[TrackIndex, ...]:
    if len(traks) > movie.limits.max_tracks:
        raise Mp4NotPlayable("too-many-tracks", str(len(traks)))
    tracks: list[TrackIndex] = []
    budget = movie.limits.max_samples
    for body in traks:
        track = read_track(by_kind(body, movie.limits.max_boxes), movie, budget)
        if track is not None:
            tracks.append(track)
            budget -= len(track.size)
    if not tracks:
        raise Mp4NotPlayable("no-tracks", f"none of {len(traks)} tracks holds pictures or sound")
    return tuple(tracks)


def _plausible_ms(created: int) -> int | None:
    """Recorders with an empty clock battery write 1904, 1970 or nonsense: better no time than a wrong one."""
    seconds = created - EPOCH_1904
    return seconds * 1000 if YEAR_2000 <= seconds <= time.time() + CLOCK_GRACE_S else None
