"""Signing in a second time: what it opens, for how long, for whom, and what it never opens."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import ServiceClient
from accounts.policies.step_up import AT, SITTINGS
from custody.models import OutboxRow
from demo.services.cast import PASSWORD
from foundation.clock import utc_now
from hearings.models import Hearing
from media_pipeline.models import Recording
from tests.accounts.soft_key import SoftKey
from tests.accounts.test_passkeys import add, by_passkey, options_on, with_passkey
from tests.accounts.test_second_factor import code_of, sign_in, switch_on
from tests.cast import Cast
from tests.clients import token_of
from tests.restrictions import restrict
from tests.undoing import forget_cached

pytestmark = pytest.mark.django_db
PAGE, API = "/accounts/step-up/", "/api/v1/step-up/"
FEW = 3


def _post(client: Client, **body: str) -> Any:
    return client.post(API, body, content_type="application/json")


def _steps() -> list[tuple[str, str]]:
    rows = OutboxRow.objects.filter(action="user.stepped_up").select_related("private_part")
    return [(row.object, row.private_part.person) for row in rows]


def _remember(client: Client, **words: Any) -> None:
    session = client.session
    session.update(words)
    session.save()


def _ago(**time: int) -> int:
    return int((utc_now() - timedelta(**time)).timestamp())


def test_step_up_by_password_is_remembered_and_noted(cast: Cast) -> None:
    client, _answer = sign_in("judge")
    assert client.get(API).json() == {"stepped_up_at": None, "identity_until": None, "second_factor": False}
    answer = _post(client, password=PASSWORD)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert answer.json()["stepped_up_at"] < answer.json()["identity_until"]
    judge = cast.people["judge"].pk
    assert _steps() == [(judge, judge)]


@pytest.mark.parametrize("body", [{"password": "wrong"}, {}, {"password": ""}, {"code": "123456"}])
def test_step_up_with_anything_else_is_refused(cast: Cast, body: dict[str, str]) -> None:
    client, _answer = sign_in("judge")
    answer = _post(client, **body)
    assert answer.status_code == 422
    assert AT not in client.session
    assert _steps() == []


@pytest.mark.parametrize("body", [b"[]", b'{"password": {"a": 1}}', b'{"password": "\\u0000"}', b"{"])
def test_step_up_with_odd_bodies_is_told_so(cast: Cast, body: bytes) -> None:
    client, _answer = sign_in("judge")
    answer = client.post(API, body, content_type="application/json")
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"


def test_step_up_by_code_counts_once(cast: Cast) -> None:
    client, _answer = sign_in("judge")
    secret, codes = switch_on(client)
    assert client.get(API).json()["second_factor"] is True
    assert _post(client, code=code_of(secret)).status_code == 200
    assert _post(client, code=code_of(secret)).status_code == 422
    assert _post(client, code=codes[0]).status_code == 200
    assert _post(client, code=codes[0]).status_code == 422


@pytest.mark.parametrize("body", [{"password": "wrong"}, {"code": "000000"}])
def test_step_up_after_too_many_failures_rests(cast: Cast, settings: Settings, body: dict[str, str]) -> None:
    client, _answer = sign_in("judge")
    switch_on(client)
    settings.AXES_FAILURE_LIMIT = settings.LOGIN_FAILURES = FEW
    forget_cached()
    assert [_post(client, **body).status_code for _ in range(FEW)] == [422] * (FEW - 1) + [429]
    answer = _post(client, password=PASSWORD)
    assert answer.status_code == 429
    assert answer.json()["type"] == "urn:courtrec:problem:sign-in-rests"
    assert answer["Retry-After"] == str(settings.LOGIN_LOCK_S + 1)
    assert _steps() == []


def test_step_up_is_nothing_for_service_clients_and_nobody(cast: Cast) -> None:
    bearer = Client(headers={"Authorization": f"Bearer {token_of(ServiceClient.objects.get())}"})
    assert (bearer.get(API).status_code, _post(bearer, password=PASSWORD).status_code) == (403, 403)
    assert (Client().get(API).status_code, Client().get(PAGE).status_code) == (401, 302)


def test_step_up_of_one_session_is_none_of_another(cast: Cast) -> None:
    one, other = sign_in("judge")[0], sign_in("judge")[0]
    _post(one, password=PASSWORD)
    assert other.get(API).json()["stepped_up_at"] is None
    one.post("/accounts/logout/")
    one.post("/accounts/login/", {"login": "judge", "password": PASSWORD})
    assert one.get(API).json()["stepped_up_at"] is None


@pytest.mark.parametrize(
    ("wanted", "target"),
    [
        ("/hearings/?state=recorded", "/hearings/?state=recorded"),
        ("", "/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
        ("hearings/", "/"),
    ],
)
def test_step_up_page_leads_back_to_own_addresses_only(cast: Cast, wanted: str, target: str) -> None:
    client, _answer = sign_in("judge")
    page = client.get(PAGE, {"next": wanted})
    assert "no-store" in page["Cache-Control"]
    answer = client.post(PAGE, {"password": PASSWORD, "next": wanted})
    assert (answer.status_code, answer["Location"]) == (302, target)
    assert AT in client.session


def test_step_up_page_says_what_is_wrong(cast: Cast) -> None:
    client, _answer = sign_in("judge")
    assert "one-time-code" not in client.get(PAGE).content.decode()
    answer = client.post(PAGE, {"password": "wrong", "next": "/hearings/"})
    assert answer.status_code == 422
    assert "The password or the code is not right." in answer.content.decode()
    assert 'value="/hearings/"' in answer.content.decode()
    switch_on(client)
    assert "one-time-code" in client.get(PAGE).content.decode()
    assert client.post(PAGE, {}).status_code == 422


# --- by passkey ---------------------------------------------------------------------------------------------------
def _answered(client: Client, key: SoftKey, **other: bytes) -> str:
    return key.get(options_on(client.get(PAGE)), **other)  # type: ignore[arg-type]


def _by_passkey_only(cast: Cast) -> tuple[Client, SoftKey]:
    """The judge as somebody who entered with a passkey: no password, no codes."""
    _client, key = with_passkey()
    judge = cast.people["judge"]
    judge.set_unusable_password()
    judge.save(update_fields=["password"])
    Authenticator.objects.filter(type="recovery_codes").delete()
    return by_passkey(key)[0], key


def _asked_for(client: Client) -> tuple[bool, bool, bool]:
    page = client.get(PAGE).content.decode()
    return tuple(word in page for word in ('name="password"', 'name="code"', "data-passkey="))  # type: ignore[return-value]


def test_step_up_by_passkey_opens_and_is_noted(cast: Cast) -> None:
    client, key = _by_passkey_only(cast)
    answer = client.post(PAGE, {"credential": _answered(client, key), "next": "/hearings/"})
    assert (answer.status_code, answer["Location"]) == (302, "/hearings/")
    assert AT in client.session
    assert Authenticator.objects.get(type="webauthn").last_used_at
    assert len(_steps()) == 1


def test_step_up_asks_for_what_the_person_has(cast: Cast) -> None:
    client, key = sign_in("judge")[0], SoftKey()
    assert _asked_for(client) == (True, False, False)
    add(client, key)
    assert _asked_for(client) == (True, True, True)  # with the first passkey come recovery codes
    judge = cast.people["judge"]
    judge.set_unusable_password()
    judge.save(update_fields=["password"])
    client, _answer = by_passkey(key)
    assert _asked_for(client) == (False, True, True)
    Authenticator.objects.filter(type="recovery_codes").delete()
    assert _asked_for(client) == (False, False, True)
    Authenticator.objects.all().delete()
    assert _asked_for(client) == (False, False, False)
    assert "Ask the court for a code on paper" in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"password": PASSWORD, "credential": "{}"}).status_code == 422
    assert AT not in client.session


def test_step_up_by_the_passkey_of_another_is_refused(cast: Cast) -> None:
    client, _key = _by_passkey_only(cast)
    clerk, of_the_clerk = sign_in("clerk")[0], SoftKey(id=b"of the clerk")
    add(clerk, of_the_clerk)
    answer = client.post(PAGE, {"credential": _answered(client, of_the_clerk)})
    assert answer.status_code == 422
    assert "does not know this passkey" in answer.content.decode()
    assert AT not in client.session


@pytest.mark.parametrize("wrong", [False, True], ids=["right", "wrong-first"])
def test_step_up_question_is_answered_once(cast: Cast, wrong: bool) -> None:
    client, key = _by_passkey_only(cast)
    answer = _answered(client, key)
    page = client.post(PAGE, {"credential": _answered(client, SoftKey()) if wrong else answer})
    assert page.status_code == (422 if wrong else 302)
    session = client.session
    session.pop(AT, None)
    session.save()
    assert client.post(PAGE, {"credential": answer}).status_code == 422
    assert AT not in client.session


def test_step_up_by_an_answer_of_another_session_is_refused(cast: Cast) -> None:
    client, key = _by_passkey_only(cast)
    other, _answer = by_passkey(key)
    answer = _answered(other, key)
    client.get(PAGE)
    assert client.post(PAGE, {"credential": answer}).status_code == 422


def test_step_up_by_a_passkey_without_finger_or_pin_is_refused(cast: Cast) -> None:
    client, key = _by_passkey_only(cast)
    key.verifies = False
    assert client.post(PAGE, {"credential": _answered(client, key)}).status_code == 422


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "nonsense",
        "null",
        "[]",
        "{}",
        '{"id": "a", "rawId": "a", "response": 7}',
        "[" * 9_000,
        "x" * 70_000,
    ],
)
def test_step_up_by_what_no_browser_answers_is_refused(cast: Cast, credential: str) -> None:
    client, _key = _by_passkey_only(cast)
    client.get(PAGE)
    assert client.post(PAGE, {"credential": credential}).status_code == 422
    assert AT not in client.session


def test_step_up_after_too_many_wrong_passkeys_rests(cast: Cast, settings: Settings) -> None:
    client, key = _by_passkey_only(cast)
    settings.AXES_FAILURE_LIMIT = settings.LOGIN_FAILURES = FEW
    pages = [client.post(PAGE, {"credential": _answered(client, SoftKey())}) for _ in range(FEW)]
    told = ["Too many failed tries" in page.content.decode() for page in pages]
    assert told == [False] * (FEW - 1) + [True]
    assert client.post(PAGE, {"credential": _answered(client, key)}).status_code == 422
    assert AT not in client.session


def test_step_up_by_a_wrong_code_beside_a_passkey_is_refused(cast: Cast) -> None:
    client, _key = with_passkey()
    assert client.post(PAGE, {"code": "123456"}).status_code == 422
    Authenticator.objects.filter(type="recovery_codes").delete()
    assert _post(client, code="123456").status_code == 422
    assert _post(client, password=PASSWORD).status_code == 200


# --- what it opens ------------------------------------------------------------------------------------------------
def test_original_of_a_protected_hearing_wants_a_second_sign_in(recorded: Hearing) -> None:
    restrict(recorded, "protected", 3_000, 8_000)
    original = f"/api/v1/recordings/{Recording.objects.get().pk}/original/"
    client, _answer = sign_in("judge")
    answer = client.get(original)
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:courtrec:problem:step-up-required"
    _post(client, password=PASSWORD)
    assert client.get(original).status_code == 200
    assert list(client.session[SITTINGS]) == [recorded.pk]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        # used here three hours ago
        ({AT: {"hours": 3}, SITTINGS: {"hours": 3}}, 200),
        # used here, but the sitting is over
        ({AT: {"hours": 5}, SITTINGS: {"hours": 5}}, 403),
        # confirmed three hours ago, never used here
        ({AT: {"hours": 3}}, 403),
        ({AT: {"minutes": 4}}, 200),
    ],
)
def test_original_stays_open_for_the_sitting_of_its_hearing(
    recorded: Hearing, words: dict[str, dict[str, int]], status: int
) -> None:
    restrict(recorded, "protected", 3_000, 8_000)
    client, _answer = sign_in("judge")
    _remember(client, **{AT: _ago(**words[AT])})
    if SITTINGS in words:
        _remember(client, **{SITTINGS: {recorded.pk: _ago(**words[SITTINGS])}})
    answer = client.get(f"/api/v1/recordings/{Recording.objects.get().pk}/original/")
    assert answer.status_code == status


def test_original_that_is_not_protected_begins_no_sitting(recorded: Hearing) -> None:
    client, _answer = sign_in("judge")
    _post(client, password=PASSWORD)
    assert client.get(f"/api/v1/recordings/{Recording.objects.get().pk}/original/").status_code == 200
    assert SITTINGS not in client.session


def test_sittings_that_are_over_are_forgotten(recorded: Hearing) -> None:
    restrict(recorded, "protected", 3_000, 8_000)
    client, _answer = sign_in("judge")
    _post(client, password=PASSWORD)
    _remember(client, **{SITTINGS: {"a" * 26: _ago(hours=5), "b" * 26: _ago(hours=1)}})
    client.get(f"/api/v1/recordings/{Recording.objects.get().pk}/original/")
    assert set(client.session[SITTINGS]) == {recorded.pk, "b" * 26}


def test_recording_page_offers_the_original_by_way_of_the_second_sign_in(recorded: Hearing) -> None:
    restrict(recorded, "protected", 3_000, 8_000)
    recording = Recording.objects.get().pk
    client, _answer = sign_in("judge")
    page = client.get(f"/recordings/{recording}/").content.decode()
    assert f"{PAGE}?next=%2Fapi%2Fv1%2Frecordings%2F{recording}%2Foriginal%2F" in page
    _post(client, password=PASSWORD)
    assert (
        f'href="/api/v1/recordings/{recording}/original/"'
        in client.get(f"/recordings/{recording}/").content.decode()
    )
