"""Notices on the desk and their pages; the first of them: a hearing was taken over (R16)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hearings.models import Assignment, Hearing
from hearings.services.assignments import take_over
from hearings.services.sealing import seal
from notices.models import Notice
from tests.cast import RULE, Cast

SignIn = Callable[[str], Client]
REASON = "the clerk is ill"


def post(client: Client, hearing: Hearing, **body: Any) -> Any:
    return client.post(f"/api/v1/hearings/{hearing.pk}/take-over/", body, content_type="application/json")


@pytest.fixture
def taken(heard: Cast) -> Notice:
    """Told to the judge: clerk2 has taken over case 1."""
    take_over(heard.hearing, heard.people["clerk2"], heard.caller("clerk2"), RULE, REASON)
    return Notice.objects.get()


def test_clerk_takes_over_on_the_day_and_the_presiding_judge_is_told(cast: Cast, signed_in: SignIn) -> None:
    answer = post(signed_in("clerk2"), cast.other_hearing, reason=REASON)
    assert answer.status_code == 200
    assert Assignment.objects.filter(
        hearing=cast.other_hearing, user=cast.people["clerk2"], role="clerk"
    ).exists()
    told = Notice.objects.get()
    assert (told.recipient, told.object) == (cast.people["judge2"].pk, cast.other_hearing.pk)
    groups = {group.key: group for group in signed_in("judge2").get("/").context["groups"]}
    assert [item.url for item in groups["notices"].items] == [f"/notices/{told.pk}/"]
    page = signed_in("judge2").get(f"/notices/{told.pk}/").content.decode()
    assert REASON in page
    assert "2/202" in page
    assert "Ким" in page


@pytest.mark.parametrize(
    ("username", "reason", "status"),
    [
        ("clerk2", "", 422),
        ("clerk2", "x", 422),
        ("judge2", REASON, 403),
        ("clerk3", REASON, 404),
        ("courtadmin", REASON, 404),
    ],
)
def test_taking_over_needs_a_reason_and_a_clerk_of_the_court(
    cast: Cast, signed_in: SignIn, username: str, reason: str, status: int
) -> None:
    assert post(signed_in(username), cast.other_hearing, reason=reason).status_code == status
    assert not Notice.objects.exists()


def test_taking_over_a_sealed_hearing_is_not_there(cast: Cast, signed_in: SignIn) -> None:
    seal(cast.other_case, [], cast.caller("judge2"), RULE)
    assert post(signed_in("clerk2"), cast.other_hearing, reason=REASON).status_code == 404


def test_who_takes_over_twice_keeps_one_place_and_tells_once(heard: Cast, taken: Notice) -> None:
    take_over(heard.hearing, heard.people["clerk2"], heard.caller("clerk2"), RULE, REASON)
    assert Notice.objects.count() == 1


def test_read_notice_leaves_the_desk(heard: Cast, taken: Notice, signed_in: SignIn) -> None:
    judge = signed_in("judge")
    assert judge.post(f"/notices/{taken.pk}/").status_code == 302
    assert "notices" not in {group.key for group in judge.get("/").context["groups"]}
    assert judge.get(f"/notices/{taken.pk}/").status_code == 200


def test_notice_is_not_there_for_anybody_else(heard: Cast, taken: Notice, signed_in: SignIn) -> None:
    for name in ("clerk2", "chair", "admin", "party"):
        client = signed_in(name)
        assert client.get(f"/notices/{taken.pk}/").status_code == 404
        assert client.post(f"/notices/{taken.pk}/").status_code == 404
    taken.refresh_from_db()
    assert taken.seen_at is None


def test_notice_says_nothing_of_a_hearing_that_closed_to_its_reader(
    heard: Cast, taken: Notice, signed_in: SignIn
) -> None:
    seat = Assignment.objects.get(hearing=heard.hearing, role="presiding")
    seat.recused_at = seat.since
    seat.save(update_fields=["recused_at"])
    page = signed_in("judge").get(f"/notices/{taken.pk}/").content.decode()
    assert "taken over" in page
    assert [word for word in (REASON, "1/101", heard.hearing.pk, "Ким") if word in page] == []
