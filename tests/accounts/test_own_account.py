"""Nobody makes themselves a judge, and a password set for somebody leaves its row."""

import pytest
from django.test import Client

from accounts.models import Membership
from accounts.services.memberships import give_office
from custody.models import OutboxRow
from custody.services.outbox import Actor
from foundation.problems import Forbidden
from tests.cast import Cast

PASSWORD = "Quiet-harbour-19"


def _client(cast: Cast, username: str) -> Client:
    client = Client()
    client.force_login(cast.people[username])
    return client


def test_office_for_oneself_is_refused(cast: Cast) -> None:
    admin = cast.people["courtadmin"]
    with pytest.raises(Forbidden):
        give_office(admin, cast.courts["city"], "judge", actor=Actor(admin.pk))
    assert not Membership.objects.filter(user=admin, role="judge").exists()


@pytest.mark.parametrize("username", ["admin", "courtadmin"])
def test_office_for_oneself_is_not_offered_in_the_administration(cast: Cast, username: str) -> None:
    own, city = cast.people[username], cast.courts["city"].pk
    body = {"user": own.pk, "court": city, "role": "judge", "since_0": "2026-01-01", "since_1": "00:00:00"}
    answer = _client(cast, username).post("/admin/accounts/membership/add/", body)
    assert answer.status_code == 200  # the form again, with its error
    assert not Membership.objects.filter(user=own, role="judge").exists()
    another = body | {"user": cast.people["clerk"].pk}
    assert _client(cast, username).post("/admin/accounts/membership/add/", another).status_code == 302


def test_password_set_for_somebody_is_audited(cast: Cast) -> None:
    clerk = cast.people["clerk"]
    body = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    answer = _client(cast, "courtadmin").post(f"/admin/accounts/user/{clerk.pk}/password/", body)
    assert answer.status_code == 302
    row = OutboxRow.objects.get(action="user.password")
    assert (row.object, row.person) == (clerk.pk, cast.people["courtadmin"].pk)


def test_administration_signs_in_through_the_portal(cast: Cast) -> None:
    """Django's own sign-in beside it would not count the attempts."""
    answer = Client().post("/admin/login/", {"username": "admin", "password": "guess"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_administration_is_nothing_for_who_does_not_administer(cast: Cast) -> None:
    assert _client(cast, "clerk").get("/admin/login/").status_code == 403
