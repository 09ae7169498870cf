"""The recordings of a hearing as they are played, for jobs that make what is shown or heard beside them."""

from collections.abc import Iterator
from dataclasses import dataclass

from custody.models import Original
from foundation.clock import ms_between
from hearings.models import Hearing
from media_pipeline.models import HearingRange
from media_pipeline.services.playables import Playable, playables_of
from media_pipeline.states import RecordingState


@dataclass(frozen=True, slots=True)
class Played:
    """A recording of a hearing: what it is played from, where it lies on the hearing's time, what of it is taken."""

    original: Original
    playable: Playable
    starts_at_ms: int
    camera: int
    taken: tuple[int, int]


def played_in(hearing: Hearing) -> Iterator[Played]:
    """Yield what is ready, each recording with its files."""
    ranges = HearingRange.objects.filter(
        hearing=hearing, withdrawn_at=None, recording__state=RecordingState.READY
    )
    rows = list(ranges.select_related("recording__original"))
    played = playables_of({row.recording.original_id: row.recording.original.sha256 for row in rows})
    for row in rows:
        recording = row.recording
        if recording.original_id in played:
            starts_at_ms = ms_between(hearing.started_at, recording.started_at)
            playable = played[recording.original_id]
            length = recording.duration_ms or 0
            end = length if row.to_ms is None else min(row.to_ms, length)
            taken = starts_at_ms + row.from_ms, starts_at_ms + end
            yield Played(recording.original, playable, starts_at_ms, recording.camera, taken)
