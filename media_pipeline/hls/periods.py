"""Times in which no format changes: a playlist changes its init segment only between two of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from media_pipeline.hls.init import init_segment, slate_fits
from media_pipeline.hls.lane import Format
from media_pipeline.hls.slate import Slates
from media_pipeline.hls.stretches import Kind, Piece, PieceTrack, Stretch, lay_out

Formats = dict[str, Format]
APART_MS: Final = 1_000
"""Picture and sound of a recording begin a little apart: changes nearer than this are one, at the earlier moment."""


@dataclass(frozen=True, slots=True)
class Period:
    """One Format for each track key, and who is seen and heard in this time."""

    start_ms: int
    end_ms: int
    pictures: tuple[Stretch, ...]
    sound: tuple[Stretch, ...]
    formats: Formats


@dataclass(frozen=True, slots=True)
class _Group:
    """Stretches of one kind in a row that share their formats."""

    start_ms: int
    stretches: tuple[Stretch, ...]
    formats: Formats


def periods_of(pieces: Sequence[Piece], duration_ms: int, slates: Slates) -> list[Period]:
    """The periods of a hearing, from 0 to its end without a hole."""
    pictures = _groups(pieces, duration_ms, "video", slates)
    sound = _groups(pieces, duration_ms, "audio", slates)
    starts = _borders([*pictures, *sound])
    periods = []
    for start, end in zip(starts, [*starts[1:], duration_ms], strict=True):
        seen, heard = (_active(groups, start + APART_MS) for groups in (pictures, sound))
        periods.append(
            Period(
                start,
                end,
                _inside(seen.stretches, start, end),
                _inside(heard.stretches, start, end),
                seen.formats | heard.formats,
            )
        )
    return periods


def _groups(pieces: Sequence[Piece], duration_ms: int, kind: Kind, slates: Slates) -> list[_Group]:
    """Groups of one kind; the first one begins at 0. Without any stretch one that is empty."""
    by_piece = [_formats(piece, kind, slates) for piece in pieces]
    spare: Formats = {}
    for row in by_piece:
        spare = row | spare
    keys = sorted(spare, key=lambda key: (key[0], int(key[1:])))
    spare = {key: spare[key] for key in keys}
    stretches = lay_out(pieces, duration_ms, kind)
    if not stretches:
        return [_Group(0, (), spare)]
    rows = _inherit([by_piece[stretch.piece] for stretch in stretches], spare)
    grouped = groupby(
        zip(stretches, rows, strict=True), key=lambda pair: tuple(form.init for form in pair[1].values())
    )
    found = [list(group) for _, group in grouped]
    starts = [0, *(group[0][0].start_ms for group in found[1:])]
    return [
        _Group(start, tuple(stretch for stretch, _ in group), group[0][1])
        for start, group in zip(starts, found, strict=True)
    ]


def _formats(piece: Piece, kind: Kind, slates: Slates) -> Formats:
    """The formats of one piece's tracks of a kind by track key."""
    return {track.key: _format(track, slates) for track in piece.tracks if track.samples.facts.kind == kind}


def _format(track: PieceTrack, slates: Slates) -> Format:
    facts = track.samples.facts
    if facts.kind == "audio":
        return Format(facts, init_segment(facts), audio_slate=slates.for_audio(facts))
    slate = slates.for_video(facts)
    slate = slate if slate_fits(facts, slate) else None
    return Format(facts, init_segment(facts, slate), video_slate=slate)


def _inherit(rows: list[Formats], spare: Formats) -> list[Formats]:
    """A piece without some track takes the format of the piece before it, else of the one after it."""
    full: list[Formats] = [{} for _ in rows]
    for key in spare:
        known = next((row[key] for row in rows if key in row), spare[key])
        for row, out in zip(rows, full, strict=True):
            known = out[key] = row.get(key, known)
    return full


def _borders(groups: Sequence[_Group]) -> list[int]:
    """Moments at which some format changes, those that are one change as one."""
    starts: list[int] = []
    for moment in sorted({group.start_ms for group in groups}):
        if not starts or moment - starts[-1] >= APART_MS:
            starts.append(moment)
    return starts


def _active(groups: Sequence[_Group], before_ms: int) -> _Group:
    return [group for group in groups if group.start_ms < before_ms][-1]


def _inside(stretches: Sequence[Stretch], start_ms: int, end_ms: int) -> tuple[Stretch, ...]:
    """What of the stretches lies inside; a border of the period is none of permission."""
    found = []
    for stretch in stretches:
        low, high = max(stretch.start_ms, start_ms), min(stretch.end_ms, end_ms)
        if low < high:
            cut_start, cut_end = low > stretch.start_ms, high < stretch.end_ms
            hard = (stretch.hard_start and not cut_start, stretch.hard_end and not cut_end)
            found.append(Stretch(stretch.piece, low, high, *hard))
    return tuple(found)
