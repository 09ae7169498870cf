"""Where an installation writes."""

from pathlib import Path

import pytest

from courtrec import env


@pytest.mark.parametrize(
    "value",
    [
        None,  # not set
        "",  # set to nothing: containers and shells do that
    ],
)
def test_home_without_a_folder_is_var(
    value: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(env, "BASE_DIR", tmp_path / "house")
    monkeypatch.chdir(tmp_path)
    if value is None:
        monkeypatch.delenv("COURTREC_HOME")
    else:
        monkeypatch.setenv("COURTREC_HOME", value)
    assert env.home() == tmp_path / "house" / "var"


def test_home_named_is_made_private(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COURTREC_HOME", str(tmp_path / "deep" / "home"))
    assert env.home() == tmp_path / "deep" / "home"
    assert env.home().stat().st_mode & 0o007 == 0
