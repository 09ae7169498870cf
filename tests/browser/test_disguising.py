"""A protected part in a browser: gone when ordered, disguised when a sworn clerk has listened, back when lifted."""

import os
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from media_pipeline.voice.leaks import leak
from tests.browser.hearing_sound import (
    END_S,
    RATE,
    START_S,
    WORK_S,
    assert_disguised,
    disguise_served,
    ffmpeg,
    inside,
    make_speech,
    microphone,
    samples,
    served,
)
from tests.browser.player import open_player, play
from tests.browser.stage import Stage
from tests.browser.test_pages import faults_of
from tests.browser.visits import Visits
from tests.media_pipeline.voice.sounds import TRACE, trace

pytestmark = pytest.mark.browser
GONE_WITHIN_S = 10


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some seconds of people who speak."""
    return make_speech(tmp_path_factory.mktemp("speech"))


@pytest.fixture
def hearing(stage: Stage, speech: Path) -> str:
    made = stage.hearing(sworn=True)
    stage.mark(made)
    stage.record(made, speech)
    stage.write(made, ["The session is opened.", "The witness speaks.", "I live at 15 Abay Street."])
    stage.publish(made)
    return made


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
    read_the_lines(page)
    page.get_by_role("button", name="I have listened").click()
    expect(page.get_by_text("It plays now")).to_be_visible()
    return heard


def read_the_lines(page: Page) -> None:
    """Find that nothing plays before the line that tells is decided, and let its words be read."""
    page.get_by_role("button", name="I have listened").click()
    expect(page.get_by_text("Decide first on each line")).to_be_visible()
    expect(page.get_by_text("1 line is undecided")).to_be_visible()
    line = page.locator("[id^=line-]").filter(has_text="15 Abay Street")
    expect(line.locator("mark")).to_have_text("15 Abay Street")
    line.get_by_label("15 Abay Street").uncheck()
    line.get_by_role("button", name="Decided").click()
    expect(page.get_by_text("The line is decided.")).to_be_visible()
    expect(page.locator("[id^=line-]:target")).to_contain_text("15 Abay Street")
    expect(page.get_by_text("1 line is undecided")).to_have_count(0)
    seen(page, "decided")


def test_witness_is_heard_disguised_and_only_after_a_person_has_listened(
    visits: Visits, stage: Stage, hearing: str, speech: Path, tmp_path: Path
) -> None:
    voice = inside(microphone(speech))
    party = open_player(visits, hearing, "party", query="?t=6")
    party.evaluate("() => { document.querySelector('video').playbackRate = 0.1; }")
    play(party)
    assert leak(voice, inside(served(party.context.request, hearing, tmp_path)), RATE) > 0.5

    loaded = party.evaluate("() => performance.getEntriesByType('resource').map((one) => one.name)")
    addresses = [url for url in loaded if url.endswith(".m4s")]
    order(visits.as_("judge"), hearing)
    assert {party.context.request.get(url).status for url in addresses} == {404}
    expect(party.locator("[data-player=gap-text]")).to_contain_text("prepared", timeout=GONE_WITHIN_S * 1000)
    assert trace(voice, inside(served(party.context.request, hearing, tmp_path))) < TRACE

    flac = tmp_path / "heard.flac"
    flac.write_bytes(let_it_play(visits.as_("clerk"), hearing))
    disguise = samples(ffmpeg("-i", str(flac), "-f", "f32le", "-"))
    assert len(disguise) == (END_S - START_S) * RATE
    for name in ("party", "judge", "clerk"):
        request = visits.as_(name).context.request
        assert_disguised(disguise_served(request, hearing, tmp_path), voice, disguise)

    (made,) = stage.of("judge").get("/api/v1/restrictions/", params={"hearing": hearing}).json()["results"]
    stage.of("clerk").post(f"/api/v1/restrictions/{made['id']}/lift/").raise_for_status()
    stage.of("judge").post(f"/api/v1/restrictions/{made['id']}/lift/").raise_for_status()
    assert leak(voice, inside(served(party.context.request, hearing, tmp_path)), RATE) > 0.5
