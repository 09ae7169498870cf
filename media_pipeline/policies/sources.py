"""Which recording gives the picture and which the sound of a hearing, where several ran at once. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from media_pipeline.hls.intervals import Ranges, bridged, intersect, normalise, subtract

SWITCH_MS: Final = 1_000
"""Sound changes its source for no less than this: a recorder's own seam between two pieces is no reason."""


@dataclass(frozen=True, slots=True)
class Given:
    """A recording in a hearing: its camera, what it holds, and which part [start, end) of the hearing's time it
    covers (ms).
    """

    camera: int
    has_picture: bool
    has_sound: bool
    start_ms: int
    end_ms: int


def kinds_of(streams: Sequence[Mapping[str, Any]]) -> tuple[bool, bool]:
    """Return whether a recording has pictures and whether it has sound; of one that nobody looked into, both."""
    kinds = {stream.get("kind") for stream in streams}
    return not kinds or "video" in kinds, not kinds or "audio" in kinds


def cameras_of(sources: Sequence[Given]) -> tuple[int, ...]:
    """Return the numbers of the cameras with pictures; the first one is the main one."""
    return tuple(sorted({source.camera for source in sources if source.has_picture}))


def sound_of(sources: Sequence[Given]) -> tuple[Ranges, ...]:
    """Return for each recording the ranges of time (ms) in which its sound is the hearing's.

    Recorders of sound alone come first, then cameras, the lower number before the higher. No two sources are mixed; two
    recordings of one source that overlap are left to the timeline, which shows the later one from its start.
    """
    groups: dict[tuple[bool, int], list[int]] = {}
    for number, source in enumerate(sources):
        if source.has_sound:
            groups.setdefault((source.has_picture, source.camera), []).append(number)
    given: list[Ranges] = [()] * len(sources)
    taken: Ranges = ()
    for key in sorted(groups):
        spans = [(sources[number].start_ms, sources[number].end_ms) for number in groups[key]]
        whole = bridged(spans, SWITCH_MS)
        free = tuple(span for span in subtract(whole, taken) if span[1] - span[0] >= SWITCH_MS or not taken)
        for number, span in zip(groups[key], spans, strict=True):
            given[number] = intersect(free, *span)
        taken = bridged(normalise((*taken, *whole)), SWITCH_MS)
    return tuple(given)
