"""A hearing that changes between two queries of one request: asked again, never opened stale."""

import pytest

from hearings.doors import get_hearing_for
from hearings.models import Hearing
from hearings.policy import Action
from hearings.services.epochs import kill_media_addresses
from playback.errors import BeingPrepared
from playback.services.variants import variant_for
from tests.cast import Cast


def test_variant_of_a_hearing_changed_after_its_door_is_not_opened(cast: Cast, recorded: Hearing) -> None:
    admitted = get_hearing_for(cast.caller("clerk"), recorded.pk, Action.PLAYLIST)
    before = variant_for(admitted)
    kill_media_addresses(recorded.pk)
    with pytest.raises(BeingPrepared):
        variant_for(admitted)
    again = get_hearing_for(cast.caller("clerk"), recorded.pk, Action.PLAYLIST)
    assert variant_for(again).generation != before.generation
