"""kill -9 of web and worker: what was acknowledged is there, and everything that was begun ends.

I1 each acknowledged range is present and equal; I2 the whole has the hash that was sent; I3 each job ends.
"""

import hashlib
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pytest

from tests.media import media_file
from tests.media_pipeline.uploads.portal import BYTES, TUS, Portal, eventually
from tests.media_pipeline.uploads.tus import media

pytestmark = [pytest.mark.db, pytest.mark.kills]
CHUNK = 400_000
SIZE = 6_000_000
AT_ONCE = 5
KILLS = 2
SOAK_KILLS = 200
LONGEST_PAUSE_S = 0.8
SEED = 20261122
QUICK = {"JOB_LEASE_S": "2", "JOB_REAP_EVERY_S": "1", "SEAL_RESCUE_AFTER_S": "1"}
JOB_ENDS_S = 30


def send(portal: Portal, upload: str, data: bytes, acknowledged: list[int]) -> None:
    """Send chunk after chunk from where the server stands, until done or cut off; notes each acknowledged offset."""
    client = portal.client()
    try:
        offset = int(client.head(upload, headers=TUS).headers["Upload-Offset"])
        while offset < len(data):
            answer = client.patch(
                upload, content=data[offset : offset + CHUNK], headers={**BYTES, "Upload-Offset": str(offset)}
            )
            if answer.status_code != 204:
                return
            offset = int(answer.headers["Upload-Offset"])
            acknowledged.append(offset)
    except (httpx.TransportError, KeyError):
        return


@dataclass
class Sending:
    """One upload under way: what is sent, and the offsets that were acknowledged so far."""

    data: bytes
    upload: str
    acknowledged: list[int] = field(default_factory=lambda: [0])

    def check_part(self, portal: Portal) -> None:
        """I1: whatever was acknowledged lies in the part, or the whole is stored already."""
        known, part = self.acknowledged[-1], portal.part(self.upload)
        if part.exists():
            assert part.read_bytes()[:known] == self.data[:known]
        else:
            assert self.data in [each.read_bytes() for each in portal.originals()]

    def finish(self, portal: Portal) -> None:
        """Resume to the end. I2: the declared hash must hold. I3: the job ends."""
        client = portal.client()
        head = client.head(self.upload, headers=TUS)
        assert head.status_code == 200
        assert int(head.headers["Upload-Offset"]) >= self.acknowledged[-1]
        send(portal, self.upload, self.data, [])
        assert client.get(self.upload).json()["state"] == "done"
        eventually(lambda: client.get(self.upload).json()["job_state"] in {"done", "kept"}, JOB_ENDS_S)


def started(portal: Portal, number: int) -> Sending:
    data = media(SIZE + number, seed=1000 + number)
    digest = hashlib.sha256(data).hexdigest()
    return Sending(data, portal.declare(portal.client(), len(data), sha256=digest))


def kill_and_resume(portal: Portal, sendings: list[Sending], pause_s: float) -> None:
    """Send all at once, kill the web process after a pause, start it again and finish."""
    threads = [
        threading.Thread(target=send, args=(portal, each.upload, each.data, each.acknowledged))
        for each in sendings
    ]
    for thread in threads:
        thread.start()
    time.sleep(pause_s)
    portal.kill_web()
    for thread in threads:
        thread.join()
    for each in sendings:
        each.check_part(portal)
    portal.start_web()
    for each in sendings:
        each.finish(portal)


def run_kills(portal: Portal, kills: int) -> None:
    draw = random.Random(SEED)
    portal.start_web()
    portal.start_worker()
    for number in range(kills):
        sendings = [started(portal, AT_ONCE * number + k) for k in range(AT_ONCE)]
        kill_and_resume(portal, sendings, draw.uniform(0.0, LONGEST_PAUSE_S))
    stored = [hashlib.sha256(each.read_bytes()).hexdigest() for each in portal.originals()]
    count = kills * AT_ONCE
    assert len(set(stored)) == len(stored) == count
    assert not list(portal.part("x").parent.glob("*.part"))
    print(
        f"kills: 0 of {count} uploads in {kills} kills lost anything (95 % bound {3 / count:.3f}), seed {SEED}"
    )


def test_kills_of_the_web_process_in_the_middle_lose_nothing(quick: Portal) -> None:
    run_kills(quick, KILLS)


@pytest.mark.soak
def test_kills_of_the_web_process_200_times_lose_nothing() -> None:
    with Portal(**QUICK) as portal:
        run_kills(portal, SOAK_KILLS)


@pytest.fixture(scope="module")
def quick() -> Iterator[Portal]:
    with Portal(**QUICK) as own:
        yield own


@pytest.fixture(autouse=True)
def _ended(quick: Portal) -> Iterator[None]:
    yield
    quick.kill_web()
    quick.kill_workers()


def test_kill_right_after_the_last_byte_is_finished_without_the_client(quick: Portal) -> None:
    quick.start_web(FAST_LANE_THREADS="0")
    data = media(50_000, seed=2000)
    upload = quick.declare(quick.client(), len(data))
    # The state that such a kill leaves: the last byte is durable and noted, nothing else has happened.
    quick.part(upload).write_bytes(data)
    quick.run("-c", LAST_BYTE_NOTED, upload.rsplit("/", 1)[-1])
    quick.kill_web()
    before = len(quick.originals())
    quick.start_worker()
    eventually(lambda: len(quick.originals()) > before, JOB_ENDS_S)
    quick.start_web()
    status = quick.client().get(upload).json()
    assert (status["state"], status["problem"]) == ("done", None)


LAST_BYTE_NOTED = """
import sys, django
django.setup()
from datetime import timedelta
from django.db.models import F
from foundation.clock import utc_now
from media_pipeline.models import Upload
moved = Upload.objects.filter(pk=sys.argv[1]).update(offset=F("length"), touched_at=utc_now() - timedelta(minutes=1))
assert moved
"""


def test_kill_of_the_worker_gives_its_job_to_the_next_one(quick: Portal) -> None:
    quick.start_web(FAST_LANE_THREADS="0")
    data = media_file().read_bytes()
    client = quick.client()
    upload = quick.declare(client, len(data))
    client.patch(upload, content=data, headers={**BYTES, "Upload-Offset": "0"})
    job = client.get(upload).json()["job"]
    # A worker that took the job and died: its lease runs, nobody beats.
    quick.run("-c", TAKEN_BY_A_DEAD_WORKER, job)
    assert client.get(f"/api/v1/jobs/{job}/").json()["state"] == "running"
    quick.start_worker()
    eventually(lambda: client.get(upload).json()["job_state"] in {"done", "kept"}, JOB_ENDS_S)
    assert client.get(f"/api/v1/jobs/{job}/").json()["attempt"] == 2


TAKEN_BY_A_DEAD_WORKER = """
import sys, django
django.setup()
from jobs.services.lease import claim
assert claim(sys.argv[1], "worker@dead:1") is not None
"""
