"""A hearing whose disguise is released: what each who comes hears of the protected part, by correlation."""

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import APIRequestContext, Browser, Page, expect

from media_pipeline.voice.leaks import leak
from tests.acceptance.portal import Portal
from tests.acceptance.visitor import PASSWORD, demo_system
from tests.browser.hearing_sound import (
    EDGE,
    RATE,
    WORK_S,
    Samples,
    Span,
    addresses,
    alike,
    assert_disguised,
    disguise_served,
    ffmpeg,
    inside,
    microphone,
    samples,
)
from tests.browser.player import open_player, play
from tests.browser.stage import PROTECTED, Stage
from tests.browser.visits import Visits
from tests.media_pipeline.voice.sounds import TRACE, trace

pytestmark = pytest.mark.browser
SAME, LOUD = 0.99, 0.1


@dataclass(frozen=True, slots=True)
class Part:
    """The witness's examination: the voice as it was recorded, and the disguise that was released.

    `named`: seconds of it in which the name is said; they are silent in the disguise, too.
    """

    hearing: str
    recording: str
    span: Span
    named: Span
    voice: Samples
    disguise: Samples

    def assert_disguised(self, request: APIRequestContext, folder: Path) -> None:
        """Fail where anything else is heard than the disguise, and silence where the name is said."""
        found = disguise_served(request, self.hearing, folder, self.span)
        said = round(self.named[0] * RATE)
        assert_disguised(found[:said], self.voice[:said], self.disguise[:said])
        assert trace(self.voice, found) < TRACE
        assert np.abs(inside(self.disguise, self.named)).max() > LOUD
        assert not np.abs(inside(found, self.named)[EDGE:-EDGE]).max()


