"""The media gate: ranges through it against nginx alone, and against the same view without any check."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.acceptance import tus
from tests.bench.coded_media import DENSE, film
from tests.bench.court import Court, open_court, upload
from tests.bench.figures import Figure, Goal, compared
from tests.bench.load import Rate, rate
from tests.bench.machine import number
from tests.bench.servers import nginx, nginx_program, same_web

CONNECTIONS = 4
LARGE_LAST = 3 * 1024**2 - 1
SMALL_LAST = 64 * 1024 - 1
SEGMENT = "segment.mp4"


@dataclass(frozen=True, slots=True)
class Running:
    """One segment behind three servers."""

    path: str
    cookie: str
    portal: str
    unchecked: str
    nginx: str

    def through(self, base: str, last: int) -> Rate:
        """Ask one server for a while."""
        url = f"{base}/{SEGMENT}" if base == self.nginx else f"{base}{self.path}"
        return rate(url, last, number("GATE_SECONDS", 3), CONNECTIONS, self.cookie)


def gate() -> list[Figure]:
    """3 MB ranges in MB/s to nginx; 64 KB ranges in requests/s to the unchecked view, and to nginx as a statement."""
    if nginx_program() is None:
        print("bench: gate left out: nginx is not installed")
        return []
    # A rendition that comes out meanwhile begins a new generation, and the old addresses end.
    with open_court(LADDER="0", MIX="0") as court, tempfile.TemporaryDirectory() as folder:
        path = _segment(court, Path(folder))
        with (
            nginx(Path(folder), Path(folder)) as floor,
            same_web(court.portal, "tests.bench.unchecked_settings") as unchecked,
        ):
            session = court.stage.clerk.cookies["sessionid"]
            return _figures(Running(path, f"sessionid={session}", court.portal.url, unchecked, floor))


def _segment(court: Court, folder: Path) -> str:
    """Upload the dense film, put its first segment before nginx, return the segment's address."""
    client = court.stage.clerk
    sent = upload(court, film(DENSE))
    tus.work_on(client, tus.Sent(204, sent.status))
    playlist = client.get(f"/api/v1/hearings/{sent.hearing}/playback/").raise_for_status().json()["playlist"]
    path = f"{playlist.rsplit('/', 1)[0]}/v0/0.m4s"
    body = client.get(path).raise_for_status().content
    if len(body) <= LARGE_LAST:
        raise RuntimeError(f"the segment has only {len(body)} bytes")
    (folder / SEGMENT).write_bytes(body)
    return path


def _figures(running: Running) -> list[Figure]:
    def pair(floor: str, last: int, read: Callable[[Rate], float]) -> Callable[[], tuple[float, float]]:
        return lambda: (read(running.through(running.portal, last)), read(running.through(floor, last)))

    running.through(running.portal, SMALL_LAST)  # the first request decides, the rest remember
    running.through(running.unchecked, SMALL_LAST)
    large = pair(running.nginx, LARGE_LAST, lambda each: each.megabytes)
    unchecked = pair(running.unchecked, SMALL_LAST, lambda each: each.answers)
    small = pair(running.nginx, SMALL_LAST, lambda each: each.answers)
    return [
        compared("gate: 3 MB ranges against nginx alone", "MB/s", Goal(0.3, at_least=True), large),
        compared("gate: 64 KB ranges against no check", "req/s", Goal(0.7, at_least=True), unchecked),
        compared("gate: 64 KB ranges against nginx alone", "req/s", None, small),
    ]
