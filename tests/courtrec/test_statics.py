"""Static files are collected when they changed, and only then."""

import os
import time
from pathlib import Path

from pytest_django.fixtures import Settings

from courtrec.statics import collect_if_changed


def test_collecting_twice_collects_once_until_a_source_changes(tmp_path: Path, settings: Settings) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("p { color: red }")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT = tmp_path / "collected"
    assert [collect_if_changed(), collect_if_changed()] == [True, False]
    (source / "page.css").write_text("p { color: darkred }")
    later = time.time() + 10  # collectstatic looks at whole seconds
    os.utime(source / "page.css", (later, later))
    assert collect_if_changed()
    assert (tmp_path / "collected" / "page.css").read_text() == "p { color: darkred }"
    (source / "new.css").write_text("")
    assert collect_if_changed()
