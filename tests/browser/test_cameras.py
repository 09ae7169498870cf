"""Three cameras of four microphones: pieces missing, late and twice, one clock wrong; played frame by frame."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.tus import send, work_on
from tests.bench.frame_code import READ_JS
from tests.browser.coded import FPS, Piece, make_piece, seen_in
from tests.browser.stage import MICROPHONES, Stage
from tests.browser.visits import NARROW, Visits, picture_is_loaded, until

pytestmark = pytest.mark.browser

TILE = "[data-camera]"
MAIN = "main"
# Each picture of the page by the number of its camera; the main one is the first <video> of the document.
WORDS = f"""
() => {{
  const read = {READ_JS.strip()};
  const found = {{}};
  const videos = [['{MAIN}', document.querySelector('video')]];
  for (const tile of document.querySelectorAll('{TILE}')) {{
    videos.push([tile.dataset.camera, tile.querySelector('video')]);
  }}
  for (const [name, video] of videos) {{
    found[name] = video.readyState < 2 || video.seeking ? null : read(video);
  }}
  return found;
}}
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the room does. Cameras 1 and 2 write pieces of one minute, camera 3 longer ones; the first two each lack a
    piece, the clock of the third is a minute and a half ahead. In the short form a minute lasts 6 s.
    """

    minute_s: int
    minutes: int
    long_minutes: int
    missing: tuple[tuple[int, int], ...] = ((1, 3), (2, 1))
    late: tuple[int, int] = (2, 4)
    twice: tuple[int, int] = (1, 1)

    @property
    def ahead_s(self) -> float:
        """How wrong the clock of camera 3 is."""
        return 1.5 * self.minute_s

    @property
    def seconds(self) -> int:
        """How long the session is."""
        return self.minute_s * self.minutes

    def pieces(self) -> list[Piece]:
        """Return the files that the recorders have written, without those that are missing."""
        frames = self.minute_s * FPS
        short = [(camera, minute) for camera in (1, 2) for minute in range(self.minutes)]
        kept = [Piece(place[0], place[1] * frames, frames) for place in short if place not in self.missing]
        count = self.long_minutes * frames
        return kept + [Piece(3, first, count) for first in range(0, self.minutes * frames, count)]

    def piece(self, place: tuple[int, int]) -> Piece:
        """Return the file of one minute of camera 1 or 2."""
        frames = self.minute_s * FPS
        return Piece(place[0], place[1] * frames, frames)


@dataclass(slots=True)
class Room:
    """A hearing into which the clerk sends the files of a plan."""

    stage: Stage
    plan: Plan
    folder: Path
    hearing: str = ""
    opened: datetime = field(default_factory=datetime.now)

    def open(self) -> None:
        """Make the hearing and mark its session."""
        self.hearing = self.stage.hearing()
        self.opened = datetime.fromisoformat(self.stage.card(self.hearing)["started_at"])
        self.stage.mark(self.hearing, self.plan.seconds)

    def send(self, piece: Piece, ahead_s: float = 0.0) -> str:
        """Upload a file with the start that its recorder's clock says; returns the recording once it plays."""
        start = self.opened + timedelta(seconds=piece.start_s + ahead_s)
        media = make_piece(piece, self.folder)
        clerk = self.stage.of("clerk")
        sent = send(
            clerk,
            media.read_bytes(),
            filename=media.name,
            hearing=self.hearing,
            started_at=start.isoformat(),
            camera=str(piece.camera),
            channels=MICROPHONES,
        )
        assert sent.accepted, sent
        assert work_on(clerk, sent)["job_state"] == "done"
        return sent.recording

    def missing(self) -> dict[str, list[tuple[float, float]]]:
        """Return what the gap map says is missing, by line, in minutes of the plan (to a tenth)."""
        where = f"/api/v1/hearings/{self.hearing}/timeline/"
        lines = self.stage.of("clerk").get(where).raise_for_status().json()["coverage"]["lines"]
        scale = self.plan.minute_s * 1000
        return {
            f"{line['kind']} {line['number'] or ''}".strip(): [
                (round(gap["start_ms"] / scale, 1), round(gap["end_ms"] / scale, 1))
                for gap in line["missing"]
            ]
            for line in lines
        }


SHORT = Plan(minute_s=6, minutes=6, long_minutes=3)
LONG = Plan(minute_s=60, minutes=10, long_minutes=5)


def fill(room: Room) -> None:
    """Send everything but the late piece: one twice, those of camera 3 as its wrong clock says, and put that right."""
    room.open()
    plan = room.plan
    wrong: dict[str, Piece] = {}
    for piece in plan.pieces():
        if piece.camera == 3:
            wrong[room.send(piece, plan.ahead_s)] = piece
        elif piece != plan.piece(plan.late):
            room.send(piece)
    room.send(plan.piece(plan.twice))
    found = room.missing()
    assert found["camera 3"] == [(0.0, 1.5)]
    correct(room, wrong)


