"""Offices and epochs: given once, ended not deleted, and every change is announced."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Membership, User
from accounts.services.epochs import hearing_key, raise_epochs, read_epochs, user_key
from accounts.services.memberships import end_office, give_office
from custody.services.outbox import SYSTEM
from demo.services.cast import PASSWORD
from foundation.clock import utc_now
from tests.cast import Cast


def test_same_office_is_given_once(cast: Cast) -> None:
    user, court = cast.people["outsider"], cast.courts["city"]
    first, second = (give_office(user, court, "clerk", actor=SYSTEM) for _ in range(2))
    assert first == second


def test_ended_office_stays_as_a_row_and_can_be_given_anew(cast: Cast) -> None:
    office = Membership.objects.get(user=cast.people["clerk"])
    end_office(office, actor=SYSTEM)
    until = office.until
    end_office(office, actor=SYSTEM)
    assert office.until == until
    assert give_office(office.user, office.court, office.role, actor=SYSTEM) != office
    assert Membership.objects.filter(user=office.user).count() == 2


@pytest.mark.db
@pytest.mark.parametrize(
    "columns",
    [
        {"role": "jester"},
        {"role": "clerk"},  # the clerk holds this office already
        {"role": "judge", "since": utc_now(), "until": utc_now() - timedelta(hours=1)},
    ],
)
def test_database_refuses_impossible_offices(cast: Cast, columns: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=cast.people["clerk"], court=cast.courts["city"], **columns)


def test_change_of_office_raises_the_persons_epoch(cast: Cast) -> None:
    key = user_key(cast.people["clerk"].pk)
    before = read_epochs([key])[key]
    end_office(Membership.objects.get(user=cast.people["clerk"]), actor=SYSTEM)
    assert read_epochs([key])[key] == before + 1


def test_epochs_count_each_key_by_itself(db: None) -> None:
    raise_epochs(hearing_key("1"), user_key("1"))
    raise_epochs(hearing_key("1"))
    assert read_epochs([hearing_key("1"), user_key("1"), user_key("2")]) == {"h:1": 2, "u:1": 1}


@pytest.mark.parametrize(
    ("username", "password", "signed_in"),
    [
        ("judge", PASSWORD, True),
        ("JUDGE", PASSWORD, True),
        ("judge", "wrong", False),
        ("nobody", PASSWORD, False),
    ],
)
def test_sign_in_by_name_and_password(cast: Cast, username: str, password: str, signed_in: bool) -> None:
    client = Client()
    answer = client.post("/accounts/login/", {"login": username, "password": password})
    assert (answer.status_code == 302) == signed_in
    assert client.get("/").status_code == (200 if signed_in else 302)


def test_sign_in_leads_to_where_the_person_was_going(cast: Cast) -> None:
    client = Client()
    login = client.get(f"/hearings/{cast.hearing.pk}/")["Location"]
    answer = client.post(login, {"login": "judge", "password": PASSWORD})
    assert answer["Location"] == f"/hearings/{cast.hearing.pk}/"


def test_sign_in_leads_to_no_other_site(cast: Cast) -> None:
    form = {"login": "judge", "password": PASSWORD}
    answer = Client().post("/accounts/login/?next=https://elsewhere.example/", form)
    assert answer["Location"] == "/"


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/password/reset/", "/accounts/email/"])
def test_nobody_signs_up_or_resets_by_themselves(db: None, path: str) -> None:
    assert Client().get(path).status_code == 404
    assert not User.objects.exists()


def test_wrong_password_says_the_same_for_known_and_unknown_names(cast: Cast) -> None:
    def errors(name: str) -> str:
        answer = Client().post("/accounts/login/", {"login": name, "password": "wrong"})
        return str(answer.context["form"].errors)

    assert errors("judge") == errors("nobody") != ""


def test_signed_out_person_is_nobody(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.people["judge"])
    client.post("/accounts/logout/")
    assert client.get("/api/v1/hearings/").status_code == 401
