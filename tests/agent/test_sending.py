"""The agent against a real portal: what it sends, in which order, and what happens when something dies meanwhile."""

import hashlib
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.agent.recorder import Recorder
from tests.media_pipeline.uploads.portal import Portal
from tests.media_pipeline.uploads.tus import media

MANY = 2_000_000
STANDS = re.compile(r"the portal has (\d+) %")
SLOW = {"chunk_mib": "0.25", "limit_kib_s": "400"}
UPLOADS = (
    "import django; django.setup()\n"
    "import json; from media_pipeline.models import Upload\n"
    "print(json.dumps(list(Upload.objects.values("
    "'filename', 'state', 'camera', 'declared_sha256', 'courtroom_id', 'started_at')), default=str))"
)


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    with Portal() as portal:
        portal.start_web()
        yield portal


@pytest.fixture
def recorder(portal: Portal, tmp_path: Path) -> Iterator[Recorder]:
    with Recorder(portal, tmp_path) as recorder:
        yield recorder


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def stored(portal: Portal) -> list[str]:
    """Hashes of all originals."""
    return [sha256(path.read_bytes()) for path in portal.originals()]


def uploads(portal: Portal, hashes: set[str]) -> list[dict[str, Any]]:
    """The portal's uploads of these bytes."""
    return [each for each in json.loads(portal.run("-c", UPLOADS)) if each["declared_sha256"] in hashes]


def source_of(recorder: Recorder) -> list[tuple[str, int, bytes]]:
    """Everything that may not change at the recorder's."""
    files = sorted(path for path in recorder.folder.rglob("*") if path.is_file())
    return [(str(path), path.stat().st_mtime_ns, path.read_bytes()) for path in files]


def test_single_run_sends_audio_first_and_leaves_the_source_alone(recorder: Recorder) -> None:
    video, small = media(2000, 11), media(900_000, 12)
    recorder.add("Отырыс № 1/камера.mp4", video)
    recorder.add("Ұлы дала – әділет.mp3", small)
    recorder.add("unfinished.mp3.tmp", media(100, 13))
    recorder.add("empty.mp3", b"")
    before = source_of(recorder)
    said = recorder.run("--once")
    assert said.index("әділет.mp3: sent") < said.index("камера.mp4: sent")
    assert source_of(recorder) == before
    assert {sha256(video), sha256(small)} <= set(stored(recorder.portal))
    rows = uploads(recorder.portal, {sha256(video), sha256(small)})
    assert {row["filename"] for row in rows} == {"камера.mp4", "Ұлы дала – әділет.mp3"}
    assert {(row["camera"], row["courtroom_id"], row["started_at"]) for row in rows} == {
        (2, recorder.portal.seeded["courtroom"], None)
    }
    assert ": sen" not in recorder.run("--once")


def test_file_that_grows_is_taken_when_it_is_still(recorder: Recorder) -> None:
    data = media(100_000, 21)
    path = recorder.add("growing.mp3", data[:10_000])
    agent = recorder.start(still_s="2")
    for at in range(10_000, 100_000, 10_000):
        time.sleep(0.1)
        with path.open("ab") as file:
            file.write(data[at : at + 10_000])
    assert recorder.await_status(path, "done")["sha256"] == sha256(data)
    assert "changed" not in recorder.stop(agent)
    assert sha256(data) in stored(recorder.portal)


def test_upload_goes_on_after_agent_and_portal_were_killed(recorder: Recorder, portal: Portal) -> None:
    data = media(MANY, 31)
    path = recorder.add("long.mp4", data)
    first = recorder.start(**SLOW)
    taken = recorder.await_bytes(path)
    first.kill()
    assert 0 < taken < MANY
    second = recorder.start(**SLOW)
    recorder.await_bytes(path, beyond=taken)
    portal.kill_web()
    portal.start_web()
    recorder.await_status(path, "done")
    said = recorder.stop(second)
    assert int(STANDS.findall(said)[0]) >= 100 * taken // MANY
    assert "Next try in" in said
    assert sha256(data) in stored(portal)
    assert [row["state"] for row in uploads(portal, {sha256(data)})] == ["done"]


def test_audio_that_comes_meanwhile_overtakes_a_video(recorder: Recorder) -> None:
    video = recorder.add("video.mp4", media(MANY, 41))
    agent = recorder.start(**SLOW)
    recorder.await_bytes(video)
    audio = recorder.add("audio.mp3", media(5000, 42))
    recorder.await_status(audio, "done")
    assert recorder.entry(video)["status"] == "sending"
    recorder.stop(agent)


def test_refused_file_is_told_and_the_others_go_on(recorder: Recorder) -> None:
    recorder.add("a-list.mp3", b"#EXTM3U\nhttp://127.0.0.1/\n")
    good = recorder.add("b.mp4", media(3000, 51))
    said = recorder.run("--once", code=1)
    assert "a-list.mp3: the portal does not accept this file: This is not a recording" in said
    assert recorder.entry(good)["status"] == "done"
    table = recorder.run("--status", code=1)
    assert "refused  a-list.mp3" in table
    assert "This is not a recording" in table
    assert "sent     b.mp4" in table
    assert "a-list" not in recorder.run("--once", code=1)
    assert "a-list.mp3: the portal does not" in recorder.run("--once", "--retry", code=1)


def test_same_bytes_under_two_names_are_sent_once(recorder: Recorder) -> None:
    data = media(4000, 61)
    recorder.add("one.mp3", data)
    recorder.add("two.mp3", data)
    assert "the same recording was sent before" in recorder.run("--once")
    assert len(uploads(recorder.portal, {sha256(data)})) == 1


def test_file_that_changed_after_it_was_sent_is_sent_as_new(recorder: Recorder) -> None:
    path = recorder.add("daily.mp3", media(4000, 71))
    recorder.run("--once")
    path.write_bytes(media(5000, 72))
    recorder.run("--once")
    assert {sha256(media(4000, 71)), sha256(media(5000, 72))} <= set(stored(recorder.portal))


def test_second_agent_ends_at_once(recorder: Recorder) -> None:
    first = recorder.start()
    path = recorder.add("any.mp3", media(1000, 81))
    recorder.await_status(path, "done")
    assert "Another agent is running" in recorder.run(code=5)
    assert "goes on from the same place" in recorder.stop(first)


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        ({}, 0, "All is well"),
        ({"language": "kk"}, 0, "Бәрі дұрыс"),
        # a secret that is not the client's
        ({"client_secret": "mistyped-%-secret", "language": "ru"}, 4, "Портал не принимает client_id"),
        # nobody listens there
        ({"portal": "http://127.0.0.1:9"}, 3, "The portal cannot be reached"),
        ({"portal": "http://portal.example"}, 2, "https://"),
        ({"hours": "25:00-26:00"}, 2, "[agent] hours"),
    ],
)
def test_check_says_what_to_do(recorder: Recorder, changed: dict[str, str], code: int, words: str) -> None:
    said = recorder.run("--check", code=code, **changed)
    assert words in said
    assert "mistyped" not in said


def test_check_of_another_courts_room_says_who_can_help(recorder: Recorder) -> None:
    recorder.room["courtroom"] = recorder.portal.seeded["foreign_courtroom"]
    said = recorder.run("--check", code=4)
    assert "Ask the administrator" in said
    assert recorder.room["courtroom"] in said


def test_check_leaves_nothing_on_the_portal(recorder: Recorder, portal: Portal) -> None:
    before = len(json.loads(portal.run("-c", UPLOADS)))
    recorder.run("--check")
    assert len(json.loads(portal.run("-c", UPLOADS))) == before
