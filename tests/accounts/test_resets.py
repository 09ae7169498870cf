"""A new password by a code on paper: only the password, unless more was ticked; the person is told afterwards."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import AccountNotice, PaperCode
from custody.models import OutboxRow
from foundation.clock import utc_now
from hearings.models import Participant
from tests.accounts.test_second_factor import CODE, code_of, switch_on
from tests.accounts.test_sessions import is_in, sign_in
from tests.cast import Cast
from tests.hearings.test_entering import WRITTEN, as_

pytestmark = pytest.mark.django_db
PASSWORD = "Quiet-harbour-19"
SEEN = {"document": "passport", "seen": "on"}
FREED = SEEN | {"frees_second_factor": "on", "reason": "The telephone fell into the river."}


def page_of(cast: Cast, username: str) -> str:
    return f"/people/{cast.people[username].pk}/reset-code/"


def desk_of(person: Participant) -> str:
    return f"/cases/{person.case_id}/participants/{person.pk}/reset-code/"


def written_on(answer: HttpResponse) -> str:
    found = WRITTEN.search(answer.content.decode())
    assert found, answer.content.decode()
    return found[1]


def given(cast: Cast, username: str, body: dict[str, str] = SEEN) -> str:
    return written_on(as_(cast, "courtadmin").post(page_of(cast, username), body))  # type: ignore[arg-type]


def proved(written: str) -> Client:
    client = Client()
    assert client.post("/code/", {"code": written})["Location"] == "/accounts/reset/"
    return client


def reset(client: Client, password: str = PASSWORD, again: str = PASSWORD) -> int:
    return client.post("/accounts/reset/", {"password": password, "again": again}).status_code


def try_to_sign_in(name: str, password: str) -> HttpResponse:
    answer: HttpResponse = Client().post("/accounts/login/", {"login": name, "password": password})  # type: ignore[assignment]
    return answer


def actions(cast: Cast, username: str) -> list[str]:
    rows = OutboxRow.objects.filter(object=cast.people[username].pk, action__startswith="user.")
    return list(rows.exclude(action="user.signed_in").order_by("pk").values_list("action", flat=True))


# --- what a code sets ---------------------------------------------------------------------------------------------
def test_code_sets_the_password_and_ends_every_sign_in(cast: Cast) -> None:
    there = sign_in("judge")
    client = proved(given(cast, "judge"))
    assert ">judge<" in client.get("/accounts/reset/").content.decode()  # a forgotten name is told here
    assert reset(client) == 302
    assert not is_in(client)  # it lets nobody in by itself
    assert not is_in(there)
    assert [try_to_sign_in("judge", word).status_code for word in ("courtrec-demo", PASSWORD)] == [200, 302]
    assert actions(cast, "judge") == ["user.password_reset", "user.unlocked"]


def test_second_factor_stays(cast: Cast) -> None:
    secret, _codes = switch_on(sign_in("judge"))
    reset(proved(given(cast, "judge")))
    answer = try_to_sign_in("judge", PASSWORD)
    assert answer["Location"] == CODE
    assert code_of(secret)
    assert Authenticator.objects.filter(type="totp").exists()


def test_second_factor_goes_when_ticked_with_a_reason(cast: Cast) -> None:
    switch_on(sign_in("judge"))
    reset(proved(given(cast, "judge", FREED)))
    assert try_to_sign_in("judge", PASSWORD)["Location"] == "/"
    row = OutboxRow.objects.get(action="user.second_factor_removed")
    assert (row.object, row.rule) == (cast.people["judge"].pk, "paper-code")
    assert row.private["reason"] == FREED["reason"]
    asked = OutboxRow.objects.get(action="code.given")
    assert (asked.person, asked.private["reason"]) == (cast.people["courtadmin"].pk, FREED["reason"])


@pytest.mark.parametrize("reason", ["", "lost", "         lost         "])
def test_second_factor_does_not_go_without_a_reason(cast: Cast, reason: str) -> None:
    answer = as_(cast, "courtadmin").post(page_of(cast, "judge"), FREED | {"reason": reason})
    assert answer.status_code == 422
    assert not PaperCode.objects.exists()


@pytest.mark.parametrize(
    ("password", "again"), [("short", "short"), ("password1234", "password1234"), (PASSWORD, "x"), ("", "")]
)
def test_bad_password_is_refused_and_the_code_stays_good(cast: Cast, password: str, again: str) -> None:
    client = proved(given(cast, "judge"))
    assert reset(client, password, again) == 422
    assert actions(cast, "judge") == []
    assert reset(client) == 302


def test_code_sets_one_password(cast: Cast) -> None:
    written = given(cast, "judge")
    first, second = proved(written), proved(written)
    assert reset(first) == 302
    assert (
        second.post("/accounts/reset/", {"password": "Another-harbour-20", "again": "Another-harbour-20"})[
            "Location"
        ]
        == "/code/"
    )
    assert try_to_sign_in("judge", PASSWORD).status_code == 302


def test_account_that_was_switched_off_meanwhile_is_not_reset(cast: Cast) -> None:
    client = proved(given(cast, "judge"))
    cast.people["judge"].is_active = False
    cast.people["judge"].save()
    assert client.get("/accounts/reset/")["Location"] == "/code/"
    assert reset(client) == 302
    assert actions(cast, "judge") == []


def test_locked_person_may_sign_in_with_the_new_password(cast: Cast, settings: Settings) -> None:
    settings.LOGIN_FAILURES = settings.AXES_FAILURE_LIMIT = 3
    for _ in range(3):
        try_to_sign_in("judge", "wrong")
    assert try_to_sign_in("judge", "courtrec-demo").status_code == 429
    reset(proved(given(cast, "judge")))
    assert try_to_sign_in("judge", PASSWORD).status_code == 302


# --- telling ------------------------------------------------------------------------------------------------------
def test_person_is_told_at_the_next_sign_in_once_and_reads_it_later(cast: Cast) -> None:
    switch_on(sign_in("judge"))
    reset(proved(given(cast, "judge", FREED)))
    client = Client()
    form = {"login": "judge", "password": PASSWORD}
    first = client.post("/accounts/login/", form, follow=True).content.decode()
    assert "a new password was set" in first
    assert "the second factor was removed" in first
    assert "City Court No. 1" in first
    assert not AccountNotice.objects.filter(told_at=None).exists()
    second = Client().post("/accounts/login/", form, follow=True).content.decode()
    assert "a new password was set" not in second
    assert "a new password was set" in client.get("/accounts/sessions/").content.decode()
    assert "a new password was set" not in as_(cast, "clerk").get("/accounts/sessions/").content.decode()


# --- who gives one: administrators --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("by", "whose", "status"),
    [
        ("courtadmin", "judge", 200),
        ("courtadmin", "clerk3", 404),  # works in another court
        ("courtadmin", "party", 404),  # no office: the desk of the case
        ("courtadmin", "admin", 404),  # stands above
        ("admin", "party", 200),
        ("clerk", "judge", 404),
        ("judge", "judge", 404),
    ],
)
def test_administrators_give_codes_to_their_people(cast: Cast, by: str, whose: str, status: int) -> None:
    client = as_(cast, by)
    assert client.get(page_of(cast, whose)).status_code == status
    assert client.post(page_of(cast, whose), SEEN).status_code == status
    assert PaperCode.objects.count() == (status == 200)


@pytest.mark.parametrize("username", ["courtadmin", "admin"])
def test_nobody_gives_a_code_to_oneself(cast: Cast, username: str) -> None:
    assert as_(cast, username).post(page_of(cast, username), SEEN).status_code == 422
    assert not PaperCode.objects.exists()


def test_page_of_a_person_in_the_administration_leads_there(cast: Cast) -> None:
    url = f"/admin/accounts/user/{cast.people['judge'].pk}/change/"
    assert page_of(cast, "judge") in as_(cast, "courtadmin").get(url).content.decode()


# --- who gives one: the desk of a case ----------------------------------------------------------------------------
def test_desk_gives_a_code_to_a_participant(cast: Cast) -> None:
    person = cast.parts["party"]
    entry = as_(cast, "clerk").get(f"/cases/{person.case_id}/participants/{person.pk}/entry/")
    assert desk_of(person) in entry.content.decode()
    answer = as_(cast, "clerk").post(desk_of(person), SEEN)
    reset(proved(written_on(answer)))  # type: ignore[arg-type]
    assert try_to_sign_in("party", PASSWORD).status_code == 302
    assert PaperCode.objects.get().court == cast.courts["city"]


def test_desk_does_not_take_over_the_courts_own_people(cast: Cast) -> None:
    """Nobody makes a judge a party to set the judge's password."""
    person = cast.parts["victim"]
    for username in ("judge2", "assistant", "admin", "clerk"):
        Participant.objects.filter(pk=person.pk).update(user=cast.people[username])
        assert as_(cast, "clerk").post(desk_of(person), SEEN).status_code == 403
    assert not PaperCode.objects.exists()


