"""All that one person can receive of a hearing: every address with its answer and headers, and every piece of media."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponseBase
from django.test import Client

from tests.courtrec.routes import TABLE
from tests.courtrec.rows import Row
from tests.courtrec.test_access import World, address, ask
from tests.playback.marked import NEUTRAL

URI = re.compile(r'URI="([^"]+)"')
CAMERA = re.compile(r"/c\d+/")
LISTED = re.compile(r"^[^#\s]\S*$", re.MULTILINE)
SAME_FOR_ALL = ("healthz", "readyz", "help", "api/v1/schema", "api/v1/docs")
REFUSED = "outsider"
"""Who asks for every address, so that refusals are looked through as well."""
NEAR = {
    "",
    "jobs/",
    "hearings/<str:hearing_id>/",
    "entries/<str:entry_id>/edit/",
    "recordings/<str:recording_id>/",
    "api/v1/hearings/<str:hearing_id>/",
    "api/v1/hearings/<str:hearing_id>/timeline/",
    "api/v1/hearings/<str:hearing_id>/entries/",
    "api/v1/entries/<str:entry_id>/",
    "api/v1/entries/<str:entry_id>/revisions/",
    "api/v1/recordings/",
    "api/v1/recordings/<str:recording_id>/",
    "api/v1/recordings/<str:recording_id>/original/",
}
SEARCHES = (
    f"/search/?q={NEUTRAL}",
    f"/api/v1/search/?q={NEUTRAL}",
    f"/hearings/?q={NEUTRAL}",
    f"/api/v1/hearings/?q={NEUTRAL}",
    "/api/v1/hearings/?ordering=-scheduled_at",
)


@dataclass(frozen=True, slots=True)
class Got:
    """One answer: `told` is its status and headers as bytes."""

    address: str
    status: int
    told: bytes
    body: bytes


@dataclass(slots=True)
class Lane:
    """What a player's buffer would hold of one track, from one init segment to the next."""

    key: str
    data: list[bytes] = field(default_factory=list)


def got(address: str, answer: HttpResponseBase) -> Got:
    body = answer.content if hasattr(answer, "content") else answer.getvalue()
    headers = "\n".join(f"{name}: {value}" for name, value in answer.items())
    return Got(address, answer.status_code, f"{headers}\n{answer.cookies}".encode(), body)


def answers(world: World, role: str, rows: tuple[Row, ...], ids: list[dict[str, str]]) -> Iterator[Got]:
    """Ask for each row, once with each set of ids that makes another address."""
    client, asked = world.client(role), set()
    for row in rows:
        for known in ids:
            place = address(row, known)
            if (row.method, place) in asked:
                continue
            asked.add((row.method, place))
            yield got(f"{row.method} {place}", ask(row, client, known))
    for place in SEARCHES:
        yield got(place, client.get(place))


def rows_of(role: str, *, everywhere: bool) -> tuple[Row, ...]:
    """Return what the open hearing gives to this role: everywhere, or where a part of it could be told of."""
    rows = (row for row in TABLE if row.method == "GET" and not row.route.startswith(SAME_FOR_ALL))
    if not everywhere:
        return tuple(row for row in rows if row.route in NEAR and row.expected(role) == 200)
    return tuple(row for row in rows if row.expected(role) == 200 or role == REFUSED)


def media(client: Client, hearing: str, *, cameras: bool) -> Iterator[Got]:
    """Open a play and follow every address in what comes, playlists and lists of pictures included.

    `cameras`: also below the address of each camera, where the same segments have other names.
    """
    opened = got("playback", client.get(f"/api/v1/hearings/{hearing}/playback/"))
    yield opened
    if opened.status != 200:
        return
    waiting, known = _addresses("/", opened.body), set()
    while waiting:
        place = waiting.pop()
        if place in known or not place.startswith("/media/") or (not cameras and CAMERA.search(place)):
            continue
        known.add(place)
        found = got(place, client.get(place))
        assert found.status == 200, place
        yield found
        if urlsplit(place).path.endswith((".m3u8", ".json")):
            waiting += _addresses(place, found.body)


def _addresses(base: str, body: bytes) -> list[str]:
    text = body.decode()
    named = (
        _strings(json.loads(text)) if text.startswith("{") else [*URI.findall(text), *LISTED.findall(text)]
    )
    return [urljoin(base, each) for each in named]


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [each for inner in value.values() for each in _strings(inner)]
    if isinstance(value, list):
        return [each for inner in value for each in _strings(inner)]
    return [value] if isinstance(value, str) else []


def lanes(received: list[Got]) -> list[Lane]:
    """Put segments behind their init segments, as the media playlists have them."""
    bodies = {each.address: each.body for each in received}
    made: list[Lane] = []
    for each in received:
        key = Path(each.address).stem
        if not (each.address.endswith(".m3u8") and b"#EXTINF" in each.body):
            continue
        for line in each.body.decode().splitlines():
            if found := URI.search(line):
                made.append(Lane(key, [bodies[urljoin(each.address, found[1])]]))
            elif LISTED.match(line):
                made[-1].data.append(bodies[urljoin(each.address, line)])
    return made
