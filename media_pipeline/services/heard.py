"""Whose sound is a hearing's, and when: the choice that every player makes, for those who work on the sound."""

from collections.abc import Iterator
from dataclasses import dataclass

from custody.models import Original
from foundation.clock import ms_between
from hearings.models import Hearing
from media_pipeline.hls.intervals import Ranges
from media_pipeline.models import HearingRange
from media_pipeline.policies.sources import Given, sound_of
from media_pipeline.services.coverage import place_of
from media_pipeline.states import RecordingState


@dataclass(frozen=True, slots=True)
class Heard:
    """A recording, and when its sound is the hearing's (ms of the hearing's time)."""

    original: Original
    starts_at_ms: int
    ranges: Ranges


def heard_in(hearing: Hearing) -> Iterator[Heard]:
    """Yield whose sound is the hearing's and when, as every player chooses it."""
    ranges = HearingRange.objects.filter(
        hearing=hearing, withdrawn_at=None, recording__state=RecordingState.READY
    )
    rows = list(ranges.select_related("recording__original").order_by("recording__camera", "pk"))
    zeros = [ms_between(hearing.started_at, row.recording.started_at) for row in rows]
    given = [_place(row, zero) for row, zero in zip(rows, zeros, strict=True)]
    for row, zero, spans in zip(rows, zeros, sound_of(given), strict=True):
        if spans:
            yield Heard(row.recording.original, zero, spans)


def _place(row: HearingRange, zero_ms: int) -> Given:
    recording = row.recording
    span = (row.from_ms, row.to_ms)
    return place_of(zero_ms, recording.duration_ms or 0, span, recording.camera, recording.streams)
