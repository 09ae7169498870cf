"""The door to recorder profiles: court administrators write them, clerks read and try them."""

from accounts.policies.caller import Caller
from courts.models import RecorderProfile
from foundation.ids import is_id, new_id
from foundation.problems import NotFound, SignInRequired
from hearings.doors import require_at_court
from hearings.policy import CourtAction, Verdict


def get_profile_for(caller: Caller, profile_id: str, action: CourtAction) -> tuple[RecorderProfile, Verdict]:
    """Return a profile for an action in its court; who has no office there gets NotFound."""
    if not caller.known:
        raise SignInRequired
    rows = RecorderProfile.objects.select_related("court")
    profile = rows.filter(pk=profile_id).first() if is_id(profile_id) else None
    # Of an absent one, the court that nobody has: both refusals take the same time.
    _court, verdict = require_at_court(caller, profile.court_id if profile is not None else new_id(), action)
    if profile is None:
        raise NotFound
    return profile, verdict
