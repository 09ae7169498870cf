"""A hearing whose disguise is released: what each who comes hears of the protected part, by correlation."""

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from media_pipeline.voice.leaks import leak
from tests.acceptance.portal import Portal
from tests.acceptance.visitor import PASSWORD, demo_system
from tests.browser.hearing_sound import (
    END_S,
    RATE,
    START_S,
    WORK_S,
    Samples,
    addresses,
    alike,
    assert_disguised,
    disguise_served,
    ffmpeg,
    inside,
    make_speech,
    microphone,
    samples,
)
from tests.browser.player import open_player, play
from tests.browser.stage import Stage
from tests.browser.visits import Visits
from tests.media_pipeline.voice.sounds import TRACE, trace

pytestmark = pytest.mark.browser
SAME = 0.99


@dataclass(frozen=True, slots=True)
class Part:
    """The part from START_S to END_S: its voice as it was recorded, and the disguise that was released."""

    hearing: str
    recording: str
    voice: Samples
    disguise: Samples


@pytest.fixture(scope="module")
def part(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Part:
    """A hearing of people who speak, with counsel of its party; ordered by its judge, released by its sworn clerk."""
    folder = tmp_path_factory.mktemp("speech")
    speech = make_speech(folder)
    hearing = stage.hearing(sworn=True)
    give_counsel(stage, hearing)
    stage.mark(hearing)
    recording = stage.record(hearing, speech)
    stage.publish(hearing)
    zero = datetime.fromisoformat(stage.card(hearing)["started_at"])
    times = {
        name: (zero + timedelta(seconds=at)).isoformat()
        for name, at in (("started_at", START_S), ("ended_at", END_S))
    }
    order = {"hearing": hearing, "kind": "protected", "ground": "The witness was threatened.", **times}
    stage.of("judge").post("/api/v1/restrictions/", json=order).raise_for_status()
    flac = folder / "disguise.flac"
    flac.write_bytes(let_out(stage, hearing))
    disguise = samples(ffmpeg("-i", str(flac), "-f", "f32le", "-"))
    return Part(hearing, recording, inside(microphone(speech)), disguise)


def give_counsel(stage: Stage, hearing: str) -> None:
    """Let `lawyer` act for the party."""
    case = f"/api/v1/cases/{case_of(stage, hearing)}/"
    registry = stage.of("registry")
    (party,) = registry.get(case).raise_for_status().json()["participants"]
    counsel = {"kind": "counsel", "side": "defence", "name": "Куанов Д. А.", "user": "lawyer"}
    body = counsel | {"represents": [party["id"]]}
    registry.post(f"{case}participants/", json=body).raise_for_status()


def case_of(stage: Stage, hearing: str) -> str:
    return str(stage.card(hearing)["cases"][0]["id"])


def let_out(stage: Stage, hearing: str) -> bytes:
    """Listen and release as the sworn clerk; returns what was listened to."""
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
    return sound


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
    assert_disguised(disguise_served(request, part.hearing, tmp_path), part.voice, part.disguise)
    page = open_player(visits, part.hearing, username, query=f"?t={START_S + 2}")
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
    found = disguise_served(page.context.request, part.hearing, tmp_path)
    assert_disguised(found, part.voice, part.disguise)


def assert_original(answer: tuple[int, bytes], part: Part, folder: Path) -> None:
    """Fail unless the voice itself is heard."""
    status, body = answer
    assert status == 200
    path = folder / "original.mp4"
    path.write_bytes(body)
    sound = inside(microphone(path))
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
    assert_disguised(disguise_served(observer, part.hearing, tmp_path), part.voice, part.disguise)
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
