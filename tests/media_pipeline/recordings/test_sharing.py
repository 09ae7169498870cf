"""A file that holds another hearing: nobody listens to it through a hearing of the own."""

from typing import Any

import pytest
from django.test import Client

from foundation.clock import utc_now
from hearings.models import Assignment, AssignmentRole, Hearing
from hearings.services.assignments import assign
from media_pipeline.models import HearingRange, Recording
from media_pipeline.services.ranges import take_range, withdraw
from tests.cast import RULE, Cast

OTHERS_MS = (12_000, 20_000)


@pytest.fixture
def shared(recorded: Hearing, cast: Cast) -> Recording:
    """A recording of which case 1's hearing reads the beginning and case 2's, of other people, a part behind."""
    recording, clerk = Recording.objects.get(), cast.caller("clerk")
    withdraw(recording, recorded, clerk, RULE, "cut")
    take_range(recorded, recording, clerk.actor(), RULE, 0, 10_000)
    take_range(cast.other_hearing, recording, clerk.actor(), RULE, *OTHERS_MS)
    return recording


@pytest.mark.parametrize(
    ("part", "status"),
    [
        ({"from_ms": 12_000, "to_ms": 20_000}, 403),  # theirs
        ({"from_ms": 0, "to_ms": 12_001}, 403),  # the first millisecond of theirs
        ({"from_ms": 19_999}, 403),
        ({}, 403),  # the whole file
        ({"from_ms": 0, "to_ms": 12_000}, 201),
        ({"from_ms": 20_000}, 201),
        ({"from_ms": 1, "to_ms": 10**30}, 422),
    ],
)
def test_part_that_others_read_is_given_by_nobody_else(
    shared: Recording, cast: Cast, part: dict[str, int], status: int
) -> None:
    assert _give(cast, shared, cast.hearing, part).status_code == status


def test_part_of_a_hearing_that_the_uploader_left_is_not_given(recorded: Hearing, cast: Cast) -> None:
    """Who sent the file in has no say in what became another clerk's."""
    by, recording = cast.caller("registry"), Recording.objects.get()
    assign(cast.other_hearing, cast.people["clerk"], AssignmentRole.CLERK, by, RULE)
    Assignment.objects.filter(hearing=recorded, user=cast.people["clerk"]).update(until=utc_now())
    assert _give(cast, recording, cast.other_hearing, {}).status_code == 403
    assert not HearingRange.objects.filter(hearing=cast.other_hearing).exists()


def _give(cast: Cast, recording: Recording, hearing: Hearing, part: dict[str, int]) -> Any:
    client = Client()
    client.force_login(cast.people["clerk"])
    body = {"hearing": hearing.pk, **part}
    return client.post(f"/api/v1/recordings/{recording.pk}/ranges/", body, content_type="application/json")
