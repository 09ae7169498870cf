"""Two web servers of one portal: what one of them closes plays through neither from its answer on."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event

import httpx
import pytest

from tests.media import media_file
from tests.media_pipeline.queue.test_kills import all_end
from tests.media_pipeline.uploads.portal import BYTES, Portal, eventually

CLOSED_FROM_S = 2
LISTENERS = 4
PLAYS_WITHIN_S = 60
ROUND_S = 30
"""Within which every address is asked for once, however busy the machine is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One answer, and when it was asked for."""

    at: float
    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Closing:
    """A hearing that plays, its party's credential, and both servers."""

    portal: Portal
    webs: tuple[str, str]
    hearing: str
    opened: datetime
    party: httpx.Client

    def plays(self) -> list[str]:
        """Open a play; returns all addresses of its sound and picture, through either server."""
        listed = self.party.get(f"{self.webs[0]}/api/v1/hearings/{self.hearing}/playback/").raise_for_status()
        root = httpx.URL(listed.json()["playlist"]).path.rpartition("/")[0]
        lists = [
            self.party.get(f"{self.webs[0]}{root}/{key}.m3u8").raise_for_status().text for key in ("v0", "a0")
        ]
        names = [line for text in lists for line in text.splitlines() if line.endswith(".m4s")]
        return [f"{web}{root}/{name.removeprefix('./')}" for web in self.webs for name in names]

    def closed(self, through: str) -> tuple[float, str]:
        """Close the rest of the hearing as its clerk does; returns when that was answered, and the restriction."""
        with self.portal.client() as clerk:
            at = (self.opened + timedelta(seconds=CLOSED_FROM_S)).isoformat()
            body = {"hearing": self.hearing, "kind": "provisional", "started_at": at}
            made = clerk.post(f"{through}/api/v1/restrictions/", json=body).raise_for_status()
            return time.monotonic(), made.json()["id"]

    def reopened(self, restriction: str) -> None:
        """Let the judge lift it."""
        with self.portal.client("judge") as judge:
            judge.post(
                f"/api/v1/restrictions/{restriction}/lift/", json={"reason": "test"}
            ).raise_for_status()


def scheduled(portal: Portal) -> tuple[str, datetime]:
    """Create a case with a party and its hearing; returns the hearing and when its session opens."""
    with portal.client("registry") as registry, portal.client() as clerk:
        known = clerk.get(f"/api/v1/hearings/{portal.seeded['hearings'][0]}/").raise_for_status().json()
        party = {"kind": "party", "side": "defence", "name": "Т. А.", "user": "outsider"}
        case = {"court": known["court"], "number": "T-2", "title": "Test", "participants": [party]}
        case_id = registry.post("/api/v1/cases/", json=case).raise_for_status().json()["id"]
        opened = datetime.fromisoformat(known["started_at"]) - timedelta(days=1)
        seats = [{"user": "judge", "role": "presiding"}, {"user": "clerk", "role": "clerk"}]
        place = {"cases": [case_id], "courtroom": known["courtroom"], "scheduled_at": opened.isoformat()}
        made = registry.post("/api/v1/hearings/", json=place | {"assignments": seats})
        return str(made.raise_for_status().json()["id"]), opened


def recorded(portal: Portal, hearing: str, opened: datetime) -> None:
    """Upload ten seconds of a hearing, and mark its session."""
    data = media_file().read_bytes()
    with portal.client() as clerk:
        path = portal.declare(clerk, len(data), hearing=hearing, started_at=opened.isoformat())
        sent = clerk.patch(path, content=data, headers={**BYTES, "Upload-Offset": "0"})
        assert sent.status_code == 204, sent.text
        bounds = {"opened_at": opened.isoformat(), "closed_at": (opened + timedelta(seconds=10)).isoformat()}
        clerk.post(f"/api/v1/hearings/{hearing}/session/", json=bounds).raise_for_status()


@pytest.fixture
def closing() -> Iterator[Closing]:
    with Portal() as portal, ExitStack() as stack:
        portal.start_web()
        portal.start_worker()
        hearing, opened = scheduled(portal)
        recorded(portal, hearing, opened)
        party = stack.enter_context(portal.client("outsider"))
        address = f"/api/v1/hearings/{hearing}/playback/"
        eventually(lambda: party.get(address).status_code == 200, PLAYS_WITHIN_S)
        all_end(portal)  # what comes out later, as a mix of the microphones does, has other addresses
        second = stack.enter_context(portal.another_web())
        yield Closing(portal, (portal.url, second), hearing, opened, party)


def listen(closing: Closing, urls: list[str], asked: list[Asked], ended: Event) -> None:
    """Ask for all addresses over and over, so that both servers have decided on them just now."""
    with closing.portal.client("outsider") as client:
        while not ended.is_set():
            for url in urls:
                at = time.monotonic()
                asked.append(Asked(at, url, client.get(url).status_code))


def close_while_all_listen(closing: Closing, through: str) -> tuple[set[int], str]:
    """Close once every address has played, and go on asking; returns the answers from then on, and the restriction."""
    urls, asked, ended = closing.plays(), list[Asked](), Event()
    with ThreadPoolExecutor(LISTENERS) as pool:
        listeners = [pool.submit(listen, closing, urls, asked, ended) for _ in range(LISTENERS)]
        try:
            eventually(lambda: {each.url for each in asked if each.status == 200} == set(urls), ROUND_S)
            answered, restriction = closing.closed(through)
            eventually(lambda: {each.url for each in asked if each.at >= answered} == set(urls), ROUND_S)
        finally:
            ended.set()
    for listener in listeners:
        listener.result()
    return {each.status for each in asked if each.at >= answered}, restriction


@pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=pytest.mark.soak)])
def test_closed_part_plays_through_no_web_server_from_the_answer_on(closing: Closing, rounds: int) -> None:
    for number in range(rounds):
        answers, restriction = close_while_all_listen(closing, closing.webs[number % 2])
        assert answers == {404}
        closing.reopened(restriction)
        all_end(closing.portal)
