"""The door to the destruction of a single recording: through every hearing that reads it."""

from accounts.policies.caller import Caller
from foundation.problems import Forbidden, Gone, Held, Problem
from hearings.doors import Admitted, get_hearing_for
from hearings.policy import Action
from media_pipeline.doors.fetching import fetch, readers
from media_pipeline.doors.recording import get_recording_for
from media_pipeline.models import Recording


def get_recording_to_destroy(caller: Caller, recording_id: str) -> tuple[Recording, list[Admitted], bool]:
    """Return a recording, the hearings that read it, and whether the caller is the judge of all of them.

    Raises as the door of a recording does; Forbidden where one of the hearings is not the caller's to delete from.
    """
    get_recording_for(caller, recording_id, Action.DELETE)
    recording = fetch(caller, recording_id)
    through = []
    for hearing_id in readers(recording):
        try:
            through.append(get_hearing_for(caller, hearing_id, Action.DELETE))
        except Held:
            raise
        except Gone:  # destroyed there already; the others decide
            continue
        except Problem as problem:
            raise Forbidden from problem
    return recording, through, all(each.may(Action.COUNTERSIGN) for each in through)
