"""Whose sound is a hearing's, and when: the choice that every player makes, for those who work on the sound."""

from collections.abc import Iterator
from dataclasses import dataclass

from custody.models import Original
from foundation.clock import ms_between
from hearings.models import Hearing
from media_pipeline.hls.intervals import Ranges
from media_pipeline.models import HearingRange
from media_pipeline.policies.sources import Given, kinds_of, sound_of
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
    given = [_given(row, hearing) for row in rows]
    for row, spans in zip(rows, sound_of(given), strict=True):
        if spans:
            zero = ms_between(hearing.started_at, row.recording.started_at)
            yield Heard(row.recording.original, zero, spans)


def _given(row: HearingRange, hearing: Hearing) -> Given:
    recording = row.recording
    zero = ms_between(hearing.started_at, recording.started_at)
    length = recording.duration_ms or 0
    to_ms = length if row.to_ms is None else min(row.to_ms, length)
    picture, sound = kinds_of(recording.streams)
    return Given(recording.camera, picture, sound, zero + row.from_ms, zero + to_ms)
