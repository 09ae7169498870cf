"""The first page: each role finds its own work there, and nothing of others."""

from collections.abc import Callable

import pytest
from django.test import Client

from desk.services.items import Group
from foundation.clock import utc_now
from hearings.models import Hearing
from jobs.models import Job
from tests.cast import Cast, write_log
from tests.media import add_recording

SignIn = Callable[[str], Client]


def groups(client: Client) -> dict[str, Group]:
    return {group.key: group for group in client.get("/").context["groups"]}


@pytest.fixture
def today(cast: Cast) -> Cast:
    """Case 1 is heard now."""
    Hearing.objects.filter(pk=cast.hearing.pk).update(scheduled_at=utc_now())
    cast.hearing.refresh_from_db()
    return cast


@pytest.mark.parametrize(
    ("username", "titles"),
    [
        ("judge", {"1/101", "2/202"}),
        ("clerk", {"1/101", "2/202"}),
        ("party", {"1/101"}),
        ("lawyer", {"1/101"}),
        ("judge2", {"1/101", "2/202"}),
        ("expert", {"1/101"}),
    ],
)
def test_todays_hearings_are_on_the_desk(
    signed_in: SignIn, today: Cast, username: str, titles: set[str]
) -> None:
    assert {item.title for item in groups(signed_in(username))["today"].items} == titles


@pytest.mark.parametrize("username", ["outsider", "admin", "observer", "clerk3"])
def test_desk_of_who_takes_no_part_is_empty(signed_in: SignIn, today: Cast, username: str) -> None:
    Job.objects.update(state="done")  # work that waits is on the desk of those who run the system
    assert [item for group in groups(signed_in(username)).values() for item in group.items] == []


def test_administrator_of_a_court_finds_the_way_to_its_recorders(signed_in: SignIn, today: Cast) -> None:
    found = groups(signed_in("courtadmin"))
    address = f"/courts/{today.courts['city'].pk}/recorder-profiles/"
    assert [item.url for item in found["recorders"].items] == [address]


def test_drafts_await_those_who_write(signed_in: SignIn, today: Cast) -> None:
    write_log(today)
    assert [item.title for item in groups(signed_in("clerk"))["drafts"].items] == ["1/101"]
    assert "drafts" not in groups(signed_in("party"))


def test_recording_that_plays_needs_nobody(signed_in: SignIn, today: Cast) -> None:
    add_recording(today)
    assert groups(signed_in("clerk"))["recordings"].items == []
    assert "recordings" not in groups(signed_in("party"))
