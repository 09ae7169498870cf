"""Several cameras on one clock: what each presentation shows, whose sound is heard, that nothing hidden gets out."""

import re
import subprocess
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from hearings.models import Hearing
from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.models import HearingRange, Recording
from playback.services import variants
from playback.services.gate import gate
from tests.cast import HEARD_AT, Cast, mark
from tests.media import add_recording, sound_file

SignIn = Callable[[str], Client]
TONES = {1: 440, 2: 660}


@pytest.fixture
def room(heard: Cast) -> Hearing:
    """Case 1's hearing, 20 s long: camera 1 from the start, camera 2 six seconds later, each with a tone of its own."""
    add_recording(heard, tone=TONES[1])
    add_recording(heard, started_at=HEARD_AT + timedelta(seconds=6), tone=TONES[2], camera=2)
    heard.hearing.refresh_from_db()
    return heard.hearing


def opened(client: Client, hearing: Hearing, query: str = "") -> dict[str, Any]:
    answer = client.get(f"/api/v1/hearings/{hearing.pk}/playback/{query}")
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return str(answer.getvalue().decode())


def below(playlist: str) -> str:
    return playlist.rpartition("/")[0]


def media_of(client: Client, base: str, key: str, path: Path) -> Path:
    """Save a whole track of a presentation as one file."""
    listed = text_of(client, f"{base}/{key}.m3u8")
    names = [
        *dict.fromkeys(re.findall(r'URI="([^"]+)"', listed)),
        *re.findall(r"^[^#\n]+$", listed, re.MULTILINE),
    ]
    path.write_bytes(b"".join(client.get(f"{base}/{name}").getvalue() for name in names))
    return path


def lengths(text: str) -> float:
    return sum(float(value) for value in re.findall(r"#EXTINF:([\d.]+)", text))


def loudest_hz(path: Path, at_s: float) -> int:
    """Return the tone that is heard in a second of a track, to 20 Hz."""
    command = [str(find_ffmpeg("").path), "-v", "error", "-i", str(path), "-ss", str(at_s), "-t", "0.5"]
    found = subprocess.run(
        [*command, "-f", "s16le", "-ac", "1", "-ar", "8000", "-"], capture_output=True, check=True
    )
    samples = memoryview(found.stdout).cast("h")
    crossings = sum((a < 0) != (b < 0) for a, b in pairwise(samples))
    return round(crossings / 2 / (len(samples) / 8000) / 20) * 20


def test_playback_names_every_camera(signed_in: SignIn, room: Hearing) -> None:
    play = opened(signed_in("party"), room)
    assert play["camera"] == 1
    assert [(row["number"], row["label"], row["fps"]) for row in play["cameras"]] == [
        (1, "Camera 1", 25.0),
        (2, "Camera 2", 25.0),
    ]
    assert {play["generation"] in row["playlist"] for row in play["cameras"]} == {True}


def test_other_camera_is_pictures_only_on_the_same_time(signed_in: SignIn, room: Hearing) -> None:
    client = signed_in("party")
    play = opened(client, room)
    second = play["cameras"][1]["playlist"]
    master = text_of(client, second)
    assert "v0.m3u8" in master
    assert "AUDIO" not in master
    for base in (below(play["playlist"]), below(second)):
        assert lengths(text_of(client, f"{base}/v0.m3u8")) == pytest.approx(20.0, abs=0.05)
    first_dates = {
        re.findall(r"PROGRAM-DATE-TIME:(\S+)", text_of(client, f"{base}/v0.m3u8"))[0]
        for base in (below(play["playlist"]), below(second))
    }
    assert first_dates == {"2026-03-02T05:00:00.000Z"}


def test_chosen_camera_comes_with_the_sound_of_the_hearing(
    signed_in: SignIn, room: Hearing, tmp_path: Path
) -> None:
    client = signed_in("party")
    play = opened(client, room, "?camera=2")
    assert play["camera"] == 2
    assert play["playlist"].endswith("/c2/with-sound.m3u8")
    assert 'TYPE=AUDIO,GROUP-ID="sound"' in text_of(client, play["playlist"])
    sound = media_of(client, below(play["playlist"]), "a0", tmp_path / "sound.mp4")
    assert loudest_hz(sound, 10) == TONES[1]


@pytest.mark.parametrize(
    ("query", "status"),
    [("?camera=3", 404), ("?camera=0", 404), ("?camera=x", 422), ("?camera=-1", 422), ("?camera=²", 422)],
)
def test_camera_that_is_not_there_is_refused(
    signed_in: SignIn, room: Hearing, query: str, status: int
) -> None:
    address = f"/api/v1/hearings/{room.pk}/playback/{query}"
    assert signed_in("party").get(address).status_code == status


@pytest.mark.parametrize(
    "name", ["c3/master.m3u8", "c0/master.m3u8", "c2/v1/0.m4s", "c2/c1/master.m3u8", "c99999/v0.m3u8", "c2/"]
)
def test_unknown_camera_under_a_media_address_is_absent(signed_in: SignIn, room: Hearing, name: str) -> None:
    client = signed_in("party")
    base = below(opened(client, room)["playlist"])
    assert client.get(f"{base}/{name}").status_code == 404


def test_play_of_another_camera_is_worth_nothing_with_another_cookie(
    signed_in: SignIn, room: Hearing
) -> None:
    play = opened(signed_in("party"), room)
    for username in ("judge", "outsider", ""):
        assert signed_in(username).get(play["cameras"][1]["playlist"]).status_code == 404


