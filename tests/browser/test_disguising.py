"""A protected part in a browser: gone when ordered, disguised when a sworn clerk has listened, back when lifted."""

import os
import re
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import APIRequestContext, Page, expect

from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.voice.leaks import leak
from tests.browser.player import open_player, play
from tests.browser.stage import SECONDS, Stage
from tests.browser.test_pages import faults_of
from tests.browser.visits import Visits
from tests.media_pipeline.voice.sounds import DEMO, FIRST_S

pytestmark = pytest.mark.browser
Samples = NDArray[np.float32]
RATE = 48_000
START_S, END_S = 4, 13
GONE_WITHIN_S = 10
WORK_S = 120
ALARM = 0.12
ALIKE = 0.95
EDGE = 4_096


def ffmpeg(*arguments: str) -> bytes:
    argv = [str(find_ffmpeg("").path), "-nostdin", "-v", "error", *arguments]
    return subprocess.run(argv, check=True, capture_output=True, timeout=300).stdout


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some seconds of the demonstration: people who speak, four microphones."""
    path = tmp_path_factory.mktemp("speech") / "courtroom.mp4"
    cut = ("-ss", str(FIRST_S), "-i", str(DEMO), "-t", str(SECONDS))
    ffmpeg(*cut, "-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-c:a", "aac", str(path))
    return path


@pytest.fixture
def hearing(stage: Stage, speech: Path) -> str:
    made = stage.hearing(sworn=True)
    stage.mark(made)
    stage.record(made, speech)
    stage.write(made, ["The session is opened.", "The witness speaks."])
    stage.publish(made)
    return made


def samples(raw: bytes) -> Samples:
    return np.frombuffer(raw, "<f4")


def original(path: Path) -> Samples:
    return samples(ffmpeg("-i", str(path), "-map", "0:a:0", "-af", "pan=mono|c0=c0", "-f", "f32le", "-"))


def served(request: APIRequestContext, hearing: str, folder: Path) -> Samples:
    """Return what somebody hears of the first microphone, taken from the addresses that the player uses."""
    deadline = time.monotonic() + WORK_S
    # Whenever something more is made, what a viewer has opened lies under new addresses.
    while not (parts := list(pieces(request, hearing))):
        assert time.monotonic() < deadline
        time.sleep(1)
    path = folder / "a0.mp4"
    path.write_bytes(b"".join(parts))
    return original(path)


def pieces(request: APIRequestContext, hearing: str) -> list[bytes]:
    """Return init segment and segments, nothing when an address has changed meanwhile."""
    document = request.get(f"/api/v1/hearings/{hearing}/playback/").json()
    base = str(document["playlist"]).rpartition("/")[0]
    text = request.get(f"{base}/a0.m3u8").text()
    names = [
        *dict.fromkeys(re.findall(r'URI="([^"]+)"', text)),
        *re.findall(r"^[^#\n]+$", text, re.MULTILINE),
    ]
    found = [request.get(f"{base}/{name}") for name in names]
    return [each.body() for each in found] if all(each.ok for each in found) else []


def inside(sound: Samples) -> Samples:
    return sound[START_S * RATE : END_S * RATE]


def order(page: Page, hearing: str) -> None:
    """Read what each voice protects against, then protect the marked part, as a judge does with the form."""
    page.goto("/voices/")
    seen(page, "voices")
    page.goto(f"/hearings/{hearing}/restrictions/new/?from_ms={START_S * 1000}&to_ms={END_S * 1000}")
    page.locator("select[name=kind]").select_option("protected")
    page.get_by_label("strong: another voice").check()
    page.get_by_label("Ground").fill("The witness was threatened.")
    seen(page, "order")
    page.get_by_role("button", name="Withhold it now").click()
    expect(page.get_by_text("in force")).to_be_visible()


def seen(page: Page, name: str) -> None:
    if folder := os.environ.get("COURTREC_PICTURES"):
        page.screenshot(path=f"{folder}/disguise-{name}.png", full_page=True)
    assert faults_of(page) == []


def let_it_play(page: Page, hearing: str) -> bytes:
    """Listen and release, as a sworn clerk does; returns what was listened to."""
    deadline = time.monotonic() + WORK_S
    page.goto(f"/hearings/{hearing}/")
    # Behind the menu of what can be done with the hearing.
    where = page.locator("a[href$='/disguises/']").first.get_attribute("href")
    assert where is not None
    page.goto(where)
    while page.locator("audio").count() == 0:
        assert time.monotonic() < deadline, page.locator("main").inner_text()
        page.wait_for_timeout(1_000)
        page.reload()
    seen(page, "listen")
    page.locator("audio").evaluate("(sound) => { sound.muted = true; return sound.play(); }")
    sound = page.locator("audio").get_attribute("src")
    assert sound is not None
    heard = page.context.request.get(sound).body()
    page.get_by_role("button", name="I have listened").click()
    expect(page.get_by_text("It plays now")).to_be_visible()
    return heard


def test_witness_is_heard_disguised_and_only_after_a_person_has_listened(
    visits: Visits, stage: Stage, hearing: str, speech: Path, tmp_path: Path
) -> None:
    voice = inside(original(speech))
    party = open_player(visits, hearing, "party", query="?t=6")
    party.evaluate("() => { document.querySelector('video').playbackRate = 0.25; }")
    play(party)
    assert leak(voice, inside(served(party.context.request, hearing, tmp_path)), RATE) > 0.5

    loaded = party.evaluate("() => performance.getEntriesByType('resource').map((one) => one.name)")
    addresses = [url for url in loaded if url.endswith(".m4s")]
    order(visits.as_("judge"), hearing)
    assert {party.context.request.get(url).status for url in addresses} == {404}
    expect(party.locator("[data-player=gap-text]")).to_contain_text("prepared", timeout=GONE_WITHIN_S * 1000)
    assert leak(voice, inside(served(party.context.request, hearing, tmp_path)), RATE) < ALARM

    flac = tmp_path / "heard.flac"
    flac.write_bytes(let_it_play(visits.as_("clerk"), hearing))
    disguise = samples(ffmpeg("-i", str(flac), "-f", "f32le", "-"))
    assert len(disguise) == (END_S - START_S) * RATE
    for name in ("party", "judge", "clerk"):
        request = visits.as_(name).context.request
        deadline = time.monotonic() + WORK_S
        while not np.abs(found := inside(served(request, hearing, tmp_path)))[5 * RATE :].max():
            assert time.monotonic() < deadline
            time.sleep(1)
        assert leak(voice, found, RATE) < ALARM
        assert np.corrcoef(found[EDGE:-EDGE], disguise[EDGE:-EDGE])[0, 1] > ALIKE

    (made,) = stage.of("judge").get("/api/v1/restrictions/", params={"hearing": hearing}).json()["results"]
    stage.of("clerk").post(f"/api/v1/restrictions/{made['id']}/lift/").raise_for_status()
    stage.of("judge").post(f"/api/v1/restrictions/{made['id']}/lift/").raise_for_status()
    assert leak(voice, inside(served(party.context.request, hearing, tmp_path)), RATE) > 0.5
