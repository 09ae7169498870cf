"""The gap map in plain words and as strips."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from foundation.clock import plus_ms
from hearings.doors import Admitted
from hearings.policy import Action
from media_pipeline.hls.intervals import bridged
from media_pipeline.policies.gap_map import GapMap, Line, LineKind, Missing
from media_pipeline.policies.words import camera_name, recorder_name
from media_pipeline.services.gap_notes import ReadNote

STRIP_UNITS = 1000
MINUTES_FROM_MS = 10 * 60_000
"""Shorter hearings are counted in seconds."""


@dataclass(frozen=True, slots=True)
class CourtClock:
    """Writes moments of a hearing as people in the court read them. ``start``, ``end``: the time that is shown."""

    zero: datetime
    zone: ZoneInfo
    start_ms: int
    end_ms: int

    def span(self, start_ms: int, end_ms: int) -> str:
        """Return ``10:05–10:06``, with seconds where they matter."""
        exact = any(self._local(ms).second for ms in (start_ms, end_ms))
        return f"{self._clock(start_ms, exact=exact)}–{self._clock(end_ms, exact=exact)}"

    def _local(self, ms: int) -> datetime:
        return plus_ms(self.zero, ms).astimezone(self.zone)

    def _clock(self, ms: int, *, exact: bool) -> str:
        """Tell the day where midnight lies within the hearing, and the zone where the clock was changed in it."""
        local, first, last = self._local(ms), self._local(self.start_ms), self._local(self.end_ms)
        words = local.strftime("%H:%M:%S" if exact else "%H:%M")
        if local.date() != first.date() or first.date() != last.date():
            words = f"{formats.date_format(local, 'd.m')} {words}"
        if first.utcoffset() != last.utcoffset():
            words += f" ({local.strftime('%Z')})"
        return words


def map_rows(seen: GapMap, notes: list[ReadNote], admitted: Admitted) -> dict[str, Any]:
    """Return ``{total, span, lines, findings, more, is_whole}`` for the page."""
    hearing = admitted.hearing
    clock = CourtClock(hearing.started_at, hearing.court.zone, seen.start_ms, seen.end_ms)
    findings = list(_findings(seen, notes, clock, admitted))
    shown = findings[: settings.GAP_ROWS_SHOWN]
    return {
        "total": total_words(seen),
        "span": clock.span(seen.start_ms, seen.end_ms),
        "lines": [_line(line, seen) for line in seen.lines],
        "findings": shown,
        "more": len(findings) - len(shown),
        "is_whole": seen.is_whole,
    }


def note_rows(notes: list[ReadNote], admitted: Admitted) -> list[dict[str, Any]]:
    """Return the notes on what was not recorded, as sentences."""
    hearing = admitted.hearing
    starts, ends = [note.start_ms for note in notes], [note.end_ms for note in notes]
    clock = CourtClock(hearing.started_at, hearing.court.zone, min(starts, default=0), max(ends, default=0))
    return [_note(read, clock, admitted) for read in notes]


def total_words(seen: GapMap) -> str:
    """Return how much of the expected time something was recorded."""
    recorded = seen.lines[0].recorded_ms
    if seen.expected_ms >= MINUTES_FROM_MS:
        figures = {"recorded": recorded // 60_000, "expected": round(seen.expected_ms / 60_000)}
        return _("Recorded: %(recorded)d of %(expected)d minutes.") % figures
    figures = {"recorded": recorded // 1000, "expected": round(seen.expected_ms / 1000)}
    return _("Recorded: %(recorded)d of %(expected)d seconds.") % figures


def line_name(line: Line) -> str:
    """Return what a line is about."""
    if line.kind is LineKind.CAMERA:
        return camera_name(line.number)
    if line.kind is LineKind.MICROPHONES:
        return recorder_name(line.number)
    return _("Sound") if line.kind is LineKind.SOUND else _("Altogether")


def _line(line: Line, seen: GapMap) -> dict[str, Any]:
    """Return a line with its strip: spans in STRIP_UNITS of the expected time; seams that no eye sees are closed."""
    shown_ms = seen.end_ms - seen.start_ms
    spans = bridged(line.covered, max(1, shown_ms // STRIP_UNITS))
    scale = STRIP_UNITS / shown_ms
    bars = [(round((a - seen.start_ms) * scale), max(1, round((b - a) * scale))) for a, b in spans]
    percent = line.recorded_ms * 100 // seen.expected_ms
    return {"name": line_name(line), "bars": bars, "percent": percent, "is_whole": not line.missing}


def _findings(
    seen: GapMap, notes: list[ReadNote], clock: CourtClock, admitted: Admitted
) -> Iterator[dict[str, Any]]:
    """Yield everything that a person should look at, what is missing altogether first."""
    everywhere = {(each.start_ms, each.end_ms) for each in seen.lines[0].missing}
    for line in seen.lines:
        for missing in line.missing:
            span = missing.start_ms, missing.end_ms
            if line.kind is LineKind.ALL or span not in everywhere:
                yield _missing(line, missing, notes, clock, admitted)
        for short in line.short:
            words = _(
                "%(span)s: a file of %(name)s is shorter than the others (%(seconds)d of %(usual)d seconds)"
            )
            figures = {"seconds": (short.end_ms - short.start_ms) // 1000, "usual": short.usual_ms // 1000}
            yield _plain(words, line, clock.span(short.start_ms, short.end_ms), short.start_ms, figures)
        for start, end in line.overlaps:
            yield _plain(
                _("%(span)s: two files of %(name)s at the same time"), line, clock.span(start, end), start, {}
            )


def _plain(words: str, line: Line, span: str, start_ms: int, figures: dict[str, int]) -> dict[str, Any]:
    return {"words": words % {"span": span, "name": line_name(line), **figures}, "at_ms": max(0, start_ms)}


def _missing(
    line: Line, missing: Missing, notes: list[ReadNote], clock: CourtClock, admitted: Admitted
) -> dict[str, Any]:
    words = {
        LineKind.ALL: _("%(span)s: nothing was recorded"),
        LineKind.SOUND: _("%(span)s: no sound"),
    }.get(line.kind, _("%(span)s: no recording of %(name)s"))
    row = _plain(words, line, clock.span(missing.start_ms, missing.end_ms), missing.start_ms, {})
    camera = line.number if line.kind is LineKind.CAMERA else None
    explained = any(_explains(read, missing, camera) for read in notes)
    if admitted.may(Action.WRITE_ENTRY) and not explained:
        asked = {"start_ms": missing.start_ms, "end_ms": missing.end_ms, "camera": camera or ""}
        row["note_url"] = f"{reverse('media:gap-note-new', args=[admitted.hearing.pk])}?{urlencode(asked)}"
    return row | {"tone": "danger"}


def _explains(read: ReadNote, missing: Missing, camera: int | None) -> bool:
    """A note without a camera explains every line; seconds on the form are whole."""
    fits = read.note.camera in {None, camera}
    return fits and read.start_ms <= missing.start_ms + 1000 and read.end_ms >= missing.end_ms - 1000


def _note(read: ReadNote, clock: CourtClock, admitted: Admitted) -> dict[str, Any]:
    note = read.note
    row: dict[str, Any] = {
        "span": clock.span(read.start_ms, read.end_ms),
        "camera": camera_name(note.camera) if note.camera else "",
        "cause": note.get_cause_display(),
        "text": read.text,
        "author": note.author_name,
        "noted_at": note.created_at,
    }
    if admitted.may(Action.WRITE_ENTRY):
        row["edit_url"] = reverse("media:gap-note-edit", args=[note.note])
        row["withdraw_url"] = reverse("media:gap-note-withdraw", args=[note.note])
    return row
