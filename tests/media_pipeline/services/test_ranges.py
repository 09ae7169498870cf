"""Moving a recording: exactly what the one hearing read is read by the other, once."""

import pytest

from foundation.problems import Conflict
from hearings.models import Hearing
from hearings.services.hearings import create_hearing
from media_pipeline.models import HearingRange, Recording
from media_pipeline.services.ranges import move, take_range, withdraw
from tests.cast import RULE, Cast, later
from tests.media import SECONDS

HALF_MS = SECONDS * 500


def _hearing(cast: Cast) -> Hearing:
    by = cast.caller("registry")
    return create_hearing(cast.courts["city"], [cast.case], by, RULE, scheduled_at=later(3))


def _parts(hearing: Hearing) -> list[tuple[int, int | None]]:
    rows = HearingRange.objects.filter(hearing=hearing, withdrawn_at=None)
    return sorted(rows.values_list("from_ms", "to_ms"))


def test_move_takes_over_no_more_than_was_read(recorded: Hearing, cast: Cast) -> None:
    """The other half of the file may be another hearing's."""
    recording, clerk = Recording.objects.get(), cast.caller("clerk")
    withdraw(recording, recorded, clerk, RULE, "cut")
    take_range(recorded, recording, clerk.actor(), RULE, 0, HALF_MS)
    target = _hearing(cast)
    move(recording, recorded, target, clerk, RULE, "wrong hearing")
    assert (_parts(recorded), _parts(target)) == ([], [(0, HALF_MS)])


def test_move_of_what_somebody_has_just_moved_is_refused(recorded: Hearing, cast: Cast) -> None:
    recording, clerk = Recording.objects.get(), cast.caller("clerk")
    first, second = _hearing(cast), _hearing(cast)
    move(recording, recorded, first, clerk, RULE, "wrong hearing")
    with pytest.raises(Conflict):
        move(recording, recorded, second, clerk, RULE, "wrong hearing")
    assert (_parts(first), _parts(second)) == ([(0, None)], [])
