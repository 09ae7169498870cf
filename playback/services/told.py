"""What a viewer is told where a hearing does not play, in the order of its time."""

from collections.abc import Iterable
from typing import Final

from hearings.doors import Admitted
from hearings.policy import Band, BandKind, bands
from media_pipeline.ffmpeg.words import Said
from media_pipeline.hls.intervals import Ranges, intersect, normalise, subtract
from media_pipeline.hls.told import Told

SAID: Final = {
    BandKind.CLOSED: Said.CLOSED,
    BandKind.PROTECTED: Said.CLOSED,
    BandKind.UNDECIDED: Said.NOT_IN_SESSION,
    BandKind.NOT_IN_SESSION: Said.NOT_IN_SESSION,
}


def told_of(admitted: Admitted, duration_ms: int, allowed: Ranges) -> tuple[Told, ...]:
    """Return what slates say of all that is not `allowed`, as the viewer may know it and no more."""
    withheld = subtract(((0, duration_ms),), normalise(allowed))
    if not withheld:
        return ()
    known = bands(admitted.subject, admitted.facts, duration_ms, admitted.now)
    # Who hears a protected part as it was recorded is told nothing of its disguise.
    named = [
        Told(*span, _said(band))
        for band in known
        if not band.plays
        for span in intersect(withheld, band.start_ms, band.end_ms)
    ]
    rest = subtract(withheld, normalise((part.start_ms, part.end_ms) for part in named))
    return tuple(_joined([*named, *(Told(start, end, Said.BLANK, aloud=False) for start, end in rest)]))


def _said(band: Band) -> Said:
    return Said.PREPARING if band.preparing else SAID[band.kind]


def _joined(parts: Iterable[Told]) -> list[Told]:
    """Neighbours of which the same is said are one part: it is said once."""
    joined: list[Told] = []
    for part in sorted(parts):
        before = joined[-1] if joined else None
        if before is not None and before.end_ms == part.start_ms and before[2:] == part[2:]:
            joined[-1] = before._replace(end_ms=part.end_ms)
        else:
            joined.append(part)
    return joined
