"""A masked picture: every frame of the part is there and covered where it should be, every other one untouched."""

import json
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from pytest_django.fixtures import Settings

from foundation.clock import utc_now
from hearings.models import Assignment, Disguise, Hearing, Restriction
from hearings.services.epochs import raise_hearing
from jobs.models import Job
from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.models import Artefact, ArtefactKind, Recording
from media_pipeline.services.mask_job import make_hearings_masks
from media_pipeline.states import JobKind
from playback.services import overviews
from playback.services.gate import gate
from tests.bench.frame_code import read
from tests.browser.coded import FPS, HEIGHT, PER_CAMERA, WIDTH, Piece, make_piece
from tests.cast import Cast
from tests.media import add_recording
from tests.playback.disguising import SignIn, let_out, protect, work
from tests.playback.test_media import body_of, opened
from tests.playback.test_overviews import measure
from tests.playback.test_patches import FRAME_MS, saved

Luma = NDArray[np.uint8]
SECONDS = 20
START_MS, END_MS = 6_000, 14_000
FACE = {"camera": 1, "left": 600, "top": 500, "right": 800, "bottom": 900}
CODE = {"camera": 1, "left": 0, "top": 0, "right": 720, "bottom": 100}
GREY, NEAR = 128, 12


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Coded pictures with B-frames, a key each second; four microphones."""
    return make_piece(Piece(1, 0, SECONDS * FPS, 40), tmp_path_factory.mktemp("film"))


@pytest.fixture
def room(heard: Cast, film: Path) -> Hearing:
    add_recording(heard, media=film)
    heard.hearing.refresh_from_db()
    return heard.hearing


class Seen(NamedTuple):
    """A picture as it reaches the screen: its number (None: a slate, or covered), and the rest of it."""

    at_ms: int
    number: int | None
    luma: Luma


def seen(path: Path) -> list[Seen]:
    argv = [str(find_ffmpeg("").path), "-nostdin", "-v", "info", "-copyts", "-i", str(path)]
    argv += ["-vf", f"scale={WIDTH}:{HEIGHT},showinfo", "-fps_mode", "passthrough", "-pix_fmt", "gray"]
    done = subprocess.run([*argv, "-f", "rawvideo", "-"], check=True, capture_output=True)
    lines = (line for line in done.stderr.decode().splitlines() if "pts_time:" in line)
    times = [round(float(line.partition("pts_time:")[2].split()[0]) * 1000) for line in lines]
    frames = np.frombuffer(done.stdout, np.uint8).reshape(-1, HEIGHT, WIDTH)
    return [Seen(at - times[0], read(luma), luma) for at, luma in zip(times, frames, strict=True)]


def box(picture: Seen, rectangle: dict[str, int]) -> Luma:
    rows = slice(rectangle["top"] * HEIGHT // 1000, rectangle["bottom"] * HEIGHT // 1000)
    return picture.luma[rows, rectangle["left"] * WIDTH // 1000 : rectangle["right"] * WIDTH // 1000]


def is_covered(picture: Seen, rectangle: dict[str, int]) -> bool:
    """Tell whether every pixel is dark and like its neighbours."""
    inside = box(picture, rectangle)
    return bool(inside.max() < 60 and int(inside.max()) - int(inside.min()) < NEAR)


def masked(signed_in: SignIn, heard: Cast, room: Hearing, *boxes: dict[str, int]) -> None:
    # The voice is another matter, and takes its time.
    protect(signed_in, room, face="masked", boxes=list(boxes), voice="source")
    work()
    let_out(heard)
    opened(signed_in("party"), room)
    work()


def test_every_frame_of_the_part_is_shown_with_the_rectangle_covered(
    signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path
) -> None:
    masked(signed_in, heard, room, FACE)
    shown = seen(saved(signed_in("party"), room, "v0", tmp_path / "film.mp4"))
    assert [each.number for each in shown] == [PER_CAMERA + frame for frame in range(SECONDS * FPS)]
    assert all(each.at_ms == ((each.number or 0) - PER_CAMERA) * FRAME_MS for each in shown)
    inside = [each for each in shown if START_MS <= each.at_ms < END_MS]
    assert len(inside) == (END_MS - START_MS) // FRAME_MS
    assert all(is_covered(each, FACE) for each in inside)
    around = [each for each in shown if not START_MS <= each.at_ms < END_MS]
    assert all(np.abs(box(each, FACE).astype(int) - GREY).max() < NEAR for each in around)


def test_nothing_under_a_rectangle_reaches_anybody(
    signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path
) -> None:
    masked(signed_in, heard, room, CODE, FACE)
    for name in ("party", "lawyer", "judge", "clerk"):
        shown = seen(saved(signed_in(name), room, "v0", tmp_path / f"{name}.mp4"))
        numbers = {each.number for each in shown} - {None}
        outside = (*range(START_MS // FRAME_MS), *range(END_MS // FRAME_MS, SECONDS * FPS))
        assert numbers == {PER_CAMERA + frame for frame in outside}
        inside = [each for each in shown if START_MS <= each.at_ms < END_MS]
        assert len(inside) > 1
        assert all(is_covered(each, CODE) and is_covered(each, FACE) for each in inside)


def test_storyboard_shows_nothing_of_the_part(
    signed_in: SignIn, heard: Cast, room: Hearing, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overviews, "_boards", overviews.Remembered())
    settings.MEASURE_TILE_EVERY_S = 1
    measure(Recording.objects.get())
    masked(signed_in, heard, room, FACE)
    party = signed_in("party")
    rows = json.loads(body_of(party, opened(party, room)["storyboard"]))["tiles"]
    moments = [row["at_ms"] for row in rows]
    assert min(moments) < START_MS
    assert max(moments) >= END_MS
    assert not [at_ms for at_ms in moments if START_MS <= at_ms < END_MS]


def test_who_releases_sees_the_part_as_it_will_be_shown(
    signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path
) -> None:
    protect(signed_in, room, face="masked", boxes=[FACE], voice="source")
    work()
    Assignment.objects.filter(hearing=room, role="clerk").update(sworn=True)
    clerk = signed_in("clerk")
    page = clerk.get(f"/hearings/{room.pk}/disguises/").content.decode()
    (address,) = re.findall(r'src="(/disguises/[^"]+\.mp4)"', page)
    path = tmp_path / "masked.mp4"
    path.write_bytes(body_of(clerk, address))
    shown = seen(path)
    first, end = (PER_CAMERA + ms // FRAME_MS for ms in (START_MS, END_MS))
    assert [each.number for each in shown] == list(range(first, end))
    assert all(is_covered(each, FACE) for each in shown)
    ranged = clerk.get(address, headers={"Range": "bytes=100-299"})
    assert (ranged.status_code, b"".join(ranged)) == (206, path.read_bytes()[100:300])
    assert clerk.get(address.replace("/0.mp4", "/1.mp4")).status_code == 404
    assert signed_in("party").get(address).status_code in {403, 404}


def test_camera_without_a_rectangle_is_covered_whole(
    signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path
) -> None:
    masked(signed_in, heard, room, FACE | {"camera": 2})
    assert not Artefact.objects.filter(kind=ArtefactKind.MASK).exists()
    shown = seen(saved(signed_in("party"), room, "v0", tmp_path / "film.mp4"))
    inside = [each for each in shown if START_MS <= each.at_ms < END_MS]
    assert inside
    assert {each.number for each in inside} == {None}


def test_masks_are_made_once_and_again_for_other_rectangles(
    signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path
) -> None:
    masked(signed_in, heard, room, FACE)
    first = Artefact.objects.get(kind=ArtefactKind.MASK)
    make_hearings_masks(room.pk, lambda *_: None)
    assert Artefact.objects.get(kind=ArtefactKind.MASK) == first
    row = Restriction.objects.get()
    judge = signed_in("judge")
    address = f"/api/v1/restrictions/{row.pk}/"
    tag = judge.get(address).headers["ETag"]
    wider = {"boxes": [FACE | {"left": 500}]}
    answer = judge.patch(address, wider, content_type="application/json", headers={"If-Match": tag})
    assert answer.status_code == 200, answer.content
    gate.watcher.round()
    shown = seen(saved(signed_in("party"), room, "v0", tmp_path / "before.mp4"))
    assert {each.number for each in shown if START_MS <= each.at_ms < END_MS} == {None}
    work()
    let_out(heard)
    opened(signed_in("party"), room)
    work()
    shown = seen(saved(signed_in("party"), room, "v0", tmp_path / "after.mp4"))
    inside = [each for each in shown if START_MS <= each.at_ms < END_MS]
    assert all(each.number is not None and is_covered(each, FACE | {"left": 500}) for each in inside)


def test_mask_that_was_made_after_the_release_is_shown_to_nobody(
    signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path
) -> None:
    masked(signed_in, heard, room, FACE)
    Artefact.objects.filter(kind=ArtefactKind.MASK).update(created_at=utc_now())
    raise_hearing(room.pk)
    gate.watcher.round()
    shown = seen(saved(signed_in("party"), room, "v0", tmp_path / "film.mp4"))
    assert {each.number for each in shown if START_MS <= each.at_ms < END_MS} == {None}


def test_part_is_not_released_while_its_pictures_are_being_made(
    signed_in: SignIn, heard: Cast, room: Hearing
) -> None:
    protect(signed_in, room, face="masked", boxes=[FACE], voice="source")
    work()
    Job.objects.filter(kind=JobKind.MASKS).update(state="queued")
    Assignment.objects.filter(hearing=room, role="clerk").update(sworn=True)
    clerk, row = signed_in("clerk"), Disguise.objects.get()
    address = f"/api/v1/disguises/{row.pk}/release/"
    refused = clerk.post(address, {"version": row.version}, content_type="application/json")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:courtrec:problem:masks-pending")
    assert "still being made" in clerk.get(f"/hearings/{room.pk}/disguises/").content.decode()
    Job.objects.filter(kind=JobKind.MASKS).update(state="done")
    answer = clerk.post(address, {"version": row.version}, content_type="application/json")
    assert answer.status_code == 200, answer.content


def test_pictures_have_time_by_their_length(signed_in: SignIn, room: Hearing, settings: Settings) -> None:
    settings.FFMPEG_WALL_S = 0.01  # of what takes a moment
    protect(signed_in, room, face="masked", boxes=[FACE], voice="source")
    make_hearings_masks(room.pk, lambda *_: None)
    assert Artefact.objects.filter(kind=ArtefactKind.MASK).exists()