def correct(room: Room, wrong: dict[str, Piece]) -> None:
    """Let camera 3 begin when it did: its files are taken out and sent with the right time."""
    clerk = room.stage.of("clerk")
    for recording in wrong:
        clerk.post(
            f"/api/v1/recordings/{recording}/withdraw/", json={"reason": "wrong clock"}
        ).raise_for_status()
    for piece in wrong.values():
        room.send(piece)


@pytest.fixture(scope="module")
def unfinished(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Room:
    """The short form, filled once but for the late piece."""
    made = Room(stage, SHORT, tmp_path_factory.mktemp("room"))
    fill(made)
    return made


@pytest.fixture(scope="module")
def room(unfinished: Room) -> Room:
    """The short form with the late piece; nobody changes it."""
    unfinished.send(unfinished.plan.piece(unfinished.plan.late))
    return unfinished


def due(room: Room, frame: int) -> dict[int, tuple[int, int] | None]:
    """Return what each camera shows at a frame of the session: itself, or the slate where it has no file."""
    covered = {
        camera
        for piece in room.plan.pieces()
        for camera in [piece.camera]
        if piece.first <= frame < piece.first + piece.count
    }
    return {camera: (camera, frame) if camera in covered else None for camera in (1, 2, 3)}


def pictures(page: Page) -> dict[str, Any]:
    """Return what each picture shows; "moving" while it is not there."""
    words: dict[str, int | None] = page.evaluate(WORDS)
    return {name: "moving" if word is None else seen_in(word) for name, word in words.items()}


def shows(page: Page, main: int, wanted: dict[int, tuple[int, int] | None]) -> None:
    """Wait until the main picture is that of camera `main` and each other picture that of its own camera."""
    expected = {MAIN if camera == main else str(camera): seen for camera, seen in wanted.items()}
    found = pictures(page)
    for _ in range(400):
        found = pictures(page)
        if found == expected:
            return
        page.wait_for_timeout(50)
    assert found == expected


def go(page: Page, frame: int) -> None:
    """Ask the player for a frame, as an entry of the protocol does."""
    ask = (
        "(ms) => document.dispatchEvent(new CustomEvent('courtrec:seek', { detail: { ms, from: 'entry' } }))"
    )
    page.evaluate(ask, frame * 1000 // FPS)


def open_room(visits: Visits, room: Room, username: str = "judge", **options: Any) -> Page:
    page = visits.as_(username, f"/hearings/{room.hearing}/", **options)
    picture_is_loaded(page)
    return page


def test_gap_map_tells_what_each_recorder_missed(
    unfinished: Room, visits: Visits, request: pytest.FixtureRequest
) -> None:
    plan = unfinished.plan
    late = plan.late[1]
    assert unfinished.missing() == {
        "all": [],
        "sound": [],
        "camera 1": [(3.0, 4.0)],
        "camera 2": [(1.0, 2.0), (float(late), late + 1.0)],
        "camera 3": [],
    }
    page = visits.as_("clerk", f"/hearings/{unfinished.hearing}/")
    findings = page.locator(".gap-map__findings")
    expect(findings.get_by_text("no recording of Camera 2")).to_have_count(2)
    room: Room = request.getfixturevalue("room")  # the late piece comes
    page.reload()
    expect(findings.get_by_text("no recording of Camera 2")).to_have_count(1)
    expect(findings.get_by_text("no recording of Camera 1")).to_have_count(1)
    expect(page.locator(".gap-map__total")).to_contain_text(f"{plan.seconds} of {plan.seconds} seconds")
    assert room.missing()["camera 2"] == [(1.0, 2.0)]


# In minutes and frames of the plan: seams between pieces, both gaps and their edges, the first and the last picture.
FRAMES = [
    (0, 0),
    (0, 149),
    (1, 0),
    (1, 75),
    (1, 149),
    (2, 0),
    (2, 149),
    (3, 0),
    (3, 100),
    (4, 0),
    (4, 77),
    (5, 149),
]


def test_every_camera_shows_the_exact_frame_of_a_moment(room: Room, visits: Visits) -> None:
    page = open_room(visits, room)
    for minute, frame in FRAMES:
        at = minute * SHORT.minute_s * FPS + frame
        go(page, at)
        shows(page, 1, due(room, at))


LAST = SHORT.seconds * FPS - 1


def test_last_frame_shows_however_one_comes_there(room: Room, visits: Visits) -> None:
    page = open_room(visits, room)
    go(page, LAST)
    shows(page, 1, due(room, LAST))
    page.locator(f"{TILE}[data-camera='2']").click()
    shows(page, 2, due(room, LAST))
    page.reload()
    go(page, LAST)
    shows(page, 1, due(room, LAST))
    page.goto(f"/hearings/{room.hearing}/?t={LAST / FPS}")
    shows(page, 1, due(room, LAST))


def test_camera_that_is_chosen_changes_places_at_the_same_moment(room: Room, visits: Visits) -> None:
    page = open_room(visits, room)
    at = 2 * SHORT.minute_s * FPS + 33
    go(page, at)
    shows(page, 1, due(room, at))
    page.locator(f"{TILE}[data-camera='3']").click()
    shows(page, 3, due(room, at))
    tile = page.locator(f"{TILE}[data-camera='1']")
    expect(tile).to_be_focused()
    page.keyboard.press("Enter")
    shows(page, 1, due(room, at))
    expect(page.locator(f"{TILE}[data-camera='3']")).to_be_focused()
    expect(page.locator("[data-player=cameras-status]")).to_have_text("Camera 1 is shown large.")


def test_cameras_stay_in_step_while_playing(room: Room, visits: Visits) -> None:
    page = open_room(visits, room)
    page.evaluate("() => { document.querySelector('video').muted = true; }")
    page.evaluate("() => document.querySelector('video').play()")
    apart = f"""
      () => {{
        const main = document.querySelector('video');
        const others = [...document.querySelectorAll('{TILE} video')];
        return main.currentTime > 2 && others.length === 2
          && others.every((one) => !one.paused && Math.abs(one.currentTime - main.currentTime) < 0.06);
      }}
    """
    until(page, apart)
    page.evaluate("() => document.querySelector('video').pause()")
    until(
        page, f"() => [...document.querySelectorAll('{TILE} video')].every((one) => one.paused && one.muted)"
    )
    frame = int(float(page.evaluate("() => document.querySelector('video').currentTime")) * FPS)
    go(page, frame)
    shows(page, 1, due(room, frame))


def test_narrow_page_loads_one_picture_until_asked(room: Room, visits: Visits) -> None:
    page = open_room(visits, room, size=NARROW)
    assert page.locator("video").count() == 1
    page.get_by_role("button", name="Other cameras").click()
    expect(page.locator("video")).to_have_count(3)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= NARROW[0]
    at = 40
    go(page, at)
    shows(page, 1, due(room, at))


def test_four_microphones_of_the_room_can_be_chosen(room: Room, visits: Visits) -> None:
    page = open_room(visits, room)
    expect(page.locator("[data-player=mic-list] label")).to_have_text(
        ["Judge", "Prosecution", "Defence", "Witness stand"]
    )


def test_one_file_over_three_hearings_gives_each_its_own_range(
    stage: Stage, visits: Visits, tmp_path: Path
) -> None:
    seconds = 6
    first = Room(stage, Plan(seconds, 1, 1), tmp_path)
    first.open()
    recording = first.send(Piece(1, 0, 3 * seconds * FPS))
    clerk = stage.of("clerk")
    rooms = [first]
    for number in (1, 2):
        hearing = stage.hearing()
        opened = first.opened + timedelta(seconds=number * seconds)
        closed = opened + timedelta(seconds=seconds)
        bounds = {"opened_at": opened.isoformat(), "closed_at": closed.isoformat()}
        clerk.post(f"/api/v1/hearings/{hearing}/session/", json=bounds).raise_for_status()
        part = {
            "hearing": hearing,
            "from_ms": number * seconds * 1000,
            "to_ms": (number + 1) * seconds * 1000,
        }
        clerk.post(f"/api/v1/recordings/{recording}/ranges/", json=part).raise_for_status()
        rooms.append(Room(stage, first.plan, tmp_path, hearing, opened))
    for number, room in enumerate(rooms):
        page = open_room(visits, room, "party")
        begin = number * seconds * FPS
        for frame in (0, 70, seconds * FPS - 1):
            go(page, frame)
            shows(page, 1, {1: (1, begin + frame)})
        assert abs(float(page.evaluate("() => document.querySelector('video').duration")) - seconds) < 0.05
        assert room.missing()["all"] == []


@pytest.mark.soak
def test_real_minutes_play_frame_by_frame(stage: Stage, visits: Visits, tmp_path: Path) -> None:
    room = Room(stage, LONG, tmp_path)
    fill(room)
    room.send(LONG.piece(LONG.late))
    assert room.missing()["camera 1"] == [(3.0, 4.0)]
    page = open_room(visits, room)
    for second in range(7, LONG.seconds, 29):
        at = second * FPS + second % FPS
        go(page, at)
        shows(page, 1, due(room, at))
