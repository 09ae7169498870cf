"""Cookies: in service each is of this host alone, over TLS alone; and what the browser forgets at sign-out."""

import json
import os
import subprocess
import sys
from http.cookies import Morsel
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from courtrec.env import BASE_DIR
from demo.services.cast import PASSWORD
from tests.cast import Cast

NAMES = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME", "MESSAGE_COOKIE_NAME")
ASKED = (
    *NAMES,
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SESSION_COOKIE_DOMAIN",
    "SESSION_COOKIE_PATH",
)
READ = f"import json, courtrec.settings as s; print(json.dumps({{n: getattr(s, n, None) for n in {ASKED}}}))"


def settings_with(home: Path, **variables: str) -> dict[str, object]:
    """The settings as another process reads them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COURTREC_", "DEBUG"))}
    told = kept | {"COURTREC_HOME": str(home)} | variables
    done = subprocess.run(
        [sys.executable, "-c", READ], env=told, cwd=BASE_DIR, capture_output=True, check=True
    )
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def test_cookies_in_service_are_of_the_host_alone(tmp_path: Path) -> None:
    read = settings_with(tmp_path)
    assert [read[name] for name in NAMES] == [
        "__Host-sessionid",
        "__Host-csrftoken",
        "__Host-language",
        "__Host-messages",
    ]
    assert (read["SESSION_COOKIE_SECURE"], read["CSRF_COOKIE_SECURE"]) == (True, True)
    assert (read["SESSION_COOKIE_DOMAIN"], read["SESSION_COOKIE_PATH"]) == (None, None)


@pytest.mark.parametrize("name", ["COURTREC_INSECURE_HTTP", "COURTREC_DEMO", "DEBUG"])
def test_cookies_over_plain_http_have_no_prefix_that_browsers_would_refuse(tmp_path: Path, name: str) -> None:
    read = settings_with(tmp_path, **{name: "1"})
    assert not [read[each] for each in NAMES if "__" in str(read[each])]
    assert read["SESSION_COOKIE_SECURE"] is False


def test_everything_works_with_cookies_of_the_host(cast: Cast, settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    for name in NAMES:
        setattr(settings, name, f"__Host-{getattr(settings, name)}")
    client = Client(enforce_csrf_checks=True, headers={"Referer": "https://testserver/"})
    seen: dict[str, Morsel[str]] = {}

    def post(path: str, **form: str) -> int:
        form["csrfmiddlewaretoken"] = client.cookies["__Host-csrftoken"].value
        status = client.post(path, form, secure=True).status_code
        seen.update(client.cookies)
        return status

    client.get("/accounts/login/?lang=kk", secure=True)
    assert post("/accounts/login/", login="judge", password=PASSWORD) == 302
    assert client.get("/hearings/", secure=True).status_code == 200
    assert post("/accounts/logout/") == 302
    assert client.get("/hearings/", secure=True).status_code == 302
    assert set(seen) == {"__Host-sessionid", "__Host-csrftoken", "__Host-language", "__Host-messages"}
    for cookie in seen.values():
        assert (bool(cookie["secure"]), cookie["path"], cookie["domain"]) == (True, "/", "")


def test_signing_out_empties_the_cache_and_keeps_the_storage(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.people["judge"])
    asked = client.get("/accounts/logout/")
    assert (asked.status_code, "Clear-Site-Data" in asked.headers) == (200, False)
    assert client.post("/accounts/logout/").headers["Clear-Site-Data"] == '"cache"'
