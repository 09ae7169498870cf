"""Databases that are migrated already, made once for all runs of `make test`: each process would need ten seconds.

Their names go into the environment: COURTREC_EMPTY_SQLITE is a file to be copied, COURTREC_EMPTY_POSTGRESQL a database
of the server of DATABASE_URL to be named as TEMPLATE. Where they are missing, whoever needs a database migrates it.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

ROOT = Path(__file__).resolve().parent.parent
SQLITE, POSTGRESQL = "COURTREC_EMPTY_SQLITE", "COURTREC_EMPTY_POSTGRESQL"


@contextmanager
def empty_databases(postgresql: str) -> Iterator[dict[str, str]]:
    """Yield the variables; ``postgresql`` is the URL of any database of the server, empty: SQLite alone."""
    with TemporaryDirectory(prefix="courtrec-empty-") as home:
        # A home for each: both make keys and folders in it.
        begun = [_migrated(Path(home) / "sqlite", {})]
        made = {SQLITE: str(Path(home) / "sqlite" / "db.sqlite3")}
        try:
            if postgresql:
                server, _, _ = postgresql.rpartition("/")
                made[POSTGRESQL] = name = f"courtrec_empty_{os.getpid()}"
                on_server(postgresql, f'CREATE DATABASE "{name}"')
                begun.append(_migrated(Path(home) / "postgresql", {"DATABASE_URL": f"{server}/{name}"}))
            for each in begun:
                if each.wait():
                    raise SystemExit("test: the migrations failed")
            yield made
        finally:
            for each in begun:
                each.kill()
            if POSTGRESQL in made:
                on_server(postgresql, f'DROP DATABASE IF EXISTS "{made[POSTGRESQL]}" WITH (FORCE)')


def on_server(url: str, statement: str) -> None:
    """Run a statement outside any transaction, as CREATE DATABASE wants it."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def _migrated(home: Path, database: Mapping[str, str]) -> subprocess.Popen[bytes]:
    home.mkdir()
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    own = {"COURTREC_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    return subprocess.Popen(command, cwd=ROOT, env={**env, **own, **database})
