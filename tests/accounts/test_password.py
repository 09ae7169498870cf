"""The own password: changed with the present one, which ends with every other sign-in."""

import pytest
from django.test import Client

from custody.models import OutboxRow
from demo.services.cast import PASSWORD
from tests.accounts.test_sessions import is_in, sign_in
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PAGE, NEW = "/accounts/password/", "Quiet-harbour-19"


def change(client: Client, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> int:
    return client.post(PAGE, {"oldpassword": old, "password1": new, "password2": again}).status_code


def rows() -> int:
    return OutboxRow.objects.filter(action="user.password_changed").count()


def test_new_password_ends_the_other_sessions_and_keeps_this_one(cast: Cast) -> None:
    here, there = sign_in("judge"), sign_in("judge")
    assert change(here) == 302
    assert [is_in(here), is_in(there), rows()] == [True, False, 1]
    answers = [
        Client().post("/accounts/login/", {"login": "judge", "password": word}).status_code
        for word in (PASSWORD, NEW)
    ]
    assert answers == [200, 302]


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("wrong", NEW, NEW),
        (PASSWORD, NEW, "another"),
        (PASSWORD, "short", "short"),
        (PASSWORD, "judge-judge", "judge-judge"),  # like the name
        (PASSWORD, "", ""),
    ],
)
def test_password_is_not_changed_without_the_old_or_to_a_bad_one(
    cast: Cast, old: str, new: str, again: str
) -> None:
    client = sign_in("judge")
    assert change(client, old, new, again) == 200
    assert is_in(sign_in("judge"))
    assert rows() == 0


def test_who_has_no_password_has_none_to_change(cast: Cast) -> None:
    client, judge = Client(), cast.people["judge"]
    judge.set_unusable_password()
    judge.save()
    client.force_login(judge)
    assert client.get(PAGE).status_code == 404
