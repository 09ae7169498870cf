"""Each sign-in is in the audit log with what it was made by; each refused one is a line of the portal's log."""

import logging

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.policies.paper_codes import new_code
from custody.models import OutboxRow
from tests.accounts.oidc_provider import Provider
from tests.accounts.test_oidc import newcomer as named, provider, through  # noqa: F401  a fixture among them
from tests.accounts.test_passkeys import by_passkey, with_passkey
from tests.accounts.test_second_factor import CODE, code_of, sign_in, switch_on
from tests.cast import Cast
from tests.hearings.test_entering import code_for, enter, newcomer, prove  # noqa: F401  a fixture among them

pytestmark = pytest.mark.django_db


def signed_in() -> list[tuple[str, list[str]]]:
    """Who signed in by what, in this order."""
    rows = OutboxRow.objects.filter(action="user.signed_in", outcome="done").order_by("pk")
    assert all(row.private["address"] == "127.0.0.1" for row in rows)
    assert all(row.person == row.object for row in rows)
    return [(row.object, row.private["by"]) for row in rows]


def test_sign_in_by_password_and_code_is_one_row_that_says_so(cast: Cast) -> None:
    judge = cast.people["judge"].pk
    secret, codes = switch_on(sign_in("judge")[0])
    assert signed_in() == [(judge, ["password"])]
    for code in (code_of(secret), codes[0]):
        client, _answer = sign_in("judge")
        assert len(signed_in()) < 3  # half of it is none
        client.post(CODE, {"code": code})
    assert signed_in()[1:] == [(judge, ["password", "code"]), (judge, ["password", "recovery-code"])]


def test_sign_in_by_passkey_is_a_row_that_says_so(cast: Cast) -> None:
    _client, key = with_passkey()
    assert by_passkey(key)[1].status_code == 302
    assert signed_in() == [(cast.people["judge"].pk, [way]) for way in ("password", "passkey")]


def test_passkey_lets_in_while_a_stranger_keeps_the_name_locked(cast: Cast, settings: Settings) -> None:
    _client, key = with_passkey()
    settings.LOGIN_FAILURES = settings.AXES_FAILURE_LIMIT = 2
    stranger = Client(REMOTE_ADDR="192.0.2.7")
    for _ in range(3):
        stranger.post("/accounts/login/", {"login": "judge", "password": "wrong"})
    assert sign_in("judge")[1].status_code == 429
    client, answer = by_passkey(key)
    assert answer.status_code == 302
    assert client.get("/hearings/").status_code == 200


def test_sign_in_by_another_system_names_it_and_nothing_that_it_said(
    cast: Cast,
    provider: Provider,  # noqa: F811
) -> None:
    person = named(cast)
    through(Client())
    person.refresh_from_db()
    assert signed_in() == [(person.user_id, ["provider egov"])]


def test_first_sign_in_by_a_code_on_paper_is_a_row_that_says_so(
    cast: Cast,
    newcomer: object,  # noqa: F811
) -> None:
    assert enter(prove(code_for(cast, newcomer))).status_code == 302  # type: ignore[arg-type]
    assert [by for _person, by in signed_in()] == [["paper-code"]]


def test_sign_in_that_cannot_be_logged_does_not_happen(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("accounts.services.sessions.record", broken)
    client = Client(raise_request_exception=False)
    form = {"login": "judge", "password": "courtrec-demo"}
    assert client.post("/accounts/login/", form).status_code == 500
    assert client.get("/hearings/").status_code == 302


def test_wrong_second_factor_is_a_row_that_accuses_nobody(cast: Cast) -> None:
    switch_on(sign_in("judge")[0])
    client, _answer = sign_in("judge")
    client.post(CODE, {"code": "000000"})
    row = OutboxRow.objects.get(action="user.second_factor_refused")
    assert (row.object, row.outcome, row.person) == (cast.people["judge"].pk, "refused", "")
    assert row.private == {"address": "127.0.0.1"}


def test_refusals_are_logged_without_what_was_typed(
    cast: Cast, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(REMOTE_ADDR="192.0.2.7")
    with caplog.at_level(logging.WARNING, "accounts.services.lockout"):
        client.post("/accounts/login/", {"login": "my-password", "password": "another"})
        body = {"grant_type": "client_credentials", "client_id": "nobody", "client_secret": "wrong"}
        client.post("/oauth/token/", body)
        client.post("/code/", {"code": new_code().written()})
    told = [record.msg for record in caplog.records if record.name == "accounts.services.lockout"]
    assert [(each["event"], each["address"], each["of"]) for each in told] == [  # type: ignore[index]
        ("sign_in_refused", "192.0.2.7", of) for of in ("person", "client", "paper code")
    ]
    assert not any(word in str(told) for word in ("my-password", "another", "nobody", "wrong"))
