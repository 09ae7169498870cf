"""What the recordings tell of a session's beginning and end."""

from foundation.clock import plus_ms
from hearings.models import Hearing
from hearings.policies.proposal import Sign, Signs
from media_pipeline.services.coverage import parts_of


def session_signs(hearing: Hearing) -> Signs:
    """Return when the first recording begins and the last one ends, if there is any (one query)."""
    given = [part.given for part in parts_of(hearing) if part.given is not None]
    if not given:
        return {}
    zero = hearing.started_at
    return {
        Sign.FIRST_RECORDING: plus_ms(zero, min(each.start_ms for each in given)),
        Sign.LAST_RECORDING: plus_ms(zero, max(each.end_ms for each in given)),
    }
