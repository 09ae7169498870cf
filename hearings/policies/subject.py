"""The subject of a verdict: the caller with offices and client courts."""

from functools import partial

from accounts.models import Membership
from accounts.policies.caller import Caller
from hearings.policy import facts as f


def subject_of(caller: Caller) -> f.Subject:
    """Gather what the policy needs to know of a caller (one query)."""
    if caller.user is not None:
        return f.Subject(
            user_id=caller.user.pk,
            memberships=caller.once("memberships", partial(_memberships, caller.user.pk)),
            is_system_admin=caller.user.is_superuser,
            step_up_at=caller.step_up_at,
            purpose=caller.purpose,
            sittings=caller.sittings,
        )
    if caller.client is not None:
        courts = frozenset(caller.client.courts.values_list("pk", flat=True))
        return f.Subject(user_id=None, client=f.ServiceClient(caller.client.pk, caller.scopes, courts))
    return f.Subject(user_id=None)


def _memberships(user_id: str) -> tuple[f.Membership, ...]:
    rows = Membership.objects.filter(user_id=user_id).values_list("court_id", "role", "since", "until")
    return tuple(f.Membership(*row) for row in rows)