def test_recorder_of_sound_is_heard_instead_of_the_cameras(
    signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path
) -> None:
    add_recording(heard, camera=1, started_at=HEARD_AT + timedelta(seconds=8), media=sound_file(seconds=6))
    client = signed_in("party")
    play = opened(client, room)
    assert [row["number"] for row in play["cameras"]] == [1, 2]
    sound = media_of(client, below(play["playlist"]), "a0", tmp_path / "sound.mp4")
    assert [loudest_hz(sound, at) for at in (4, 10, 17)] == [TONES[1], 880, TONES[1]]


def test_hearing_with_a_recorder_of_sound_alone_has_no_camera(signed_in: SignIn, heard: Cast) -> None:
    add_recording(heard, camera=4, media=sound_file())
    play = opened(signed_in("party"), heard.hearing)
    assert (play["camera"], play["cameras"]) == (None, [])
    assert [track["kind"] for track in play["tracks"]] == ["audio"]


def test_nothing_outside_the_session_comes_out_of_any_camera(
    signed_in: SignIn, heard: Cast, room: Hearing, tmp_path: Path
) -> None:
    """The session is cut to 4 s; of camera 2, which began at 6 s, there is nothing left but the slate."""
    mark(heard, length_ms=4_000)
    client = signed_in("party")
    play = opened(client, room)
    base = below(play["cameras"][1]["playlist"])
    assert lengths(text_of(client, f"{base}/v0.m3u8")) == pytest.approx(4.0, abs=0.05)
    film = media_of(client, base, "v0", tmp_path / "film.mp4")
    command = [
        str(find_ffmpeg("").path),
        "-v",
        "error",
        "-i",
        str(film),
        "-f",
        "rawvideo",
        "-pix_fmt",
        "gray",
        "-",
    ]
    luma = subprocess.run(command, capture_output=True, check=True).stdout
    assert luma
    bright = np.frombuffer(luma, np.uint8) > 60
    assert bright.mean() < 0.1  # dark but for a few words, as slates are; the test picture is bright


@pytest.mark.parametrize("media", [None, sound_file], ids=["pictures", "sound alone"])
def test_recording_of_which_nothing_may_be_heard_plays_as_silence(
    signed_in: SignIn, heard: Cast, media: Callable[[], Path] | None
) -> None:
    mark(heard, length_ms=4_000)
    add_recording(heard, started_at=HEARD_AT + timedelta(seconds=6), media=media() if media else None)
    client = signed_in("party")
    play = opened(client, heard.hearing)
    assert [track["kind"] for track in play["tracks"]] == (["video", "audio"] if media is None else ["audio"])
    assert lengths(text_of(client, f"{below(play['playlist'])}/a0.m3u8")) == pytest.approx(4.0, abs=0.05)


def test_second_segment_of_another_camera_costs_no_query(
    signed_in: SignIn, room: Hearing, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in("party")
    base = below(opened(client, room)["cameras"][1]["playlist"])
    client.get(f"{base}/v0/0.m4s")
    for name in ("v0/1.m4s", "v0/i0.mp4", "master.m3u8"):
        with django_assert_num_queries(0):
            client.get(f"{base}/{name}")


def _copies(recording: Recording, count: int) -> None:
    """Let the hearing read the same file again and again, as pieces of a long day."""
    original_ranges = HearingRange.objects.filter(recording=recording).values_list("hearing", flat=True)
    hearing = original_ranges[0]
    for number in range(1, count):
        recording.pk = f"{number:026d}"
        recording.started_at = HEARD_AT + timedelta(seconds=24 * number)
        recording.save(force_insert=True)
        HearingRange.objects.create(hearing_id=hearing, recording_id=recording.pk)


def queries(client: Client, *addresses: str) -> list[int]:
    counts = []
    for address in addresses:
        gate._running.clear()
        variants._held.clear()
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200, address
        counts.append(len(seen.captured_queries))
    return counts


def test_queries_do_not_grow_with_the_number_of_recordings(signed_in: SignIn, heard: Cast) -> None:
    mark(heard, length_ms=2_400_000)
    recording, hearing = add_recording(heard), heard.hearing
    client = signed_in("clerk")
    addresses = [
        f"/api/v1/hearings/{hearing.pk}/playback/",
        f"/api/v1/hearings/{hearing.pk}/timeline/",
        f"/hearings/{hearing.pk}/",
        "/",
    ]
    queries(client, *addresses)
    before = queries(client, *addresses)
    _copies(recording, 60)
    after = queries(client, *addresses)
    assert all(more <= less for less, more in zip(before, after, strict=True)), (before, after)
    poll = opened(client, hearing)["poll"]
    (polled,) = queries(client, poll)
    assert polled <= before[0]


def test_page_with_many_recordings_lists_cameras_not_files(signed_in: SignIn, heard: Cast) -> None:
    recording = add_recording(heard)
    _copies(recording, 60)
    page = signed_in("clerk").get(f"/hearings/{heard.hearing.pk}/").content.decode()
    assert "60 files" in page
    assert page.count('href="/recordings/') == 0
    listed = signed_in("clerk").get(f"/hearings/{heard.hearing.pk}/recordings/?camera=1").content.decode()
    assert listed.count('href="/recordings/') == 60
    assert (
        signed_in("clerk").get(f"/hearings/{heard.hearing.pk}/recordings/?camera=7&page=x").status_code == 200
    )
