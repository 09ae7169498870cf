"""Passkeys: added, named, removed; they sign in by themselves, after a password, and confirm who it is."""

import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.services.second_factor import has_second_factor
from custody.models import OutboxRow
from tests.accounts.soft_key import SoftKey
from tests.accounts.test_second_factor import code_of, confirm, switch_on
from tests.accounts.test_sessions import is_in
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PASSWORD = "courtrec-demo"
LIST, ADD, SIGN_IN, CONFIRM = (f"/accounts/passkeys/{name}" for name in ("", "new/", "sign-in/", "confirm/"))
CODE = "/accounts/second-factor/code/"
OPTIONS = re.compile(r'<script type="application/json">(.*?)</script>')


def options_on(answer: HttpResponse) -> dict[str, Any]:
    """What a page brings for the browser."""
    found = OPTIONS.search(answer.content.decode())
    assert found, answer.content.decode()
    options: dict[str, Any] = json.loads(found[1])
    return options


def sign_in(name: str) -> tuple[Client, HttpResponse]:
    client = Client()
    answer: HttpResponse = client.post("/accounts/login/", {"login": name, "password": PASSWORD})  # type: ignore[assignment]
    return client, answer


def add(client: Client, key: SoftKey, name: str = "telephone") -> HttpResponse:
    confirm(client)
    credential = key.create(options_on(client.get(ADD)))  # type: ignore[arg-type]
    answer: HttpResponse = client.post(ADD, {"name": name, "credential": credential})  # type: ignore[assignment]
    return answer


def with_passkey(name: str = "judge") -> tuple[Client, SoftKey]:
    client, key = sign_in(name)[0], SoftKey()
    assert add(client, key).status_code == 302
    return client, key


def by_passkey(key: SoftKey, **other: bytes) -> tuple[Client, HttpResponse]:
    client = Client()
    options = client.get(SIGN_IN, headers={"accept": "application/json"}).json()["request_options"]
    answer: HttpResponse = client.post(SIGN_IN, {"credential": key.get(options, **other)})  # type: ignore[assignment]
    return client, answer


def actions() -> list[str]:
    rows = OutboxRow.objects.filter(action__startswith="user.").exclude(action="user.signed_in")
    return list(rows.order_by("pk").values_list("action", flat=True))


# --- adding, naming, removing -------------------------------------------------------------------------------------
def test_passkey_is_added_with_its_row_and_recovery_codes(cast: Cast) -> None:
    client = sign_in("judge")[0]
    answer = add(client, SoftKey())
    assert answer["Location"] == "/accounts/second-factor/recovery/"
    assert len(re.findall(r"<code>(\d{8})</code>", client.get(answer["Location"]).content.decode())) == 10
    assert "telephone" in client.get(LIST).content.decode()
    assert has_second_factor(cast.people["judge"])
    assert actions() == ["user.passkey_added"]


def test_device_is_told_the_sign_in_name_and_nothing_else(cast: Cast) -> None:
    client = sign_in("judge")[0]
    confirm(client)
    user = options_on(client.get(ADD))["publicKey"]["user"]  # type: ignore[arg-type]
    assert (user["name"], user["displayName"]) == ("judge", "judge")


def test_adding_wants_the_password_again(cast: Cast) -> None:
    client = sign_in("judge")[0]
    assert client.get(ADD)["Location"].startswith("/accounts/confirm/")
    assert client.post(ADD, {"name": "x", "credential": "{}"}).status_code == 302
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    "key",
    [
        SoftKey(verifies=False),  # whoever finds the device could use it
        SoftKey(origin="https://another.example"),  # made for another portal
        SoftKey(origin="http://testserver"),  # over plain http
    ],
    ids=["unverified", "origin", "http"],
)
def test_passkey_that_proves_too_little_is_refused(cast: Cast, key: SoftKey) -> None:
    client = sign_in("judge")[0]
    assert add(client, key).status_code == 200
    assert not Authenticator.objects.exists()


