"""A masked picture in a browser: ordered with the form, watched by who releases it, covered in what a party sees."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.bench.frame_code import READ_JS, number_of
from tests.browser.coded import FPS, PER_CAMERA, Piece, make_piece
from tests.browser.hearing_sound import settle
from tests.browser.player import open_player
from tests.browser.seam_player import play_over, seek
from tests.browser.stage import SECONDS, Stage
from tests.browser.test_pages import faults_of
from tests.browser.visits import NARROW, Visits, picture_is_loaded

pytestmark = pytest.mark.browser
START_S, END_S = 4, 13
WORK_S = 120
WIDE = (1280, 900)
KEYS = ("camera", "left", "top", "width", "height")
PLACES_MS = (4_020, 5_500, 8_020, 9_980, 12_940)
# The brightness of the middle of the rectangle, and of a place beside it.
LIGHTS_JS = """
(video) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  brush.drawImage(video, 0, 0, 320, 180);
  return [[224, 126], [96, 126]].map(([x, y]) => brush.getImageData(x, y, 1, 1).data[1]);
}
"""


@pytest.fixture
def hearing(stage: Stage, tmp_path: Path) -> str:
    made = stage.hearing(sworn=True)
    stage.mark(made)
    stage.record(made, make_piece(Piece(1, 0, SECONDS * FPS, 40), tmp_path))
    stage.write(made, ["The session is opened.", "The witness speaks."])
    stage.publish(made)
    return made


def seen(page: Page, name: str) -> None:
    if folder := os.environ.get("COURTREC_PICTURES"):
        page.screenshot(path=f"{folder}/mask-{name}.png", full_page=True)
    assert faults_of(page) == []


def order(page: Page, hearing: str) -> None:
    """Fill in the form by the keyboard."""
    open_rectangles(page, hearing)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-player=picker-clock]")).to_have_text("0:00:04.2")
    for text in ("1", "60", "50", "20", "40"):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.get_by_label("Ground").fill("The witness was threatened.")
    seen(page, "order")
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    seen(page, "order-narrow")
    page.get_by_role("button", name="Withhold it now").click()
    expect(page.get_by_text("in force")).to_be_visible()
    expect(page.get_by_text("camera 1: 20 × 40 per cent, from left 60, from top 50")).to_be_visible()


def open_rectangles(page: Page, hearing: str) -> None:
    """Begin the form, and wait for the picture on which rectangles are drawn."""
    page.goto(f"/hearings/{hearing}/restrictions/new/?from_ms={START_S * 1000}&to_ms={END_S * 1000}")
    page.locator("select[name=kind]").select_option("protected")
    page.get_by_label("rectangles of the picture are covered").check()
    page.get_by_text("Which rectangles").focus()
    page.keyboard.press("Enter")
    picture_is_loaded(page)


def release(page: Page, hearing: str) -> None:
    """Watch the masked film, then let it play."""
    page.goto(f"/hearings/{hearing}/")
    where = page.locator("a[href$='/disguises/']").first.get_attribute("href")
    assert where is not None
    for _ in range(WORK_S):
        page.goto(where)
        film = page.locator("video").get_attribute("src") if page.locator("video").count() else None
        if film and page.context.request.get(film).ok and page.locator("audio").count():
            break
        page.wait_for_timeout(1_000)
    assert page.locator("video").evaluate(
        """(video) => new Promise((done) => {
             video.addEventListener('loadeddata', () => { video.currentTime = 2; });
             video.addEventListener('seeked', () => done(video.videoWidth));
             video.addEventListener('error', () => done(0));
             video.load();
             void video.play().then(() => video.pause());
           })"""
    )
    shown, beside = page.locator("video").evaluate(LIGHTS_JS)
    assert (shown < 60, beside > 100) == (True, True)
    word = page.locator("video").evaluate(READ_JS.strip())
    assert PER_CAMERA + START_S * FPS <= (number_of(int(word)) or 0) < PER_CAMERA + END_S * FPS
    seen(page, "release")
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    assert page.evaluate("() => document.documentElement.scrollWidth") <= NARROW[0]
    seen(page, "release-narrow")
    page.get_by_role("button", name="I have listened").click()
    expect(page.get_by_text("It plays now")).to_be_visible()


def test_rectangle_is_drawn_on_the_picture_of_the_part(visits: Visits, hearing: str) -> None:
    page = visits.as_("judge")
    open_rectangles(page, hearing)
    number = number_of(int(page.locator("video").evaluate(READ_JS.strip())))
    assert number == PER_CAMERA + START_S * FPS
    for width, height in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": height})
        draw(page, (0.7, 0.9), (0.5, 0.4))
        seen(page, f"drawn-{width}")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    for rectangle in (1, 2):
        sides = [page.locator(f"[name=boxes_{rectangle}_{key}]").input_value() for key in KEYS]
        assert [round(float(side)) for side in sides] == [1, 50, 40, 20, 50], sides


def draw(page: Page, one: tuple[float, float], other: tuple[float, float]) -> None:
    """Draw a rectangle between two places, given as shares of the picture."""
    page.locator("[data-player=picker-stage]").scroll_into_view_if_needed()
    box = page.locator("[data-player=picker-stage]").bounding_box()
    assert box is not None
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in (one, other)]
    page.mouse.move(*places[0])
    page.mouse.down()
    page.mouse.move(*places[1], steps=4)
    page.mouse.up()


def test_party_sees_every_frame_with_the_rectangle_covered(
    visits: Visits, hearing: str, tmp_path: Path
) -> None:
    order(visits.as_("judge"), hearing)
    release(visits.as_("clerk"), hearing)
    settle(visits.as_("party").context.request, hearing, tmp_path)
    page = open_player(visits, hearing, "party")
    for ms in PLACES_MS:
        shown = seek(page, ms)
        assert (shown.stands, shown.number) == (True, PER_CAMERA + ms * FPS // 1000), (ms, shown)
        inside, beside = page.locator("video").first.evaluate(LIGHTS_JS)
        assert (inside < 60, beside > 100) == (True, True), (ms, inside, beside)
    for ms in (2_020, 15_020):
        assert seek(page, ms).number == PER_CAMERA + ms * FPS // 1000
        inside, beside = page.locator("video").first.evaluate(LIGHTS_JS)
        assert abs(inside - beside) < 20
    for seam in (START_S * 1000, END_S * 1000):
        played = play_over(page, seam)
        assert not played.stalled, (seam, played)
    seen(page, "party")
