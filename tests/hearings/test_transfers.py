"""A case in a court above: its judges and clerks are of the case, what was restricted stays, and it may come back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import MembershipRole, User
from accounts.services.memberships import give_office
from custody.services.outbox import SYSTEM
from hearings.models import CaseTransfer, Restriction
from hearings.services.sealing import seal
from notices.models import Notice
from tests.cast import ABSENT, RULE, Cast
from tests.restrictions import restrict

SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _no_gates(settings: Settings) -> None:
    settings.EPOCH_READ_EVERY_S = 0


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1/{path}", body, content_type="application/json")


def sent(cast: Cast, signed_in: SignIn, court: str = "region", username: str = "registry") -> Any:
    named = cast.courts[court].pk if court in cast.courts else court
    return post(signed_in(username), f"cases/{cast.case.pk}/transfer/", court=named, number="15-2026")


def reads(client: Client, cast: Cast) -> int:
    return client.get(f"/api/v1/hearings/{cast.hearing.pk}/entries/").status_code


def clerk_above(cast: Cast) -> Client:
    person = User.objects.create(username="appealclerk")
    give_office(person, cast.courts["region"], MembershipRole.CLERK, actor=SYSTEM)
    client = Client()
    client.force_login(person)
    return client


def test_judge_and_clerk_above_are_of_the_case_until_it_comes_back(heard: Cast, signed_in: SignIn) -> None:
    judge, clerk = signed_in("appeal"), clerk_above(heard)
    assert (reads(judge, heard), reads(clerk, heard)) == (404, 404)
    answer = sent(heard, signed_in)
    assert (answer.status_code, answer.json()["number"]) == (201, "15-2026")
    assert (reads(judge, heard), reads(clerk, heard)) == (200, 200)
    assert "1/101" in judge.get("/api/v1/hearings/").content.decode()
    assert reads(signed_in("judge"), heard) == 200  # the judge below keeps the own case
    back = post(signed_in("registry"), f"transfers/{answer.json()['id']}/end/")
    assert back.json()["ended_at"] is not None
    assert (reads(judge, heard), reads(clerk, heard)) == (404, 404)
    assert "1/101" not in judge.get("/api/v1/hearings/").content.decode()


def test_restrictions_stay_until_a_ruling_of_the_court_above_lifts_them(
    heard: Cast, signed_in: SignIn
) -> None:
    row = restrict(heard.hearing, "closed", excludes=("defence",))
    sent(heard, signed_in)
    assert reads(signed_in("party"), heard) == 403
    assert reads(signed_in("appeal"), heard) == 200
    assert post(signed_in("clerk"), f"restrictions/{row.pk}/lift/").status_code == 202
    assert post(signed_in("appeal"), f"restrictions/{row.pk}/lift/").status_code == 200
    assert Restriction.objects.get(pk=row.pk).state == "lifted"
    assert reads(signed_in("party"), heard) == 200


def test_sealed_case_is_the_court_aboves_as_well(heard: Cast, signed_in: SignIn) -> None:
    sent(heard, signed_in)
    seal(heard.case, [], heard.caller("judge"), RULE)
    assert reads(signed_in("appeal"), heard) == 200
    assert reads(signed_in("clerk"), heard) == 404


@pytest.mark.parametrize(
    ("court", "status", "code"),
    [
        ("other", 422, "not-a-court-above"),
        ("city", 422, "not-a-court-above"),
        (ABSENT, 422, "invalid"),
        ("", 422, ""),
    ],
)
def test_case_is_sent_to_a_court_above_alone(
    heard: Cast, signed_in: SignIn, court: str, status: int, code: str
) -> None:
    answer = sent(heard, signed_in, court)
    assert answer.status_code == status
    assert answer.json()["type"].endswith(code)
    assert not CaseTransfer.objects.exists()


def test_case_is_sent_once_at_a_time_and_again_after_it_came_back(heard: Cast, signed_in: SignIn) -> None:
    first = sent(heard, signed_in).json()["id"]
    assert sent(heard, signed_in).status_code == 409
    post(signed_in("registry"), f"transfers/{first}/end/")
    assert sent(heard, signed_in).status_code == 201
    listed = signed_in("party").get(f"/api/v1/cases/{heard.case.pk}/transfers/").json()
    assert [row["ended_at"] is None for row in listed] == [False, True]


@pytest.mark.parametrize(
    ("username", "status"), [("judge", 403), ("clerk", 403), ("party", 403), ("appeal", 404), ("admin", 404)]
)
def test_transfer_is_registered_by_the_registry_office(
    heard: Cast, signed_in: SignIn, username: str, status: int
) -> None:
    assert sent(heard, signed_in, username=username).status_code == status
    assert not CaseTransfer.objects.exists()


def test_judges_of_the_case_and_the_chair_above_are_told(heard: Cast, signed_in: SignIn) -> None:
    above = User.objects.create(username="chairabove")
    give_office(above, heard.courts["region"], MembershipRole.CHAIR, actor=SYSTEM)
    sent(heard, signed_in)
    told = set(Notice.objects.filter(kind="transferred").values_list("recipient", flat=True))
    assert told == {heard.people["judge"].pk, above.pk}


def test_pages_send_a_case_and_take_it_back(heard: Cast, signed_in: SignIn) -> None:
    client, case = signed_in("registry"), heard.case.pk
    address = f"/cases/{case}/transfer/"
    assert address in client.get(f"/cases/{case}/").content.decode()
    assert client.post(address, {"court": heard.courts["other"].pk}).status_code == 422
    assert client.post(address, {"court": heard.courts["region"].pk, "number": "1"}).status_code == 302
    row = CaseTransfer.objects.get()
    end = f"/transfers/{row.pk}/end/"
    assert end in client.get(f"/cases/{case}/").content.decode()
    assert end not in signed_in("judge").get(f"/cases/{case}/").content.decode()
    assert client.post(end).status_code == 302
    assert end not in client.get(f"/cases/{case}/").content.decode()