def test_answer_to_an_older_question_is_refused(cast: Cast) -> None:
    client, key = sign_in("judge")[0], SoftKey()
    confirm(client)
    credential = key.create(options_on(client.get(ADD)))  # type: ignore[arg-type]
    client.get(ADD)  # another question
    assert client.post(ADD, {"name": "x", "credential": credential}).status_code == 200
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "nonsense",
        "null",
        "1",
        "[]",
        "{}",
        '{"id": 1}',
        '{"id": "a", "rawId": "a", "response": 7}',
        '{"response": {"userHandle": 3}}',
        "[" * 500,
    ],
)
@pytest.mark.parametrize("page", [ADD, SIGN_IN, CONFIRM])
def test_answer_that_no_browser_gives_is_refused_and_breaks_nothing(
    cast: Cast, page: str, credential: str
) -> None:
    client = with_passkey()[0] if page != SIGN_IN else Client()
    known = Authenticator.objects.count()
    client.get(page, headers={"accept": "application/json"})
    answer = client.post(page, {"name": "x", "credential": credential})
    assert answer.status_code in {200, 302}
    assert Authenticator.objects.count() == known
    assert page in {ADD, CONFIRM} or not is_in(client)


def test_passkey_is_renamed(cast: Cast) -> None:
    client, _key = with_passkey()
    pk = Authenticator.objects.get(type="webauthn").pk
    page = f"{LIST}{pk}/name/"
    assert client.post(page, {"name": ""}).status_code == 200
    assert client.post(page, {"name": "x" * 61}).status_code in {200, 302}
    assert client.post(page, {"name": "Планшет"}).status_code == 302
    assert "Планшет" in client.get(LIST).content.decode()
    assert actions()[-1] == "user.passkey_renamed"


def test_passkey_of_another_is_not_found(cast: Cast) -> None:
    with_passkey()
    pk = Authenticator.objects.get(type="webauthn").pk
    other = sign_in("clerk")[0]
    confirm(other)
    for what in ("name", "remove"):
        assert other.get(f"{LIST}{pk}/{what}/").status_code == 404
        assert other.post(f"{LIST}{pk}/{what}/", {"name": "mine"}).status_code == 404
    assert Authenticator.objects.filter(pk=pk).exists()


def test_removed_passkey_signs_nobody_in(cast: Cast) -> None:
    client, key = with_passkey()
    assert client.post(f"{LIST}{Authenticator.objects.get(type='webauthn').pk}/remove/").status_code == 302
    assert not Authenticator.objects.exists()  # the recovery codes stood in for it
    assert not is_in(by_passkey(key)[0])
    assert actions() == ["user.passkey_added", "user.passkey_removed"]


def test_last_second_factor_of_who_must_have_one_stays(cast: Cast, settings: Settings) -> None:
    settings.SECOND_FACTOR_ROLES = ["judge"]
    client, _key = with_passkey()
    assert is_in(client)  # a passkey is one
    page = f"{LIST}{Authenticator.objects.get(type='webauthn').pk}/remove/"
    client.post(page)
    assert Authenticator.objects.filter(type="webauthn").exists()
    switch_on(client)
    client.post(page)
    assert not Authenticator.objects.filter(type="webauthn").exists()
    client.post("/accounts/second-factor/off/")
    assert Authenticator.objects.filter(type="totp").exists()


def test_last_passkey_of_who_has_no_password_stays(cast: Cast) -> None:
    _client, key = with_passkey()
    judge = cast.people["judge"]
    judge.set_unusable_password()
    judge.save(update_fields=["password"])
    client, _answer = by_passkey(key)
    page = f"{LIST}{Authenticator.objects.get(type='webauthn').pk}/remove/"
    asked = client.get(CONFIRM + "?next=" + page)
    client.post(CONFIRM, {"credential": key.get(options_on(asked)), "next": page})  # type: ignore[arg-type]
    assert client.get(page).status_code == 200
    told = client.post(page, follow=True).content.decode()
    assert "Set a password first" in told
    assert Authenticator.objects.filter(type="webauthn").exists()


# --- signing in ---------------------------------------------------------------------------------------------------
def test_passkey_alone_signs_in(cast: Cast) -> None:
    _client, key = with_passkey()
    client, answer = by_passkey(key)
    assert answer["Location"] == "/"
    assert is_in(client)


def test_signing_in_leads_to_the_page_that_was_wanted(cast: Cast) -> None:
    _client, key = with_passkey()
    client = Client()
    options = client.get(SIGN_IN, headers={"accept": "application/json"}).json()["request_options"]
    for target, led in (("/cases/", "/cases/"), ("https://elsewhere.example/", "/")):
        client = Client()
        options = client.get(SIGN_IN, headers={"accept": "application/json"}).json()["request_options"]
        answer = client.post(SIGN_IN, {"credential": key.get(options), "next": target})
        assert answer["Location"] == led


