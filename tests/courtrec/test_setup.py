"""``manage.py setup``: a real court from options, from the environment, or from a terminal; repeatable."""

import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from accounts.models import User
from courtrec import founding
from courtrec.env import IDENTITY_KEY_FILE
from courtrec.management.commands import setup
from courts.models import Court
from custody.models import OutboxRow
from foundation.envelopes import new_key, parse_keys

PASSWORD = "a long Password 9"
OPTIONS = {
    "admin": "root1",
    "court": "№ 1 қалалық сот",
    "time_zone": "Asia/Almaty",
    "host": "portal.example",
}


@pytest.fixture(autouse=True)
def _own_home(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    settings.HOME = tmp_path
    monkeypatch.setattr(founding, "call_command", lambda *_arguments, **_named: None)
    for question in (*setup.PEOPLE_AND_PLACES, *setup.INSTALLATION):
        monkeypatch.delenv(question.variable, raising=False)
    for name in founding.CARRIED_OVER:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("COURTREC_ADMIN_PASSWORD_FILE", raising=False)
    monkeypatch.setattr(sys, "stdin", StringIO())


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(f"{PASSWORD}\nanything else\n", encoding="utf-8")
    return path


def run(**options: Any) -> str:
    out = StringIO()
    call_command("setup", stdout=out, **{**OPTIONS, **options})
    return out.getvalue()


def env(home: Path) -> dict[str, str]:
    lines = (home / "env").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if not line.startswith("#"))


def test_setup_creates_administrator_court_and_settings(tmp_path: Path, password_file: Path) -> None:
    said = run(password_file=password_file, language="kk", mail="smtp://mail.example:25")
    admin, court = User.objects.get(), Court.objects.get()
    assert (admin.username, admin.is_superuser, admin.is_staff) == ("root1", True, True)
    assert admin.check_password(PASSWORD)
    assert (court.name, court.time_zone) == (OPTIONS["court"], "Asia/Almaty")
    assert env(tmp_path) == {
        "DEFAULT_COURT_ZONE": "Asia/Almaty",
        "LANGUAGE_CODE": "kk",
        "ALLOWED_HOSTS": "portal.example",
        "EMAIL_URL": "smtp://mail.example:25",
        "DEFAULT_FROM_EMAIL": "courtrec@localhost",
    }
    assert (tmp_path / "env").stat().st_mode & 0o777 == 0o600
    assert "court, administrator" in said
    assert set(OutboxRow.objects.values_list("action", flat=True)) == {"court.added", "user.added"}


def test_setup_again_creates_nothing_and_keeps_the_password(tmp_path: Path, password_file: Path) -> None:
    run(password_file=password_file)
    (tmp_path / "env").write_text((tmp_path / "env").read_text() + "FFMPEG_BINARY=/usr/bin/ffmpeg\n")
    said = run(host="other.example")  # no password needed: the administrator is known
    assert "nothing" in said
    assert (User.objects.count(), Court.objects.count()) == (1, 1)
    assert User.objects.get().check_password(PASSWORD)
    assert (env(tmp_path)["ALLOWED_HOSTS"], env(tmp_path)["FFMPEG_BINARY"]) == (
        "other.example",
        "/usr/bin/ffmpeg",
    )


def test_setup_makes_the_key_of_identities_once(
    tmp_path: Path, password_file: Path, settings: Settings
) -> None:
    settings.IDENTITY_KEYS, keys = "", tmp_path / IDENTITY_KEY_FILE
    run(password_file=password_file)
    made = keys.read_text(encoding="ascii")
    assert list(parse_keys(made).keys) == ["first"]
    assert keys.stat().st_mode & 0o777 == 0o600
    run()
    assert keys.read_text(encoding="ascii") == made
    keys.unlink()
    settings.IDENTITY_KEYS = new_key("kept elsewhere")
    run()
    assert not keys.exists()


def test_setup_from_the_environment_keeps_the_database_it_used(
    tmp_path: Path, password_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "COURTREC_ADMIN": "root1",
        "COURTREC_COURT": "Court",
        "DEFAULT_COURT_ZONE": "Asia/Almaty",
        "ALLOWED_HOSTS": "portal.example",
        "COURTREC_ADMIN_PASSWORD_FILE": str(password_file),
        "DATABASE_URL": "postgres://somebody@127.0.0.1/court",
    }.items():
        monkeypatch.setenv(name, value)
    call_command("setup", stdout=StringIO())
    assert User.objects.get().username == "root1"
    assert env(tmp_path)["DATABASE_URL"] == "postgres://somebody@127.0.0.1/court"


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_setup_on_a_terminal_asks_for_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["root1", "Court", "Asia/Almaty", "", "portal.example", "", ""])
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("builtins.input", lambda _words: next(answers))
    monkeypatch.setattr(setup, "getpass", lambda _words: PASSWORD)
    call_command("setup", stdout=StringIO())
    assert User.objects.get().check_password(PASSWORD)
    assert env(tmp_path)["LANGUAGE_CODE"] == "ru"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"admin": ""}, "--admin is missing"),
        ({"court": ""}, "--court is missing"),
        ({"host": ""}, "--host is missing"),
        ({"court": "  "}, "needs a name"),
        ({"time_zone": "Asia/Nowhere"}, "Asia/Nowhere"),
        ({"language": "de"}, "none of kk, ru, en"),
        ({"admin": "no spaces allowed"}, "valid username"),
        ({"password_file": None}, "--password-file is missing"),
        ({"password_file": Path("/nonexistent")}, "--password-file"),
        ({"mail": "smtp://a\nDEBUG=1"}, "one line"),
    ],
)
def test_setup_with_a_wrong_answer_says_which_and_creates_nothing(
    password_file: Path, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        run(**{"password_file": password_file, **options})
    assert not User.objects.exists()
    assert not Court.objects.exists()


@pytest.mark.parametrize("password", ["short", "password1234", ""])
def test_setup_refuses_a_weak_password(tmp_path: Path, password: str) -> None:
    weak = tmp_path / "weak"
    weak.write_text(password)
    with pytest.raises(CommandError):
        run(password_file=weak)
    assert not User.objects.exists()


def test_setup_refuses_the_home_of_the_demonstration(tmp_path: Path, password_file: Path) -> None:
    (tmp_path / "env").write_text("COURTREC_DEMO=1\n")
    with pytest.raises(CommandError, match="demonstration"):
        run(password_file=password_file)
    assert not User.objects.exists()
