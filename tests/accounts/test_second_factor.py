"""The second factor: switched on by its owner, asked for at sign-in, counted, demanded by role, removed when lost."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.services.second_factor import must_have_second_factor
from custody.models import OutboxRow
from demo.services.cast import PASSWORD
from tests.cast import Cast
from tests.undoing import forget_cached

pytestmark = pytest.mark.django_db
ON, CODE = "/accounts/second-factor/on/", "/accounts/second-factor/code/"
PERIOD_S, FEW = 30, 3


def code_of(secret: str) -> str:
    """What a telephone with this secret shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD_S)))


def sign_in(name: str) -> tuple[Client, HttpResponse]:
    client = Client()
    answer: HttpResponse = client.post("/accounts/login/", {"login": name, "password": PASSWORD})  # type: ignore[assignment]
    return client, answer


def confirm(client: Client) -> None:
    """Give the password again, as changes of what protects the account want it."""
    assert client.post("/accounts/confirm/", {"password": PASSWORD}).status_code == 302


def switch_on(client: Client) -> tuple[str, list[str]]:
    """Return the secret as the page shows it in text, and the recovery codes."""
    confirm(client)
    page = client.get(ON).content.decode()
    shown = re.search(r'second-factor__secret" translate="no">([A-Z2-7 ]+)<', page)
    assert shown, page
    assert "data:image/svg+xml" in page
    secret = shown[1].replace(" ", "")
    answer = client.post(ON, {"code": code_of(secret)}, follow=True)
    codes = re.findall(r"<code>(\d{8})</code>", answer.content.decode())
    forget_cached()  # the same code again within its half minute
    return secret, codes


def is_in(client: Client) -> bool:
    return client.get("/hearings/").status_code == 200


def actions() -> list[str]:
    rows = OutboxRow.objects.filter(action__startswith="user.").exclude(action="user.signed_in")
    return list(rows.order_by("pk").values_list("action", flat=True))


def test_second_factor_is_asked_for_after_the_password_and_lets_in(cast: Cast) -> None:
    secret, codes = switch_on(sign_in("judge")[0])
    assert (len(secret), len(codes)) == (32, 10)
    client, answer = sign_in("judge")
    assert answer["Location"] == CODE
    assert not is_in(client)
    assert client.post(CODE, {"code": "000000"}).status_code == 200
    assert not is_in(client)
    assert client.post(CODE, {"code": code_of(secret)}).status_code == 302
    assert is_in(client)
    assert actions() == ["user.second_factor_on", "user.second_factor_refused"]


def test_recovery_code_lets_in_once_and_is_shown_once(cast: Cast) -> None:
    owner = sign_in("judge")[0]
    _secret, codes = switch_on(owner)
    assert not any(code in owner.get("/accounts/second-factor/recovery/").content.decode() for code in codes)
    for allowed in (True, False):
        client, _answer = sign_in("judge")
        client.post(CODE, {"code": codes[0]})
        assert is_in(client) is allowed


def test_new_recovery_codes_end_the_old_ones(cast: Cast) -> None:
    owner = sign_in("judge")[0]
    _secret, old = switch_on(owner)
    page = owner.post("/accounts/second-factor/recovery/new/", follow=True).content.decode()
    new = re.findall(r"<code>(\d{8})</code>", page)
    assert len(new) == 10
    for code, allowed in ((old[1], False), (new[1], True)):
        client, _answer = sign_in("judge")
        client.post(CODE, {"code": code})
        assert is_in(client) is allowed


def test_wrong_codes_lock_the_name_even_between_right_passwords(cast: Cast, settings: Settings) -> None:
    secret, _codes = switch_on(sign_in("judge")[0])
    settings.LOGIN_FAILURES = settings.AXES_FAILURE_LIMIT = FEW
    clients = [sign_in("judge")[0] for _ in range(FEW)]
    answers = [client.post(CODE, {"code": "000000"}).status_code for client in clients]
    client = clients[0]
    assert answers == [200, 200, 429]
    assert client.post(CODE, {"code": code_of(secret)}).status_code == 429
    assert sign_in("judge")[1].status_code == 429
    assert not is_in(client)


def test_secret_is_not_stored_in_the_clear(cast: Cast) -> None:
    secret, codes = switch_on(sign_in("judge")[0])
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert not any(code in stored for code in codes)


def test_setting_up_wants_the_password_again(cast: Cast) -> None:
    client, _answer = sign_in("judge")
    for page in (ON, "/accounts/second-factor/recovery/new/"):
        assert client.get(page)["Location"].startswith("/accounts/confirm/")
    assert client.post("/accounts/confirm/", {"password": "wrong"}).status_code == 200
    assert client.post(ON, {"code": "123456"}).status_code == 302
    assert not Authenticator.objects.exists()


def test_owner_switches_it_off(cast: Cast) -> None:
    owner = sign_in("judge")[0]
    switch_on(owner)
    owner.post("/accounts/second-factor/off/")
    assert not Authenticator.objects.exists()
    assert is_in(sign_in("judge")[0])
    assert actions() == ["user.second_factor_on", "user.second_factor_off"]


def test_administrator_removes_a_lost_one_and_signs_out(cast: Cast) -> None:
    owner, admin = sign_in("judge")[0], sign_in("courtadmin")[0]
    switch_on(owner)
    chosen = {"action": "remove_second_factor_of_selected", "_selected_action": [cast.people["judge"].pk]}
    admin.post("/admin/accounts/user/", chosen)
    assert not is_in(owner)
    assert is_in(sign_in("judge")[0])
    assert "user.second_factor_removed" in actions()


# --- demanded by role ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("username", "roles", "demanded"),
    [
        ("judge", ["judge"], True),
        ("judge", ["clerk", "admin"], False),
        ("judge", [], False),
        ("admin", ["admin"], True),  # holds no office
        ("party", ["judge", "clerk", "admin"], False),
    ],
)
def test_duty_follows_from_the_offices(
    cast: Cast, settings: Settings, username: str, roles: list[str], demanded: bool
) -> None:
    settings.SECOND_FACTOR_ROLES = roles
    assert must_have_second_factor(cast.people[username]) is demanded


def test_who_must_have_one_sets_it_up_before_anything_else(cast: Cast, settings: Settings) -> None:
    settings.SECOND_FACTOR_ROLES = ["judge"]
    client, _answer = sign_in("judge")
    assert client.get("/hearings/")["Location"] == "/accounts/second-factor/"
    refused = client.get(f"/api/v1/hearings/{cast.hearing.pk}/")
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert client.post(f"/hearings/{cast.hearing.pk}/close-now/").status_code == 403
    switch_on(client)
    assert is_in(client)
    client.post("/accounts/second-factor/off/")
    assert Authenticator.objects.filter(type="totp").exists()
    assert is_in(sign_in("clerk")[0])