def test_who_tied_the_account_to_the_case_by_name_does_not_reset_it(cast: Cast) -> None:
    assert as_(cast, "registry").post(desk_of(cast.parts["party"]), SEEN).status_code == 403
    assert as_(cast, "clerk").post(desk_of(cast.parts["party"]), SEEN).status_code == 200


def test_participant_without_an_account_has_no_password(cast: Cast) -> None:
    Participant.objects.filter(pk=cast.parts["party"].pk).update(user=None)
    assert as_(cast, "clerk").get(desk_of(cast.parts["party"])).status_code == 403


def test_codes_of_another_court_are_not_shown(cast: Cast) -> None:
    given_elsewhere = as_(cast, "admin").post(page_of(cast, "party"), SEEN)
    begins = written_on(given_elsewhere)[:6]  # type: ignore[arg-type]
    assert begins not in as_(cast, "clerk").get(desk_of(cast.parts["party"])).content.decode()


def test_slip_says_what_it_is_for(cast: Cast) -> None:
    page = as_(cast, "clerk").post(desk_of(cast.parts["party"]), SEEN).content.decode()
    slip = page[page.index("<article") : page.index("</article>")]
    assert "A new password" in slip
    assert not re.search(r"Entering the portal|party|Алиев", slip)


def test_entry_code_sets_no_password_and_a_reset_code_enters_nothing(cast: Cast) -> None:
    client = proved(given(cast, "judge"))
    assert client.get("/enter/")["Location"] == "/code/"
    assert PaperCode.objects.get().used_at is None
    assert utc_now() < PaperCode.objects.get().expires_at
