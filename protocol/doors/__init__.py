"""The only way to an entry: through its hearing."""

from accounts.policies.caller import Caller
from foundation.ids import is_id
from foundation.problems import NotFound, SignInRequired
from hearings.doors import Admitted, get_hearing_for
from hearings.policy import Action
from protocol.models import Entry


def get_entry_for(caller: Caller, entry_id: str, action: Action) -> tuple[Entry, Admitted]:
    """Return the entry and its hearing for an action, or raise; absent and forbidden look alike."""
    if not caller.known:
        raise SignInRequired
    entry = Entry.objects.select_related("hearing").filter(pk=entry_id).first() if is_id(entry_id) else None
    if entry is None:
        raise NotFound
    return entry, get_hearing_for(caller, entry.hearing_id, action)
