"""The door to a note on what was not recorded: through its hearing."""

from accounts.policies.caller import Caller
from foundation.ids import is_id, new_id
from foundation.problems import NotFound, SignInRequired
from hearings.doors import Admitted, get_hearing_for
from hearings.policy import Action
from media_pipeline.models import GapNote


def get_gap_note_for(caller: Caller, note_id: str, action: Action) -> tuple[GapNote, Admitted]:
    """Return the latest version of a note and its hearing for an action, or raise; one taken back is absent."""
    if not caller.known:
        raise SignInRequired
    rows = GapNote.objects.filter(note=note_id).select_related("hearing")
    note = rows.order_by("-revision").first() if is_id(note_id) else None
    # Of an absent one, the hearing that nobody has: both refusals take the same time.
    admitted = get_hearing_for(caller, note.hearing_id if note is not None else new_id(), action)
    if note is None or note.withdrawn:
        raise NotFound
    return note, admitted