@pytest.fixture(scope="module")
def part(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Part:
    """The demonstration's protected witness, disguised by its worker and released by its sworn clerk."""
    folder = tmp_path_factory.mktemp("heard")
    hearing = stage.demo_hearing(PROTECTED)
    made, sound = let_out(stage, hearing)
    zero = datetime.fromisoformat(stage.card(hearing)["started_at"])
    ends = [datetime.fromisoformat(made[name]) for name in ("started_at", "ended_at")]
    span = ((ends[0] - zero).total_seconds(), (ends[1] - zero).total_seconds())
    flac, film = folder / "disguise.flac", folder / "original.mp4"
    flac.write_bytes(sound)
    listed = stage.of("clerk").get("/api/v1/recordings/", params={"hearing": hearing}).raise_for_status()
    (recording,) = listed.json()["results"]
    original = stage.of("clerk").get(f"/api/v1/recordings/{recording['id']}/original/").raise_for_status()
    film.write_bytes(original.content)
    disguise = samples(ffmpeg("-i", str(flac), "-f", "f32le", "-"))
    voice = inside(microphone(film), span)
    return Part(hearing, recording["id"], span, named_in(stage, hearing, ends[0]), voice, disguise)


def named_in(stage: Stage, hearing: str, zero: datetime) -> Span:
    """Return from where to where the two entries in which the name was taken out lie, one behind the other."""
    entries = (
        stage.of("clerk").get(f"/api/v1/hearings/{hearing}/entries/").raise_for_status().json()["results"]
    )
    first, last = (entry for entry in entries if "[…]" in entry["text"])
    start, end = (datetime.fromisoformat(at) for at in (first["started_at"], last["ended_at"]))
    return (start - zero).total_seconds(), (end - zero).total_seconds()


def case_of(stage: Stage, hearing: str) -> str:
    return str(stage.card(hearing)["cases"][0]["id"])


def let_out(stage: Stage, hearing: str) -> tuple[dict[str, Any], bytes]:
    """Listen and release as the sworn clerk; returns the disguise and what was listened to."""
    clerk = stage.of("clerk")
    deadline = time.monotonic() + WORK_S
    while True:
        answer = clerk.get("/api/v1/disguises/", params={"hearing": hearing}).raise_for_status()
        made: list[dict[str, Any]] = answer.json()["results"]
        if made and made[0]["state"] == "to_hear":
            break
        assert time.monotonic() < deadline, made
        time.sleep(1)
    address = f"/api/v1/disguises/{made[0]['id']}/"
    sound = clerk.get(f"{address}sound/").raise_for_status().content
    clerk.post(f"{address}release/", json={"version": made[0]["version"]}).raise_for_status()
    return made[0], sound


@pytest.fixture
def apart(portal: Portal, browser: Browser) -> Iterator[Visits]:
    """Visits whose sign-ins no other test shares: one that is confirmed a second time opens more."""
    opened = Visits(portal.url, browser, {})
    yield opened
    opened.close()


def original_of(page: Page, recording: str) -> tuple[int, bytes]:
    answer = page.context.request.get(f"/api/v1/recordings/{recording}/original/")
    return answer.status, answer.body()


@pytest.mark.parametrize("username", ["party", "lawyer", "clerk", "judge"])
def test_part_plays_disguised_for_who_hears_the_hearing(
    visits: Visits, part: Part, username: str, tmp_path: Path
) -> None:
    request = visits.as_(username).context.request
    part.assert_disguised(request, tmp_path)
    page = open_player(visits, part.hearing, username, query=f"?t={part.span[0] + 2:.0f}")
    play(page)
    expect(page.locator("[data-player=gap-text]")).not_to_contain_text("prepared")


@pytest.mark.parametrize("username", ["party", "lawyer"])
def test_no_side_gets_the_original(visits: Visits, part: Part, username: str) -> None:
    assert original_of(visits.as_(username), part.recording)[0] in {403, 404}


def test_sworn_clerk_hears_the_voice_in_the_original(visits: Visits, part: Part, tmp_path: Path) -> None:
    assert_original(original_of(visits.as_("clerk"), part.recording), part, tmp_path)


def test_judge_hears_the_voice_after_a_second_sign_in_and_in_the_original_alone(
    apart: Visits, part: Part, tmp_path: Path
) -> None:
    page = apart.as_("judge", f"/hearings/{part.hearing}/")
    status, body = original_of(page, part.recording)
    assert (status, b"step-up-required" in body) == (403, True)
    page.goto(f"/accounts/step-up/?next=/hearings/{part.hearing}/")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{apart.url}/hearings/{part.hearing}/")
    assert_original(original_of(page, part.recording), part, tmp_path)
    part.assert_disguised(page.context.request, tmp_path)


def assert_original(answer: tuple[int, bytes], part: Part, folder: Path) -> None:
    """Fail unless the voice itself is heard."""
    status, body = answer
    assert status == 200
    path = folder / "original.mp4"
    path.write_bytes(body)
    sound = inside(microphone(path), part.span)
    assert alike(sound, part.voice) > SAME
    assert leak(part.voice, sound, RATE) > SAME
    assert trace(part.voice, part.disguise) < TRACE


def test_observer_hears_the_disguise_where_an_inspection_lists_the_hearing_and_nothing_before(
    visits: Visits, stage: Stage, part: Part, tmp_path: Path
) -> None:
    observer = visits.as_("observer").context.request
    playback = f"/api/v1/hearings/{part.hearing}/playback/"
    assert observer.get(playback).status == 404
    # What others have opened is nothing to an observer.
    theirs = addresses(visits.as_("party").context.request, part.hearing)
    assert {observer.get(url).status for url in theirs} == {404}
    card = stage.card(part.hearing)
    at = datetime.fromisoformat(card["started_at"])
    body = {
        "user": "observer",
        "cases": [case_of(stage, part.hearing)],
        "heard_from": (at - timedelta(days=1)).isoformat(),
        "heard_to": (at + timedelta(days=1)).isoformat(),
        "until": (at + timedelta(days=30)).isoformat(),
    }
    order = stage.of("chair").post(f"/api/v1/courts/{card['court']}/inspections/", json=body)
    (made,) = order.raise_for_status().json()
    part.assert_disguised(observer, tmp_path)
    assert original_of(visits.as_("observer"), part.recording)[0] == 404
    stage.of("chair").post(f"/api/v1/orders/{made['id']}/end/").raise_for_status()
    assert observer.get(playback).status == 404


def test_stranger_and_service_client_hear_nothing(visits: Visits, part: Part) -> None:
    party = visits.as_("party").context.request
    theirs = addresses(party, part.hearing)
    assert {party.get(url).status for url in theirs} == {200}
    playback, original = (
        f"/api/v1/hearings/{part.hearing}/playback/",
        f"/api/v1/recordings/{part.recording}/original/",
    )
    stranger = visits.as_("outsider").context.request
    assert {stranger.get(url).status for url in (playback, original, *theirs)} == {404}
    with closing(demo_system(visits.url)) as client:
        # It knows that there is a hearing; hearing it takes a person.
        assert client.get(f"/api/v1/hearings/{part.hearing}/").status_code == 200
        assert client.get(playback).status_code == 403
        assert client.get(original).status_code in {403, 404}
        assert {client.get(url).status_code for url in theirs} == {404}
