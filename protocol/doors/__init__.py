"""The only way to an entry: through its hearing."""

from accounts.policies.caller import Caller
from foundation.ids import is_id, new_id
from foundation.problems import NotFound, SignInRequired
from hearings.doors import Admitted, get_hearing_for
from hearings.policy import Action
from protocol.models import Entry
from protocol.policies.readable import Masks, placed, readable


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
    if entry is None or readable(placed(entry, admitted), admitted, Masks()) is None:
        raise NotFound
    return entry, admitted
