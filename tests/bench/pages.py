"""The hearing page with 2,000 entries: how soon the first one can be read, and what it costs."""

import gzip

from playwright.sync_api import Browser, Response

from tests.acceptance import tus
from tests.acceptance.stage import API
from tests.bench.browser import as_person, chromium
from tests.bench.coded_media import DENSE, film
from tests.bench.counting import HEADER
from tests.bench.court import Court, open_court, upload
from tests.bench.figures import Figure, Goal, bounded, compared
from tests.bench.servers import same_web

ENTRIES = 2000
OPENINGS = 7
FIRST_ENTRY_S = 1.0
QUERIES = 12
SCRIPT_KB = 60.0
SCRIPTS_AFTER_MS = 500
# Readable: laid out, inside the window, in a colour that is painted.
WATCH = """
(() => {
  const look = () => {
    const entry = document.querySelector('[data-entry]');
    const box = entry && entry.getBoundingClientRect();
    const shown = box && box.height > 0 && box.top < innerHeight && getComputedStyle(entry).visibility === 'visible';
    if (shown) requestAnimationFrame(() => { window.firstEntry = performance.now(); });
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""


def hearing_page() -> list[Figure]:
    """Time to the first readable entry in a fresh browser, queries, script before the player."""
    with open_court() as court:
        hearing = _long_hearing(court)
        first, scripts = _openings(court, hearing)
        with same_web(court.portal, "tests.bench.counting_settings") as counting:
            answer = court.stage.clerk.get(f"{counting}/hearings/{hearing}/").raise_for_status()
            queries = int(answer.headers[HEADER])
        sizes = len(answer.content) / 1000, len(gzip.compress(answer.content)) / 1000
        print(f"bench: the page has {sizes[0]:.0f} kB, {sizes[1]:.0f} kB gzip")
    return [
        first,
        bounded("page: queries", queries, QUERIES, "queries", 1),
        bounded("page: script before the player (gzip)", scripts, SCRIPT_KB, "KB", 1),
    ]


def _long_hearing(court: Court) -> str:
    """A hearing with a recording and a full protocol."""
    sent = upload(court, film(DENSE))
    client = court.stage.clerk
    tus.work_on(client, tus.Sent(204, sent.status))
    rows = [
        {
            "offset_ms": number * 7000,
            "speaker": f"Speaker {number % 6}",
            "language": "en",
            "text": _text(number),
        }
        for number in range(ENTRIES)
    ]
    client.post(f"{API}/hearings/{sent.hearing}/entries/", json={"entries": rows}).raise_for_status()
    return sent.hearing


def _text(number: int) -> str:
    return f"Entry {number}: the witness describes what was seen that evening beside the station. " * (
        1 + number % 3
    )


def _openings(court: Court, hearing: str) -> tuple[Figure, float]:
    """Open the page with an empty cache several times; returns the time and the script's KB before the player."""
    scripts: list[float] = []
    with chromium() as browser:

        def sample() -> tuple[float, float]:
            first, kilobytes = _open(browser, court, hearing)
            scripts.append(kilobytes)
            return first, FIRST_ENTRY_S

        goal = Goal(1.0, note=f"{FIRST_ENTRY_S:g} s")
        figure = compared("page: first of 2,000 entries readable", "s", goal, sample, OPENINGS)
    return figure, max(scripts)


def _open(browser: Browser, court: Court, hearing: str) -> tuple[float, float]:
    sizes: dict[str, float] = {}

    def note(response: Response) -> None:
        # hls.js starts its worker from a blob of its own text; that is the player, too.
        foreign = "/player" in response.url or response.url.startswith("blob:")
        if response.request.resource_type == "script" and not foreign:
            sizes[response.url] = len(gzip.compress(response.body())) / 1024

    with as_person(browser, court.stage.clerk) as context:
        page = context.new_page()
        page.add_init_script(WATCH)
        page.on("response", note)
        page.goto(f"{court.portal.url}/hearings/{hearing}/")
        page.wait_for_function("() => window.firstEntry > 0")
        first = float(page.evaluate("() => window.firstEntry")) / 1000
        page.wait_for_timeout(SCRIPTS_AFTER_MS)
    return first, sum(sizes.values())
