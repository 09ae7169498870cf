"""People, offices and service clients in the administration: who may write what, and that it works to the end."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client

from accounts.models import Membership, MembershipRole, ServiceClient, User
from accounts.services.memberships import end_office, give_office
from custody.models import OutboxRow
from custody.services.outbox import SYSTEM
from foundation.clock import utc_now
from tests.cast import Cast

pytestmark = pytest.mark.django_db

PASSWORD = "Quiet-harbour-19"
ADD = "/admin/accounts/user/add/"


def signed_in(cast: Cast, username: str) -> Client:
    client = Client()
    client.force_login(cast.people[username])
    return client


def hire(client: Client, **fields: str) -> HttpResponse:
    body = {"username": "new", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    answer: HttpResponse = client.post(ADD, body | fields, follow=True)  # type: ignore[assignment]
    return answer


def actions() -> set[str]:
    return set(OutboxRow.objects.values_list("action", flat=True))


# --- people -------------------------------------------------------------------------------------------------------
def test_hiring_court_administrator_finds_the_new_person(cast: Cast) -> None:
    client, city = signed_in(cast, "courtadmin"), cast.courts["city"].pk
    page = hire(client, court=city, office="clerk")
    new = User.objects.get(username="new")
    assert (page.status_code, page.request["PATH_INFO"]) == (200, f"/admin/accounts/user/{new.pk}/change/")  # type: ignore[attr-defined]
    assert [(office.court_id, office.role) for office in new.memberships.all()] == [(city, "clerk")]
    assert {"user.added", "membership.given"} <= actions()


@pytest.mark.parametrize(
    ("username", "court", "office", "hired"),
    [
        ("courtadmin", "", "", False),  # nobody would find the person afterwards
        ("courtadmin", "other", "clerk", False),  # not the own court
        ("courtadmin", "city", "", False),
        ("admin", "", "", True),  # a party holds no office
        ("admin", "other", "judge", True),
        ("admin", "other", "", False),  # half an office
        ("admin", "", "clerk", False),
    ],
)
def test_hiring_wants_an_office_of_the_own_courts(
    cast: Cast, username: str, court: str, office: str, hired: bool
) -> None:
    place = cast.courts[court].pk if court else ""
    hire(signed_in(cast, username), court=place, office=office)
    assert User.objects.filter(username="new").exists() is hired


def test_people_of_a_court_are_those_who_work_there_now(cast: Cast) -> None:
    client = signed_in(cast, "courtadmin")
    judge, left = cast.people["judge"], cast.people["judge2"]
    give_office(cast.people["admin"], cast.courts["city"], MembershipRole.CLERK, actor=SYSTEM)
    end_office(left.memberships.get(), actor=SYSTEM)
    seen = {
        name: client.get(f"/admin/accounts/user/{cast.people[name].pk}/password/").status_code
        for name in ("judge", "judge2", "admin", "clerk3", "party")
    }
    assert judge.is_active
    # A password is a person: not of who left, not of who stands above, not of other courts, not of parties.
    assert seen == {"judge": 200, "judge2": 404, "admin": 404, "clerk3": 404, "party": 404}


def test_office_not_yet_begun_ends_and_administers_nothing(cast: Cast) -> None:
    later = utc_now() + timedelta(days=3)
    user = cast.people["outsider"]
    office = give_office(user, cast.courts["city"], MembershipRole.COURT_ADMIN, actor=SYSTEM, since=later)
    assert user.administered_courts() == []
    end_office(office, actor=SYSTEM)
    assert Membership.objects.get(pk=office.pk).until == later + timedelta(microseconds=1)


# --- courts -------------------------------------------------------------------------------------------------------
def test_court_administrator_leaves_the_tree_of_courts_alone(cast: Cast) -> None:
    client, city = signed_in(cast, "courtadmin"), cast.courts["city"]
    above = city.parent_id
    page = client.get(f"/admin/courts/court/{city.pk}/change/")
    names = set(re.findall(r'name="([a-z_]+)"', page.content.decode()))
    assert "time_zone" in names
    assert names.isdisjoint({"parent", "kind"})
    body = {"name": "City Court", "time_zone": "Asia/Almaty", "parent": ""}
    assert client.post(f"/admin/courts/court/{city.pk}/change/", body).status_code == 302
    city.refresh_from_db()
    assert (city.name, city.parent_id) == ("City Court", above)
    assert client.get("/admin/courts/court/add/").status_code == 403
    assert signed_in(cast, "admin").get("/admin/courts/court/add/").status_code == 200


# --- service clients ----------------------------------------------------------------------------------------------
def token(client_id: str, secret: str) -> HttpResponse:
    body = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    answer: HttpResponse = Client().post("/oauth/token/", body)  # type: ignore[assignment]
    return answer


def shown(answer: HttpResponse) -> tuple[str, str]:
    """Client id and secret of the latest message; earlier ones wait until a page shows them."""
    words = " ".join(str(message) for message in get_messages(answer.wsgi_request))  # type: ignore[attr-defined]
    pairs: list[tuple[str, str]] = re.findall(r"Client id: (\S+)\. Secret: (\S+)\. ", words)
    assert pairs, words
    return pairs[-1]


def bearer(access: str) -> int:
    return Client().get("/api/v1/cases/", headers={"authorization": f"Bearer {access}"}).status_code


def test_service_client_is_made_with_a_secret_that_works_until_it_is_renewed(cast: Cast) -> None:
    admin = signed_in(cast, "admin")
    body = {"name": "Cases", "courts": [cast.courts["city"].pk], "scopes": ["read", "cards"]}
    first = shown(admin.post("/admin/accounts/serviceclient/add/", body))  # type: ignore[arg-type]
    made = ServiceClient.objects.get(name="Cases")
    granted = token(*first).json()  # type: ignore[attr-defined]
    assert (made.client_id, granted["scope"]) == (first[0], "read cards")
    assert bearer(granted["access_token"]) == 200
    chosen = {"action": "renew", "_selected_action": [made.pk]}
    second = shown(admin.post("/admin/accounts/serviceclient/", chosen))  # type: ignore[arg-type]
    assert first[0] == second[0]
    assert [token(*first).status_code, bearer(granted["access_token"])] == [401, 401]
    assert token(*second).status_code == 200
    assert {"client.added", "client.courts", "client.secret"} <= actions()


def test_service_clients_are_the_system_administrators_alone(cast: Cast) -> None:
    assert signed_in(cast, "courtadmin").get("/admin/accounts/serviceclient/add/").status_code == 403


@pytest.mark.parametrize("usable", [True, False])
def test_page_of_a_person_shows_nothing_of_the_password(cast: Cast, usable: bool) -> None:
    person = cast.people["clerk"]
    person.set_password(PASSWORD if usable else None)
    person.save()
    page = signed_in(cast, "admin").get(f"/admin/accounts/user/{person.pk}/change/").content.decode()
    assert "/password/" in page
    assert ("No password set." in page) is not usable
    assert not any(part[:6] in page for part in person.password.split("$") if len(part) > 6 and usable)
    assert "*****" not in page