@pytest.mark.parametrize(
    ("key", "other"),
    [
        (SoftKey(), {}),  # of nobody here
        (SoftKey(id=b"another"), {}),
        (None, {"signature": b"\x30\x06\x02\x01\x01\x02\x01\x01"}),
        (None, {"userHandle": b"nobody"}),
        (None, {"userHandle": b""}),
        (None, {"authenticatorData": b"short"}),
        (None, {"clientDataJSON": b"{}"}),
    ],
)
def test_wrong_passkey_signs_nobody_in(cast: Cast, key: SoftKey | None, other: dict[str, bytes]) -> None:
    _client, right = with_passkey()
    wrong = key or right
    wrong.user = right.user
    client, answer = by_passkey(wrong, **other)
    assert answer["Location"] == "/accounts/login/"
    assert not is_in(client)


def test_passkey_that_asks_for_no_finger_signs_nobody_in(cast: Cast) -> None:
    _client, key = with_passkey()
    key.verifies = False
    assert not is_in(by_passkey(key)[0])


def test_answer_is_good_once(cast: Cast) -> None:
    _client, key = with_passkey()
    client = Client()
    options = client.get(SIGN_IN, headers={"accept": "application/json"}).json()["request_options"]
    answer = key.get(options)
    client.post(SIGN_IN, {"credential": answer})
    assert is_in(client)
    client.post("/accounts/logout/")
    client.post(SIGN_IN, {"credential": answer})
    assert not is_in(client)


def test_account_that_was_switched_off_is_not_let_in(cast: Cast) -> None:
    _client, key = with_passkey()
    cast.people["judge"].is_active = False
    cast.people["judge"].save()
    client, answer = by_passkey(key)
    assert answer["Location"] == "/accounts/login/"
    assert "switched off" in client.get("/accounts/login/").content.decode()
    assert not is_in(client)


# --- as second factor ---------------------------------------------------------------------------------------------
def test_passkey_is_asked_for_after_the_password(cast: Cast) -> None:
    _client, key = with_passkey()
    client, answer = sign_in("judge")
    assert answer["Location"] == CODE
    page = client.get(CODE)
    assert not is_in(client)
    allowed = options_on(page)["publicKey"]["allowCredentials"]  # type: ignore[arg-type]
    assert len(allowed) == 1
    client.post(CODE, {"credential": SoftKey().get(options_on(page))})  # type: ignore[arg-type]
    assert not is_in(client)
    client.post(CODE, {"credential": key.get(options_on(client.get(CODE)))})  # type: ignore[arg-type]
    assert is_in(client)


def test_passkey_of_another_person_is_no_second_factor(cast: Cast) -> None:
    with_passkey("judge")
    clerk, key = sign_in("clerk")[0], SoftKey(id=b"of the clerk")
    add(clerk, key)
    client, _answer = sign_in("judge")
    client.post(CODE, {"credential": key.get(options_on(client.get(CODE)))})  # type: ignore[arg-type]
    assert not is_in(client)


def test_page_asks_for_what_the_person_has(cast: Cast) -> None:
    secret, _codes = switch_on(sign_in("judge")[0])
    page = sign_in("judge")[0].get(CODE).content.decode()
    assert ('name="code"' in page, "data-passkey" in page) == (True, False)
    client, _answer = sign_in("judge")
    client.post(CODE, {"code": code_of(secret)})
    add(client, SoftKey())
    page = sign_in("judge")[0].get(CODE).content.decode()
    assert ('name="code"' in page, "data-passkey" in page) == (True, True)


def test_recovery_code_stands_in_for_a_passkey(cast: Cast) -> None:
    client = sign_in("judge")[0]
    shown = client.get(add(client, SoftKey())["Location"]).content.decode()
    code = re.findall(r"<code>(\d{8})</code>", shown)[0]
    client, _answer = sign_in("judge")
    client.post(CODE, {"code": code})
    assert is_in(client)


# --- once more ----------------------------------------------------------------------------------------------------
def test_passkey_confirms_what_changes_the_account(cast: Cast) -> None:
    _client, key = with_passkey()
    client, _answer = by_passkey(key)
    assert client.get(ADD)["Location"].startswith("/accounts/confirm/")
    page = client.get(CONFIRM + "?next=" + ADD)
    wrong = client.post(CONFIRM, {"credential": SoftKey().get(options_on(page)), "next": ADD})  # type: ignore[arg-type]
    assert wrong.status_code == 200
    assert "does not know this passkey" in wrong.content.decode()
    right = client.post(CONFIRM, {"credential": key.get(options_on(wrong)), "next": ADD})  # type: ignore[arg-type]
    assert right["Location"] == ADD
    assert client.get(ADD).status_code == 200
