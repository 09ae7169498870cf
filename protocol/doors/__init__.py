"""The only way to an entry: through its hearing; to a line of a disguised part, through the disguise."""

from accounts.policies.caller import Caller
from foundation.ids import is_id, new_id
from foundation.problems import NotFound, SignInRequired
from hearings.doors import Admitted, get_hearing_for
from hearings.models import Disguise
from hearings.policy import Action
from media_pipeline.doors.disguise import get_disguise_for
from protocol.models import Entry
from protocol.policies.lines import lines_in
from protocol.policies.readable import masks_for, placed, readable


def get_entry_for(caller: Caller, entry_id: str, action: Action) -> tuple[Entry, Admitted]:
    """Return the entry and its hearing for an action, or raise; absent and forbidden look alike.

    Whoever may not read an entry does not write it either: it is not there for them.
    """
    if not caller.known:
        raise SignInRequired
    rows = Entry.objects.filter(pk=entry_id)
    found = rows.values_list("hearing_id", flat=True).first() if is_id(entry_id) else None
    # Of an absent one, the hearing that nobody has: both refusals take the same time.
    admitted = get_hearing_for(caller, found or new_id(), action)
    entry = rows.select_related("hearing").first()
    if entry is None or readable(placed(entry, admitted), admitted, masks_for(admitted)) is None:
        raise NotFound
    return entry, admitted


def get_line_for(caller: Caller, disguise_id: str, entry_id: str) -> tuple[Disguise, Entry, Admitted]:
    """Return a live disguise, a line of its part and the hearing, or raise as the door of the disguise does."""
    row, admitted = get_disguise_for(caller, disguise_id)
    entry = next((each for each in lines_in(row, admitted.hearing) if each.pk == entry_id), None)
    if entry is None:
        raise NotFound
    return row, entry, admitted
