"""A withheld part is cut on the frame: what lies around it is whole, and nothing of it is in what is served."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from django.test import Client
from numpy.typing import NDArray

from hearings.models import Hearing
from jobs.models import Job
from jobs.services.run import run_job
from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.states import JobKind
from playback.services.gate import gate
from tests.bench.frame_code import read
from tests.browser.coded import FPS, HEIGHT, PER_CAMERA, WIDTH, Piece, make_piece
from tests.cast import Cast
from tests.media import add_recording
from tests.playback.test_media import base_of, body_of, opened, parts_of
from tests.restrictions import restrict

SignIn = Callable[[str], Client]
SECONDS = 20
FRAME_MS = 1000 // FPS
AAC_MS = 1024 / 48
Samples = NDArray[np.int16]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Coded pictures with B-frames, a key each second; four microphones."""
    return make_piece(Piece(1, 0, SECONDS * FPS), tmp_path_factory.mktemp("film"))


@pytest.fixture
def room(heard: Cast, film: Path) -> Hearing:
    add_recording(heard, media=film)
    heard.hearing.refresh_from_db()
    return heard.hearing


class Shown(NamedTuple):
    """A picture as it reaches the screen; no number: a slate."""

    at_ms: int
    number: int | None


def saved(client: Client, hearing: Hearing, key: str, path: Path) -> Path:
    play = opened(client, hearing)
    names = parts_of(client, play, key)
    path.write_bytes(b"".join(body_of(client, f"{base_of(play)}/{name}") for name in names))
    return path


def pictures(path: Path) -> list[Shown]:
    """Every picture that a decoder gives out for a track, in order."""
    argv = [str(find_ffmpeg("").path), "-nostdin", "-v", "info", "-copyts", "-i", str(path)]
    argv += ["-vf", "showinfo", "-fps_mode", "passthrough", "-pix_fmt", "gray", "-f", "rawvideo", "-"]
    done = subprocess.run(argv, check=True, capture_output=True)
    times = [
        round(float(line.partition("pts_time:")[2].split()[0]) * 1000)
        for line in done.stderr.decode().splitlines()
        if "pts_time:" in line
    ]
    frames = np.frombuffer(done.stdout, np.uint8).reshape(-1, HEIGHT, WIDTH)
    assert len(times) == len(frames)
    # The demuxer moves all of a file so that nothing is decoded before its time.
    return [Shown(at - times[0], read(frame)) for at, frame in zip(times, frames, strict=True)]


def sound(path: Path) -> Samples:
    argv = [str(find_ffmpeg("").path), "-nostdin", "-v", "error", "-i", str(path), "-map", "0:a"]
    done = subprocess.run([*argv, "-f", "s16le", "-"], check=True, capture_output=True)
    return np.frombuffer(done.stdout, np.int16).reshape(-1, 4)


def patched() -> None:
    """Do the job that the first viewer has ordered."""
    for job in Job.objects.filter(kind=JobKind.SLATES, state="queued"):
        assert run_job(job.pk, owner="test:1")
    assert not Job.objects.filter(kind=JobKind.SLATES).exclude(state="done").exists()
    gate.watcher.round()


def expected(parts: list[tuple[int, int]]) -> list[int]:
    """Frames that are shown whole outside the withheld parts."""
    return [
        PER_CAMERA + frame
        for frame in range(SECONDS * FPS)
        if all((frame + 1) * FRAME_MS <= low or frame * FRAME_MS >= high for low, high in parts)
    ]


# Borders at a key, one frame beside one, at each place of the I B B P order, between two frames; a part without a key
# inside; two parts.
PARTS = [
    [(3_000, 7_000)],
    [(3_040, 7_040)],
    [(3_080, 6_960)],
    [(3_120, 7_920)],
    [(3_517, 7_703)],
    [(3_200, 3_400)],
    [(3_310, 7_530), (12_020, 15_980)],
]


@pytest.mark.parametrize("parts", PARTS)
def test_pictures_are_whole_up_to_the_part_and_from_its_end(
    parts: list[tuple[int, int]], signed_in: SignIn, room: Hearing, tmp_path: Path
) -> None:
    for low, high in parts:
        restrict(room, "closed", low, high, excludes=("defence",))
    client = signed_in("party")
    opened(client, room)
    patched()
    shown = pictures(saved(client, room, "v0", tmp_path / "film.mp4"))
    found = [each for each in shown if each.number is not None]
    wanted = expected(parts)
    assert not {each.number for each in found} - set(wanted)
    assert [each.number for each in found] == wanted
    assert all(each.at_ms == (each.number - PER_CAMERA) * FRAME_MS for each in found if each.number)


def test_nothing_of_parts_is_shown_that_are_nearer_than_two_keys(
    signed_in: SignIn, room: Hearing, tmp_path: Path
) -> None:
    parts = [(3_310, 5_300), (5_940, 8_000)]
    for low, high in parts:
        restrict(room, "closed", low, high, excludes=("defence",))
    client = signed_in("party")
    opened(client, room)
    patched()
    found = {each.number for each in pictures(saved(client, room, "v0", tmp_path / "film.mp4"))} - {None}
    outside = [number for number in expected(parts) if not 100_130 < number < 100_150]
    assert found == set(outside)  # the slate goes on between them


@pytest.mark.parametrize(("low", "high"), [(3_310, 7_530), (3_000, 7_000)])
def test_sound_outside_the_widened_part_is_the_originals_to_the_sample(
    low: int, high: int, signed_in: SignIn, room: Hearing, film: Path, tmp_path: Path
) -> None:
    restrict(room, "closed", low, high, excludes=("defence",))
    client = signed_in("party")
    opened(client, room)
    patched()
    heard, original = sound(saved(client, room, "a0", tmp_path / "sound.mp4")), sound(film)
    one, other = (round(edge * 48) for edge in (low - 4 * AAC_MS, high + 4 * AAC_MS))
    assert one > 0
    apart = np.abs(heard[: len(original)].astype(int) - original)
    assert not apart[2048:one].any()
    assert not apart[other:-4096].any()
    assert np.abs(heard[1 : len(original)].astype(int) - original[:-1])[2048:one].max() > 800
    middle = heard[round(high * 48) - 48_000 : round(high * 48)]
    assert not middle.any()
