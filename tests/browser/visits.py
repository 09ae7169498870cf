"""Somebody at the portal with a browser of their own: cookies, language, theme, width."""

import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.acceptance.visitor import sign_in

WIDE = (1280, 900)
NARROW = (360, 740)
# Twice what a quiet machine needs, several times over: the machine of `make test` does other work too.
PATIENCE_MS = 20_000


def until(page: Page, holds: str, arg: object = None, patience_ms: int = PATIENCE_MS) -> None:
    """Wait until a JavaScript function returns something true.

    playwright's own wait_for_function evaluates text inside the page, which our content security policy forbids.
    """
    deadline = time.monotonic() + patience_ms / 1000
    while not page.evaluate(holds, arg):
        assert time.monotonic() < deadline, f"not within {patience_ms} ms: {holds}"
        page.wait_for_timeout(50)


def picture_is_loaded(page: Page) -> None:
    """Wait until the player shows a frame."""
    until(page, "() => document.querySelector('video')?.readyState >= 2", patience_ms=2 * PATIENCE_MS)


@dataclass
class Visits:
    """Opens pages of the portal; each visit is a browser context of its own, closed by `close`."""

    url: str
    browser: Browser
    sessions: dict[str, dict[str, str]]
    stack: ExitStack = field(default_factory=ExitStack)

    def as_(self, username: str, path: str = "", size: tuple[int, int] = WIDE, **options: Any) -> Page:
        """Return a page at `path`, signed in as a member of the demo cast; an empty name is nobody.

        Options are playwright's for a context; the language is English unless `locale` says otherwise.
        """
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": size[0], "height": size[1]},
            **({"locale": "en", "reduced_motion": "reduce"} | options),
        )
        self.stack.callback(context.close)
        context.set_default_timeout(PATIENCE_MS)
        if username:
            self._let_in(context, username)
        page = context.new_page()
        if path:
            page.goto(path)
        return page

    def _let_in(self, context: BrowserContext, username: str) -> None:
        if username not in self.sessions:
            with closing(sign_in(self.url, username)) as client:
                self.sessions[username] = dict(client.cookies)
        cookies = self.sessions[username].items()
        context.add_cookies([{"name": name, "value": value, "url": self.url} for name, value in cookies])

    def close(self) -> None:
        """Close every context that was opened."""
        self.stack.close()
