"""A part that is closed while somebody plays it: gone from the running player, and again there when a judge decides."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Page, expect

from tests.browser.player import now_s, open_player, play
from tests.browser.stage import Stage
from tests.browser.visits import Visits, until

pytestmark = pytest.mark.browser
CLOSED_FROM_S = 4
GONE_WITHIN_S = 10
# The mean brightness of the frame on the screen, 0 to 255; a slate is dark, the test picture is not.
BRIGHTNESS = """() => {
  const video = document.querySelector('video');
  if (video.readyState < 2) return -1;
  const canvas = Object.assign(document.createElement('canvas'), { width: 32, height: 18 });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(video, 0, 0, 32, 18);
  const bytes = context.getImageData(0, 0, 32, 18).data;
  return bytes.reduce((sum, value, at) => sum + (at % 4 === 3 ? 0 : value), 0) / (32 * 18 * 3);
}"""
DARK = 40
LONG_AGO = "Thu, 01 Jan 1970 00:00:00 GMT"
BUFFERED = """() => {
  const { buffered, currentTime } = document.querySelector('video');
  const ranges = [...Array(buffered.length).keys()].map((at) => [buffered.start(at), buffered.end(at)]);
  return ranges.every(([start, end]) => currentTime - 40 <= start && end <= currentTime + 40);
}"""


@pytest.fixture
def hearing(stage: Stage, short_media: Path) -> str:
    made = stage.hearing()
    stage.mark(made)
    stage.record(made, short_media)
    stage.write(made, ["The session is opened.", "Something that the public may hear."])
    stage.publish(made)
    return made


def shows(page: Page, condition: str, patience_s: float = 20) -> None:
    until(page, f"() => ((bright) => {condition})(({BRIGHTNESS})())", patience_ms=round(patience_s * 1000))


def asked_each_way(page: Page, url: str) -> Iterator[APIResponse]:
    """Ask for an address as browsers, caches and the curious do."""
    yield page.context.request.get(url)
    yield page.context.request.head(url)
    for headers in ({"Range": "bytes=0-99"}, {"If-None-Match": "*"}, {"If-Modified-Since": LONG_AGO}):
        yield page.context.request.get(url, headers=headers)


def close_now(page: Page, hearing: str) -> None:
    """Do as a clerk does: go to the moment, and press the button."""
    page.goto(f"/hearings/{hearing}/?t={CLOSED_FROM_S}")
    until(
        page,
        "() => { const at = Number(document.querySelector('input[name=at_ms]').value || -1);"
        " return at >= 4000 && at < 4100; }",
    )
    page.get_by_role("button", name="Close now").click()
    expect(page.get_by_text("Closed. Only the judges")).to_be_visible()


def test_closed_part_leaves_a_running_player_and_comes_back_when_a_judge_decides(
    visits: Visits, stage: Stage, hearing: str
) -> None:
    seen: list[str] = []
    party = visits.as_("party")
    party.on("request", lambda request: seen.append(request.url) if "/media/" in request.url else None)
    party.goto(f"/hearings/{hearing}/?t=6")
    shows(party, f"bright > {DARK}")
    party.evaluate("() => { document.querySelector('video').playbackRate = 0.25; }")
    play(party)
    media = [url for url in dict.fromkeys(seen) if not url.endswith("/poll")]
    assert len(media) > 3

    close_now(visits.as_("clerk"), hearing)
    closed_at = time.monotonic()
    assert {reply.status for url in media for reply in asked_each_way(party, url)} == {404}
    shows(party, f"bright >= 0 && bright < {DARK}", GONE_WITHIN_S)
    assert time.monotonic() - closed_at < GONE_WITHIN_S
    assert now_s(party) >= CLOSED_FROM_S
    expect(party.locator("[data-player=gap-text]")).to_contain_text("is closed")

    (made,) = stage.of("judge").get("/api/v1/restrictions/", params={"hearing": hearing}).json()["results"]
    stage.of("judge").post(f"/api/v1/restrictions/{made['id']}/confirm/").raise_for_status()
    shows(party, f"bright > {DARK}")
    assert now_s(party) >= CLOSED_FROM_S


def test_judge_goes_on_while_a_part_is_closed(visits: Visits, stage: Stage, hearing: str) -> None:
    judge = open_player(visits, hearing, query="?t=6")
    address = judge.evaluate("() => performance.getEntriesByType('resource').map((one) => one.name)")
    close_now(visits.as_("clerk"), hearing)
    segments = [url for url in address if url.endswith(".m4s")]
    assert {judge.context.request.get(url).status for url in segments} == {200}
    assert judge.evaluate(BUFFERED)


def test_marked_part_is_withheld_by_a_form(visits: Visits, stage: Stage, hearing: str) -> None:
    page = open_player(visits, hearing, query="?t=5")
    until(page, "() => document.querySelector('video').currentTime >= 5")
    page.get_by_role("button", name="From here").press("Enter")
    page.evaluate("() => document.dispatchEvent(new CustomEvent('courtrec:seek', { detail: { ms: 9000 } }))")
    until(page, "() => document.querySelector('video').currentTime >= 9")
    page.get_by_role("button", name="To here").press("Enter")
    page.get_by_role("button", name="Restrict this part").press("Enter")
    page.get_by_label("Ground").fill("A child is heard.")
    page.get_by_label("defence", exact=True).check()
    page.get_by_role("button", name="Withhold it now").click()
    expect(page.get_by_text("in force")).to_be_visible()
    party = visits.as_("party", f"/hearings/{hearing}/")
    expect(party.locator(".restricted__list li")).to_have_count(1)
    expect(party.locator(".restricted__list li")).to_contain_text("closed")
