"""Fixtures of the media room: stores of a test's own, the clerk's tus client, and a real portal over HTTP."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.media_pipeline.uploads.portal import Portal
from tests.media_pipeline.uploads.tus import Tus


@pytest.fixture
def stores(settings: Settings, tmp_path: Path) -> Path:
    """Return a folder with originals, parts and artefacts that no other test sees."""
    settings.ORIGINALS_DIR = tmp_path / "originals"
    settings.PARTS_DIR = tmp_path / "originals" / "parts"
    settings.ARTEFACTS_DIR = tmp_path / "artefacts"
    return tmp_path


@pytest.fixture
def tus(stores: Path, cast: Cast, signed_in: Callable[[str], Client]) -> Tus:
    """The clerk of case 1's hearing."""
    return Tus(signed_in("clerk"), cast.hearing.pk)


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    """A portal with its web process running; a test that kills it starts it again."""
    with Portal() as own:
        own.start_web()
        yield own
