"""kill -9 of workers while they make recordings playable, at random instants, with somebody watching all the time.

I1 at no poll does a playlist name a segment that is not served, or not whole; I2 every job ends, and well: after the
last kill within JOBS_END_S of one another; I3 nothing is left behind: no encoder, and after the sweep no file without a
row, no row without its file, no private folder.
"""

import json
import random
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from foundation.clock import utc_now
from tests.media_pipeline.converting.sources import RATE, encode
from tests.media_pipeline.uploads.portal import BYTES, Portal, eventually

pytestmark = [pytest.mark.db, pytest.mark.queue, pytest.mark.kills]
KILLS = 20
SOAK_KILLS = 200
AT_ONCE = 2
LONGEST_PAUSE_S = 2.0
KILLS_PER_FILE = 4
JOBS_END_S = 120
SEED = 20261128
QUICK = {
    "JOB_LEASE_S": "2",
    "JOB_REAP_EVERY_S": "1",
    "JOB_RETRY_PAUSE_S": "0",
    # Here every attempt may be killed; outside, a job that kills five workers is given to a person.
    "JOB_MAX_ATTEMPTS": "1000",
    "FAST_LANE_THREADS": "0",
    # The longer film is made in chunks.
    "CHUNK_FROM_S": "6",
    "CHUNK_S": "3",
    "FIRST_PICTURES_S": "2",
    "CHUNKS_LOOK_EVERY_S": "1",
    # What can wait is not what is killed here.
    "LADDER": "false",
    "MIX": "false",
}
LENGTHS_S = (4, 12)
URI = re.compile(r'URI="([^"]+)"|^([^#\s].*)$', re.MULTILINE)


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Two films that no browser plays, a short one and a longer one."""
    folder = tmp_path_factory.mktemp("films")
    return [_film(folder / f"{seconds}.ts", seconds).read_bytes() for seconds in LENGTHS_S]


def _film(path: Path, seconds: int) -> Path:
    picture = ("-f", "lavfi", "-i", f"testsrc=size=640x480:rate={RATE}:duration={seconds}")
    sound = ("-f", "lavfi", "-i", f"sine=frequency=440:sample_rate=48000:duration={seconds}")
    encode(*picture, *sound, "-c:v", "mpeg2video", "-c:a", "mp2", str(path))
    return path


def whole_boxes(data: bytes) -> bool:
    """Tell whether these are whole MP4 boxes, one after the other, to the last byte."""
    place = 0
    while place + 8 <= len(data):
        size = int.from_bytes(data[place : place + 4], "big")
        if size < 8:
            return False
        place += size
    return place == len(data) > 0


class Viewer(threading.Thread):
    """Opens the hearing again and again, and fetches every segment that its playlists name."""

    def __init__(self, portal: Portal) -> None:
        super().__init__(daemon=True)
        self.client = portal.client("judge")
        self.url = f"/api/v1/hearings/{portal.seeded['hearings'][0]}/playback/"
        self.stopped = threading.Event()
        self.polls = 0
        self.segments: set[str] = set()
        self.faults: list[str] = []

    def run(self) -> None:
        try:
            while not self.stopped.wait(0.1):
                self.poll()
        except Exception as error:  # noqa: BLE001  told by the test, a thread's own would be lost
            self.faults.append(repr(error))

    def poll(self) -> None:
        answer = self.client.get(self.url)
        if answer.status_code == 409:  # no recording plays yet
            return
        play = answer.raise_for_status().json()
        try:
            for name in self.names(self.names([httpx.URL(play["playlist"])])):
                self.check(name)
        except LookupError as missing:
            # Addresses of an older generation are dead, and only those; while a newer one is made there is none (409).
            now = self.client.get(self.url)
            if now.status_code != 409 and now.raise_for_status().json()["generation"] == play["generation"]:
                self.faults.append(f"not served: {missing}")
            return
        self.polls += 1

    def names(self, playlists: list[httpx.URL]) -> list[httpx.URL]:
        found = []
        for url in playlists:
            for match in URI.finditer(self.fetch(url).decode()):
                name = url.join(match[1] or match[2])
                if name not in found:
                    found.append(name)
        return found

    def check(self, url: httpx.URL) -> None:
        if str(url) in self.segments:
            return
        if not whole_boxes(self.fetch(url)):
            self.faults.append(f"not whole: {url}")
        self.segments.add(str(url))

    def fetch(self, url: httpx.URL) -> bytes:
        answer = self.client.get(url)
        if answer.status_code != 200:
            raise LookupError(f"{answer.status_code} {url}")
        return answer.content


def upload(portal: Portal, data: bytes, number: int, begins: datetime) -> None:
    """Upload a film as a recording of its own: a null packet at its end tells it from the others."""
    film = data + b"\x47\x1f\xff\x10" + number.to_bytes(184, "big")
    client = portal.client()
    at = (begins + timedelta(seconds=20 * number)).isoformat()
    path = portal.declare(client, len(film), started_at=at)
    answer = client.patch(path, content=film, headers={**BYTES, "Upload-Offset": "0"})
    assert answer.status_code == 204, answer.text


def kill_workers(portal: Portal, films: list[bytes], kills: int, draw: random.Random) -> int:
    """Kill one of the workers again and again while films come in; returns how many came."""
    begins, films_sent = utc_now() - timedelta(hours=3), 0
    for _ in range(AT_ONCE):
        portal.start_worker()
    for number in range(kills):
        if number % KILLS_PER_FILE == 0:
            upload(portal, films[films_sent % len(films)], films_sent, begins)
            films_sent += 1
        time.sleep(draw.uniform(0.0, LONGEST_PAUSE_S))
        # The oldest one: it has been up long enough to be in the middle of something.
        portal.kill_worker(portal.workers[0])
        portal.start_worker()
    return films_sent


COUNTED = """
import django, json
django.setup()
from jobs.models import Job
ended = Job.objects.filter(state__in=("done", "kept", "rejected")).count()
print(json.dumps([ended, Job.objects.count()]))
"""


def all_end(portal: Portal) -> None:
    """Wait until no job is left, however many there are and come of others; none for JOBS_END_S is what fails."""
    (ended, jobs), since = json.loads(portal.run("-c", COUNTED)), time.monotonic()
    while ended < jobs:
        assert time.monotonic() - since < JOBS_END_S, f"{jobs - ended} jobs stand still"
        time.sleep(0.5)
        now, jobs = json.loads(portal.run("-c", COUNTED))
        if now > ended:
            ended, since = now, time.monotonic()


def children_of(home: Path) -> list[str]:
    """Return what runs on files of a portal, by its command line; ffmpeg and other children name them."""
    found = subprocess.run(["pgrep", "-fa", f"{home}/(originals|artefacts)"], capture_output=True, text=True)
    return found.stdout.splitlines()


LEFT_BEHIND = """
import django, json, tempfile
django.setup()
from pathlib import Path
from django.conf import settings
from jobs.models import Job
from media_pipeline.models import Artefact, Chunk, Recording
from media_pipeline.services.sweeping import remove_orphans
removed = remove_orphans()
root = Path(settings.ARTEFACTS_DIR)
files = {str(path.relative_to(root)) for path in root.glob("??/*")}
rows = set(Artefact.objects.values_list("path", flat=True))
print(json.dumps({
    "chunks": Chunk.objects.filter(role="picture").count(),
    "removed": removed,
    "files without a row": sorted(files - rows),
    "rows without a file": sorted(rows - files),
    "private folders": [str(path) for path in Path(tempfile.gettempdir()).glob("ffmpeg-*")],
    "recordings": sorted(Recording.objects.values_list("state", flat=True).distinct()),
    "jobs": sorted(Job.objects.values_list("state", "outcome").distinct()),
    "attempts": max(Job.objects.values_list("fence", flat=True)),
}))
"""


def run_kills(portal: Portal, films: list[bytes], kills: int) -> None:
    portal.start_web()
    viewer = Viewer(portal)
    viewer.start()
    sent = kill_workers(portal, films, kills, random.Random(SEED))
    all_end(portal)
    polls = viewer.polls
    eventually(lambda: viewer.polls > polls + 1 or viewer.faults, 60)  # all of it is there, and watched
    viewer.stopped.set()
    viewer.join(60)
    portal.kill_workers()
    eventually(lambda: not children_of(portal.home), 10)
    left = json.loads(portal.run("-c", LEFT_BEHIND))
    assert viewer.faults == []
    assert left["jobs"] == [["done", "accept"]]
    assert left["recordings"] == ["ready"]
    assert left["chunks"] > 1
    assert left["attempts"] > 1, "no kill hit a job: this test has shown nothing"
    assert not left["files without a row"] + left["rows without a file"] + left["private folders"]
    print(
        f"kills: 0 faults at {viewer.polls} polls of {len(viewer.segments)} segments, {sent} recordings all ready after"
        f" {kills} kills of workers (95 % bound {3 / kills:.3f} per kill), a job was begun up to {left['attempts']}"
        f" times, {left['removed']} files were swept, seed {SEED}"
    )


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Portal]:
    """A portal with a folder of its own for what its children leave behind, swept without waiting for a day."""
    # A lease must outlast what a loaded machine lets a heartbeat wait: else a job that runs is begun again and again.
    leases = QUICK | {"JOB_LEASE_S": "5"}
    with Portal(TMPDIR=str(tmp_path), ORPHAN_AFTER_S="0", **leases) as own:
        yield own


def test_kills_of_workers_leave_no_half_recording_and_nothing_behind(
    quick: Portal, films: list[bytes]
) -> None:
    run_kills(quick, films, KILLS)


@pytest.mark.soak
def test_kills_of_workers_200_times_leave_no_half_recording_and_nothing_behind(
    quick: Portal, films: list[bytes]
) -> None:
    run_kills(quick, films, SOAK_KILLS)


@pytest.mark.parametrize(
    ("data", "whole"),
    [
        (b"\0\0\0\x08free", True),
        (b"\0\0\0\x08free\0\0\0\x0cmdat1234", True),
        (b"\0\0\0\x0cmdat123", False),
        (b"\0\0\0\x08free\0\0", False),
        (b"", False),
    ],
)
def test_half_box_is_seen(data: bytes, whole: bool) -> None:
    assert whole_boxes(data) == whole
