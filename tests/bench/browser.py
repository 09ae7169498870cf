"""Headless Chromium, signed in."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from playwright.sync_api import Browser, BrowserContext, sync_playwright

ARGUMENTS = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start this machine's Chromium, else the one that came with the driver."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def as_person(browser: Browser, client: httpx.Client) -> BrowserContext:
    """Return a fresh context (empty cache) with the client's session."""
    context = browser.new_context(locale="en-GB")
    name = "sessionid"
    context.add_cookies([{"name": name, "value": client.cookies[name], "url": str(client.base_url)}])
    return context
