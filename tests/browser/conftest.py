"""One portal for all tests of this folder, a browser for each module, and hearings of the tests' own."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser

from tests.acceptance.portal import Portal, running_portal
from tests.browser.chromium import running_chromium
from tests.browser.stage import Stage, make_media
from tests.browser.visits import Visits
from tools.empty_databases import SQLITE as EMPTY_SQLITE

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def portal() -> Iterator[Portal]:
    """The demonstration as `make run` starts it."""
    assert (ROOT / "static/dist/manifest.json").exists(), "no front end: npm run build (`make test` does)"
    with TemporaryDirectory(prefix="courtrec-outside-", ignore_cleanup_errors=True) as home:
        if EMPTY_SQLITE in os.environ:
            shutil.copy(os.environ[EMPTY_SQLITE], home)
        with running_portal(Path(home)) as running:
            yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium.

    Ended with the module: while playwright runs, its event loop makes Django refuse the database to other tests.
    """
    with running_chromium() as running:
        yield running


@pytest.fixture(scope="session")
def sessions() -> dict[str, dict[str, str]]:
    """Cookies of those who have signed in once."""
    return {}


@pytest.fixture
def visits(portal: Portal, browser: Browser, sessions: dict[str, dict[str, str]]) -> Iterator[Visits]:
    """Visits of this test, closed at its end."""
    opened = Visits(portal.url, browser, sessions)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def demo_media() -> Path:
    """A small recording that plays: the demonstration's own."""
    return ROOT / "demo" / "recording" / "hearing.mp4"


@pytest.fixture(scope="session")
def short_media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of 20 s with four microphones."""
    return make_media(tmp_path_factory.mktemp("media"))


@pytest.fixture(scope="session")
def stage(portal: Portal) -> Iterator[Stage]:
    """Those who prepare hearings over the API."""
    opened = Stage(portal.url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def played(stage: Stage, short_media: Path) -> str:
    """A hearing that nobody changes: recorded for 20 s, five entries 4 s apart, published."""
    hearing = stage.hearing()
    stage.mark(hearing)
    stage.record(hearing, short_media)
    stage.write(hearing, [f"Entry number {number}" for number in range(1, 6)])
    stage.publish(hearing)
    return hearing
