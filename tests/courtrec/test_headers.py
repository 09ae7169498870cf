"""Every answer, of whatever address, carries what keeps browsers from misusing and keeping it."""

import re
from pathlib import Path

import pytest
from django.http import HttpResponseBase
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from courtrec.env import BASE_DIR
from foundation.web.headers import NOTHING, UNKEPT
from tests.courtrec.routes import TABLE
from tests.courtrec.test_access import World, ask, world  # noqa: F401  a fixture
from tests.undoing import undone

HSTS = "max-age=31536000; includeSubDomains"
NONCE = re.compile(r"script-src 'self' 'nonce-[\w+/=-]+'")


@pytest.fixture
def secure(settings: Settings) -> dict[str, str]:
    """The portal as it is in service, and the header by which it knows that a request came over TLS."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    return {"X-Forwarded-Proto": "https"}


def asked_by(cookies_of: Client | None, headers: dict[str, str]) -> Client:
    """A client whose middlewares are made of the settings as they are now."""
    client = Client(headers=headers)
    if cookies_of:
        client.cookies = cookies_of.cookies
    return client


def body_of(answer: HttpResponseBase) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]


def faults(answer: HttpResponseBase) -> list[str]:
    """What is wrong with the headers of one answer."""
    kind = answer.headers.get("Content-Type", "")
    policy = answer.headers.get("Content-Security-Policy", "")
    has_nonces = kind.startswith("text/html") and b" nonce=" in body_of(answer)
    right = {
        "nosniff": answer.headers.get("X-Content-Type-Options") == "nosniff",
        "referrer": answer.headers.get("Referrer-Policy") == "same-origin",
        "hsts": answer.headers.get("Strict-Transport-Security") == HSTS,
        "frames": "frame-ancestors 'none'" in policy,
        "policy": policy == NOTHING or {"object-src 'none'", "base-uri 'none'"} <= set(policy.split("; ")),
        "scripts": "unsafe" not in policy and (not has_nonces or bool(NONCE.search(policy))),
        "kept": "no-store" in answer.headers.get("Cache-Control", ""),
        "type": bool(kind) or not body_of(answer),
        "charset": not kind.startswith("text/") or "charset=" in kind,
    }
    return [name for name, holds in right.items() if not holds]


@pytest.mark.parametrize("role", ["", "judge"], ids=lambda role: role or "nobody")
def test_every_route_answers_with_all_headers(
    role: str,
    world: World,  # noqa: F811
    secure: dict[str, str],
) -> None:
    client = asked_by(world.base if role else None, secure)
    wrong = []
    for row in TABLE:
        with undone():
            answer = ask(row, client, world.ids)
        wrong += [f"{row.method} {row.route}: {faults(answer)}"] if faults(answer) else []
    assert not wrong, "\n".join(wrong)


def test_administration_answers_with_all_headers(admin_user: User, secure: dict[str, str]) -> None:
    client = asked_by(None, secure)
    client.force_login(admin_user)
    for path in ("/admin/", "/admin/courts/court/", "/admin/accounts/user/add/", "/admin/nowhere/"):
        assert faults(client.get(path)) == [], path
    assert NONCE.search(client.get("/help/").headers["Content-Security-Policy"])


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/help/", {"X-Forwarded-Proto": "http"}),  # sent to HTTPS before any page
        ("/help/", {"Host": "elsewhere.example"}),  # refused before any page
        ("/help", {}),  # sent to the address with a slash
        ("/nowhere/", {}),
    ],
)
def test_answers_that_are_no_views_have_all_headers(
    db: None, secure: dict[str, str], path: str, headers: dict[str, str]
) -> None:
    answer = asked_by(None, secure | headers).get(path)
    assert set(faults(answer)) <= ({"hsts"} if headers else set())
    assert answer.status_code >= 300


def test_error_of_ours_has_all_headers(
    db: None, secure: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("courtrec.pages.zone_name", broken)
    client = asked_by(None, secure)
    client.raise_request_exception = False
    answer = client.get("/help/")
    assert answer.status_code == 500
    assert faults(answer) == []


def test_static_files_may_be_kept_and_have_the_other_headers(
    secure: dict[str, str], settings: Settings, tmp_path: Path
) -> None:
    settings.STATIC_ROOT = tmp_path
    for name in ("main.css", "main.js"):
        (tmp_path / name).write_bytes((BASE_DIR / "static" / "dist" / name).read_bytes())
        answer = asked_by(None, secure).get(f"/static/{name}")
        assert faults(answer) == ["kept"]
        assert answer.headers["Cache-Control"].endswith("public")
        assert answer.headers["Content-Security-Policy"] == NOTHING


def test_tag_is_still_answered_with_304_and_not_kept(world: World) -> None:  # noqa: F811
    path = f"/api/v1/hearings/{world.ids['hearing_id']}/"
    first = world.base.get(path)
    again = world.base.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.headers["ETag"]) == (304, first.headers["ETag"])
    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == UNKEPT
