"""What is ordered once a recording can be played."""

from jobs.services.queue import enqueue
from jobs.states import Priority
from media_pipeline.models import Recording
from media_pipeline.states import JobKind, Stage


def order_lighter(recording: Recording) -> None:
    """Have smaller pictures and the mix made when there is time."""
    enqueue(
        JobKind.LIGHT,
        recording.pk,
        priority=Priority.LADDER,
        group=recording.pk,
        stage_of=Stage.LADDER,
        court=recording.court_id,
    )
