"""Failed sign-ins: a name and an address rest after their limits, for everybody alike, and can be let in again."""

from typing import Any

import pytest
from axes.models import AccessAttempt
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings
from time_machine import travel

from accounts.policies.addresses import address_of
from custody.models import OutboxRow
from demo.services.cast import PASSWORD
from demo.services.courts import CLIENT_ID, CLIENT_SECRET
from foundation.clock import utc_now
from tests.cast import Cast

pytestmark = pytest.mark.django_db
FEW, MANY, WAIT_S = 3, 6, 900
WRONG = "wrong"


@pytest.fixture(autouse=True)
def _limits(settings: Settings) -> None:
    settings.LOGIN_FAILURES = settings.AXES_FAILURE_LIMIT = FEW
    settings.LOGIN_FAILURES_ADDRESS = MANY


def sign_in(name: str, password: str = WRONG, address: str = "192.0.2.1") -> HttpResponse:
    form = {"login": name, "password": password}
    answer: HttpResponse = Client(REMOTE_ADDR=address).post("/accounts/login/", form)  # type: ignore[assignment]
    return answer


def fail(name: str, times: int, address: str = "192.0.2.1") -> list[int]:
    return [sign_in(name, address=address).status_code for _ in range(times)]


@pytest.mark.parametrize("name", ["judge", "nobody-of-that-name"])
def test_name_rests_after_its_limit_and_says_so_alike(cast: Cast, name: str) -> None:
    assert fail(name, FEW) == [200, 200, 429]
    page = sign_in(name, PASSWORD)
    assert page.status_code == 429
    assert (page["Retry-After"], page["Cache-Control"]) == (str(WAIT_S), "no-store")
    assert "Wait 15 minutes" in page.content.decode()
    assert name not in page.content.decode()


def test_capitals_spaces_and_other_addresses_are_no_new_name(cast: Cast) -> None:
    for at, name in enumerate(["judge", "JUDGE", " Judge "]):
        sign_in(name, address=f"192.0.2.{at}")
    assert sign_in("judge", PASSWORD, "198.51.100.7").status_code == 429


def test_other_names_of_the_address_go_on_until_its_own_limit(cast: Cast) -> None:
    fail("judge", FEW)
    assert sign_in("clerk", PASSWORD).status_code == 302
    fail("chair", MANY - FEW)
    assert sign_in("clerk", PASSWORD).status_code == 429
    assert sign_in("clerk", PASSWORD, "192.0.2.2").status_code == 302


def test_own_account_buys_no_new_guesses_at_others(cast: Cast) -> None:
    for name in ("judge", "chair", "clerk"):
        fail(name, FEW - 1)
        sign_in("outsider", PASSWORD)
    assert sign_in("outsider", PASSWORD).status_code == 429


def test_signing_in_forgets_the_failures_of_the_name(cast: Cast) -> None:
    for _ in range(2):
        fail("judge", FEW - 1)
        assert sign_in("judge", PASSWORD).status_code == 302


def test_lock_ends_by_itself_and_attempts_meanwhile_do_not_prolong_it(cast: Cast) -> None:
    start = utc_now().timestamp()
    fail("judge", FEW)
    with travel(start + WAIT_S - 60):
        assert sign_in("judge", PASSWORD).status_code == 429
    with travel(start + WAIT_S + 60):
        assert sign_in("judge", PASSWORD).status_code == 302


def test_who_is_signed_in_stays_so(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.people["judge"])
    fail("judge", FEW)
    assert client.get("/hearings/").status_code == 200


def test_court_administrator_lets_a_person_in_again_with_audit_rows(cast: Cast) -> None:
    fail("judge", FEW + 2)
    admin = Client()
    admin.force_login(cast.people["courtadmin"])
    chosen: dict[str, Any] = {"action": "unlock_selected", "_selected_action": [cast.people["judge"].pk]}
    admin.post("/admin/accounts/user/", chosen)
    assert sign_in("judge", PASSWORD).status_code == 302
    rows = OutboxRow.objects.filter(object=cast.people["judge"].pk).order_by("pk")
    assert [(row.action, row.outcome) for row in rows] == [
        ("user.locked", "refused"),
        ("user.unlocked", "done"),
        ("user.signed_in", "done"),
    ]


def test_what_was_typed_is_not_kept(cast: Cast) -> None:
    sign_in("judge", "my-secret-password")
    kept = AccessAttempt.objects.get()
    assert (kept.username, kept.ip_address) == ("judge", "192.0.2.1")
    assert "secret" not in kept.post_data
    assert "judge" not in kept.post_data


# --- service clients ----------------------------------------------------------------------------------------------
def token(secret: str, address: str) -> HttpResponse:
    body = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": secret}
    answer: HttpResponse = Client(REMOTE_ADDR=address).post("/oauth/token/", body)  # type: ignore[assignment]
    return answer


def test_wrong_secrets_lock_their_address_and_not_the_client(cast: Cast) -> None:
    codes = [token("wrong", "192.0.2.1").status_code for _ in range(FEW + 1)]
    assert codes == [401, 401, 401, 429]
    refused = token(CLIENT_SECRET, "192.0.2.1")
    assert (refused.status_code, refused["Content-Type"]) == (429, "application/json")
    assert token(CLIENT_SECRET, "192.0.2.2").status_code == 200


# --- addresses ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("behind_proxy", "connection", "forwarded", "address"),
    [
        (False, "192.0.2.1", "", "192.0.2.1"),
        (False, "192.0.2.1", "198.51.100.7", "192.0.2.1"),  # anybody may write that header
        (True, "127.0.0.1", "198.51.100.7", "198.51.100.7"),
        (
            True,
            "127.0.0.1",
            "203.0.113.9, 198.51.100.7",
            "198.51.100.7",
        ),  # the first is the caller's own word
        (True, "", "2001:DB8::1", "2001:db8::1"),
        (True, "127.0.0.1", "", "127.0.0.1"),  # not through the proxy
        (True, "", "nonsense", ""),
        (False, "", "", ""),  # a socket without addresses
    ],
)
def test_address_is_the_connections_or_the_trusted_proxys(
    settings: Settings, behind_proxy: bool, connection: str, forwarded: str, address: str
) -> None:
    settings.BEHIND_PROXY = behind_proxy
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert address_of(RequestFactory().get("/", REMOTE_ADDR=connection, **headers)) == address  # type: ignore[arg-type]
