"""Ranges heard: what the gate sends out is noted on disk before it goes, and brought into the audit log from there.

A note is one line appended with one write, so it outlives a killed process. Notes lie in a file for each process and
time slot; a keeper's round takes the files of past slots, once each.
"""

import json
import os
import socket
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction

from custody.services.outbox import Actor, record
from foundation.clock import utc_now
from media_pipeline.hls.intervals import Ranges, bridged
from playback.models import GatheredNotes, Play

log = structlog.get_logger(__name__)
SUFFIX = ".heard"
GRACE_S = 2
"""A thread may have opened the file of a slot just before the slot ended."""
BRIDGED_MS = 1000
"""Shorter pauses between segments are their cuts, not what somebody skipped."""


class Notes:
    """This process's notes; one for all threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._place: tuple[Path, int, int] | None = None
        self._file = -1

    def add(self, play_id: str, ranges: Ranges) -> None:
        """Note what a play is about to be sent. A full disk is told and does not stop who may listen."""
        if not ranges:
            return
        line = json.dumps([play_id, ranges], separators=(",", ":")).encode() + b"\n"
        try:
            with self._guard:
                os.write(self._open(), line)
        except OSError:
            log.exception("heard.not_noted", play=play_id)

    def _open(self) -> int:
        place = (settings.HEARD_DIR, _slot(), os.getpid())
        if place != self._place:
            self.close()
            folder, slot, process = place
            folder.mkdir(mode=0o750, parents=True, exist_ok=True)
            name = f"{slot}-{socket.gethostname()}-{process}{SUFFIX}"
            self._file = os.open(folder / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
            self._place = place
        return self._file

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
        self._file, self._place = -1, None


notes = Notes()
"""This process's notes."""


def gather_heard() -> int:
    """Bring the notes of past slots into the audit log, one row for each play and file; a keeper's round."""
    gathered = 0
    for path in sorted(Path(settings.HEARD_DIR).glob(f"*{SUFFIX}")):
        if _is_past(path):
            gathered += _gather(path)
            path.unlink(missing_ok=True)
    GatheredNotes.objects.filter(at__lt=utc_now() - timedelta(days=1)).delete()
    return gathered


def _slot() -> int:
    length: int = settings.HEARD_SLOT_S
    return int(time.time()) // length * length


def _is_past(path: Path) -> bool:
    began = path.name.partition("-")[0]
    return began.isdigit() and time.time() >= int(began) + settings.HEARD_SLOT_S + GRACE_S


@transaction.atomic
def _gather(path: Path) -> int:
    """Write the rows of one file, unless an earlier round died after it had; returns how many."""
    _row, fresh = GatheredNotes.objects.get_or_create(name=path.name)
    if not fresh:
        return 0
    heard = _read(path)
    plays = Play.objects.filter(pk__in=heard).select_related("hearing")
    for play in plays:
        record(
            "play.heard",
            actor=Actor(play.viewer),
            object_id=play.hearing_id,
            court=play.hearing.court_id,
            private={"play": play.pk, "ranges": [list(pair) for pair in heard[play.pk]]},
        )
    return len(plays)


def _read(path: Path) -> Mapping[str, Ranges]:
    found: dict[str, list[tuple[int, int]]] = {}
    for play_id, ranges in _lines(path.read_bytes().splitlines()):
        found.setdefault(play_id, []).extend(ranges)
    return {play_id: bridged(ranges, BRIDGED_MS) for play_id, ranges in found.items()}


def _lines(lines: Iterable[bytes]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    for line in lines:
        try:
            play_id, ranges = json.loads(line)
            yield str(play_id), [(int(start), int(end)) for start, end in ranges]
        except (ValueError, TypeError):
            log.warning("heard.torn_note")  # the disk was full in the middle of a line
