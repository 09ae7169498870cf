"""Nobody opens a hearing to themselves: who writes parties and places writes them for others (R12)."""

from accounts.models import User
from accounts.policies.caller import Caller
from foundation.problems import Forbidden


def require_another(caller: Caller, user: User | None) -> None:
    """Raise Forbidden when the account that is to be given access is the giver's own; None is nobody's account."""
    if user is not None and user == caller.user:
        raise Forbidden
