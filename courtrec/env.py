"""Reads the environment: typed, from variables, from ``*_FILE`` secrets, and from ``$COURTREC_HOME/env``."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from environ import Env

BASE_DIR = Path(__file__).resolve().parent.parent
IDENTITY_KEY_FILE = "keys/identity_keys"
"""Below the home, where nothing else is said; `manage.py setup` makes it."""


def home() -> Path:
    """Return the one directory into which this installation writes (created, private)."""
    # Empty is unset: containers pass empty variables on, and "" would mean the working directory.
    path = Path(os.environ.get("COURTREC_HOME") or BASE_DIR / "var").resolve()
    path.mkdir(mode=0o750, parents=True, exist_ok=True)
    return path


def load(home_dir: Path) -> Env:
    """Return the environment; real variables win over the file that ``make run`` wrote."""
    env = Env()
    env_file = home_dir / "env"
    if env_file.is_file():
        Env.read_env(str(env_file), overwrite=False)
    return env


def secret(env: Env, name: str, key_file: Path, fresh: Callable[[], str] | None = None) -> str:
    """Return a secret from ``NAME``, from the file ``NAME_FILE`` names, or from a key file made on first use."""
    if value := env.str(name, default=""):
        return str(value)
    named = env.str(f"{name}_FILE", default="")
    return _stored(Path(named)) if named else stored_or_new(key_file, fresh or _random)


def keys(env: Env, name: str, key_file: Path, fresh: Callable[[], str] | None) -> str:
    """Return keys as ``secret`` does, but make none where ``fresh`` is None: an empty text says that there are none.

    Keys that data is sealed with must be the same on every machine, and kept elsewhere than the data.
    """
    if (
        fresh is not None
        or env.str(name, default="")
        or env.str(f"{name}_FILE", default="")
        or key_file.exists()
    ):
        return secret(env, name, key_file, fresh or str)
    return ""


def url(env: Env, name: str) -> str:
    """Return an address that may hold a password: from ``NAME`` or from the file that ``NAME_FILE`` names."""
    named = env.str(f"{name}_FILE", default="")
    return _stored(Path(named)) if named else str(env.str(name, default=""))


def _stored(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip()


def _random() -> str:
    return secrets.token_urlsafe(50)


def stored_or_new(path: Path, fresh: Callable[[], str]) -> str:
    """Return what a private file holds; one that is not there is made first."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = path.with_suffix(f".{os.getpid()}")
        made.touch(mode=0o600)
        made.write_text(fresh(), encoding="ascii")
        with suppress(FileExistsError):  # two processes at once: the first wins, the second reads it
            os.link(made, path)
        made.unlink()
    return _stored(path)
