"""The real browser: Debian's Chromium, headless, started through playwright."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    # A loaded machine must not lose the rendering process to a small /dev/shm.
    "--disable-dev-shm-usage",
]


def find_chromium() -> str:
    """Return the path of Chromium. Raises AssertionError that says what to install."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found, "no Chromium on PATH: apt-get install chromium (`make test` does so as root)"
    return found


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Start the browser and end it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield browser
        browser.close()
