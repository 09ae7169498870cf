"""What happens to a viewer when the recording changes or goes while it plays: calm words, never a broken picture."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.player import ENTRY, MESSAGE, now_s, open_player, play, says
from tests.browser.stage import SECONDS, Stage
from tests.browser.visits import Visits, until

pytestmark = pytest.mark.browser

STOPS_WITHIN_MS = 10_000


@pytest.fixture
def recorded(stage: Stage, short_media: Path) -> Callable[[], tuple[str, str]]:
    """Make a published hearing of this test's own; returns its id and its recording's."""

    def make() -> tuple[str, str]:
        hearing = stage.hearing()
        stage.mark(hearing)
        recording = stage.record(hearing, short_media)
        stage.write(hearing, ["Only entry"])
        stage.publish(hearing)
        return hearing, recording

    return make


def test_withdrawn_recording_stops_with_words(
    visits: Visits, stage: Stage, recorded: Callable[[], tuple[str, str]]
) -> None:
    hearing, recording = recorded()
    page = open_player(visits, hearing)
    play(page)
    where = f"/api/v1/recordings/{recording}/withdraw/"
    stage.of("clerk").post(where, json={"reason": "wrong hearing"}).raise_for_status()
    until(page, "() => document.querySelector('video').readyState === 0", patience_ms=STOPS_WITHIN_MS)
    expect(page.locator(MESSAGE)).to_contain_text("no recording", ignore_case=True)
    expect(page.locator(ENTRY)).to_have_count(1)


def test_new_generation_goes_on_at_the_same_moment(
    visits: Visits, stage: Stage, recorded: Callable[[], tuple[str, str]]
) -> None:
    hearing, _recording = recorded()
    page = open_player(visits, hearing, query="?t=6")
    asked = []
    page.on("response", lambda answer: asked.append(answer.url) if "master.m3u8" in answer.url else None)
    play(page)
    stage.mark(hearing, SECONDS - 2)
    until(page, "() => document.querySelector('video').duration < 19", patience_ms=STOPS_WITHIN_MS)
    until(
        page,
        "() => !document.querySelector('video').paused && document.querySelector('video').readyState > 2",
    )
    assert len(asked) == 1
    assert 6 <= now_s(page) < 18
    expect(page.locator(MESSAGE)).to_be_empty()


def test_signing_out_in_another_tab_stops_the_player(
    visits: Visits, recorded: Callable[[], tuple[str, str]]
) -> None:
    hearing, _recording = recorded()
    # A session of its own: signing out ends it for everybody who has its cookie.
    visits.sessions.pop("judge", None)
    page = open_player(visits, hearing)
    visits.sessions.pop("judge", None)
    play(page)
    other = page.context.new_page()
    other.goto("/help/")
    other.locator("summary").filter(has_text="Туманова").click()
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
    says(page, "signed out", STOPS_WITHIN_MS)
    until(page, "() => document.querySelector('video').readyState === 0")


def test_party_reads_the_protocol_only_once_it_is_published(
    visits: Visits, stage: Stage, short_media: Path
) -> None:
    hearing = stage.hearing()
    stage.mark(hearing)
    stage.record(hearing, short_media)
    stage.write(hearing, ["Words of a draft"])
    page = visits.as_("party", f"/hearings/{hearing}/")
    expect(page.get_by_text("The protocol has not been published yet.")).to_be_visible()
    expect(page.locator(ENTRY)).to_have_count(0)
    assert "Words of a draft" not in page.content()
    stage.publish(hearing)
    page.reload()
    expect(page.locator(ENTRY)).to_have_count(1)
    expect(page.get_by_text("Words of a draft")).to_be_visible()
