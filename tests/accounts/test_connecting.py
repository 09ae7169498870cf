"""Connecting another system to an account that is there, and disconnecting it."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from demo.services.cast import PASSWORD
from hearings.models import Participant
from hearings.services.cases import add_participant
from hearings.services.national_ids import enter_national_id
from tests.accounts.oidc_provider import Provider
from tests.accounts.test_oidc import IIN, MINE, NOBODY, START, newcomer, provider, rows, through
from tests.accounts.test_second_factor import confirm
from tests.accounts.test_sessions import sign_in
from tests.cast import RULE, Cast

__all__ = ["provider"]
pytestmark = pytest.mark.django_db


def named_party(cast: Cast) -> Participant:
    enter_national_id(cast.parts["party"], IIN, cast.caller("clerk"), RULE)
    return cast.parts["party"]


def test_account_is_connected_after_the_password_and_signs_in_afterwards(
    cast: Cast, provider: Provider
) -> None:
    named_party(cast)
    client = sign_in("party")
    assert client.post(START)["Location"].startswith("/accounts/confirm/")
    confirm(client)
    assert through(client)["Location"] == MINE
    assert "eGov" in client.get(MINE).content.decode()
    other = Client()
    through(other)
    assert other.get(MINE).context["user"] == cast.people["party"]
    assert [row.person for row in rows("user.identity_connected")] == [cast.people["party"].pk]


def test_connecting_gives_the_parts_that_wait(cast: Cast, provider: Provider) -> None:
    waiting = newcomer(cast)
    client = sign_in("outsider")
    confirm(client)
    through(client)
    waiting.refresh_from_db()
    assert waiting.user == cast.people["outsider"]


@pytest.mark.parametrize("case", ["not named", "anothers part", "anothers identity", "own entry"])
def test_account_of_somebody_else_is_not_connected(cast: Cast, provider: Provider, case: str) -> None:
    if case == "anothers part":
        named_party(cast)
    elif case == "anothers identity":
        newcomer(cast)
        through(Client())
    elif case == "own entry":  # who names a participant is not recognised as that one
        person = add_participant(
            cast.case, cast.caller("registry"), RULE, kind="party", side="none", name="Н."
        )
        enter_national_id(person, IIN, cast.caller("clerk"), RULE)
    name = "clerk" if case == "own entry" else "outsider"
    client, before = sign_in(name), SocialAccount.objects.count()
    confirm(client)
    assert through(client)["Location"] == NOBODY
    assert SocialAccount.objects.count() == before
    assert not Participant.objects.filter(user=cast.people[name]).exists()


def test_identity_is_disconnected_unless_it_is_the_last_way_in(cast: Cast, provider: Provider) -> None:
    named_party(cast)
    client = sign_in("party")
    confirm(client)
    through(client)
    pk = SocialAccount.objects.get().pk
    assert sign_in("clerk").post(MINE, {"identity": pk}).status_code == 404
    cast.people["party"].set_unusable_password()
    cast.people["party"].save()
    other = Client()
    through(other)
    assert "Add another way" in other.post(MINE, {"identity": pk}, follow=True).content.decode()
    cast.people["party"].set_password(PASSWORD)
    cast.people["party"].save()
    other = Client()
    through(other)
    other.post(MINE, {"identity": pk})
    assert not SocialAccount.objects.exists()
    assert len(rows("user.identity_disconnected")) == 1
    last = Client()
    assert through(last)["Location"] == NOBODY
