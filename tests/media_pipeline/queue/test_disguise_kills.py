"""kill -9 of the worker while it disguises a voice: nothing of the voice stays, and one disguise comes of it."""

import json
import random
import subprocess
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from demo.services.recording import cut_arguments
from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.voice.leaks import Samples
from tests.media_pipeline.queue.test_kills import LEFT_BEHIND, QUICK, all_end, children_of
from tests.media_pipeline.uploads.portal import BYTES, Portal, eventually
from tests.media_pipeline.voice.sounds import DEMO, TRACE, trace

pytestmark = [pytest.mark.queue, pytest.mark.kills, pytest.mark.soak]
FIRST_S, SECONDS, START_S, END_S, RATE = 60, 40, 4, 34, 48_000
KILLS = 3
LONGEST_PAUSE_S = 1.0
BEGINS_WITHIN_S = 60
SEED = 20261130
DISGUISES = """
import django, json
django.setup()
from hearings.models import Disguise
from media_pipeline.models import Artefact
from media_pipeline.services.artefacts import artefact_path
kept = Artefact.objects.filter(kind="disguise")
print(json.dumps({
    "states": list(Disguise.objects.values_list("state", flat=True)),
    "renders": [str(artefact_path(each)) for each in kept],
}))
"""


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """Where the portal's workers put what they work on."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture
def quick(temporary: Path) -> Iterator[Portal]:
    with Portal(TMPDIR=str(temporary), ORPHAN_AFTER_S="0", **QUICK | {"JOB_LEASE_S": "5"}) as own:
        yield own


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    """Some seconds of the demonstration, four microphones."""
    path = tmp_path / "speech.mp4"
    cut = cut_arguments(DEMO, path, FIRST_S * 1000, (FIRST_S + SECONDS) * 1000)
    subprocess.run([str(find_ffmpeg("").path), *cut], check=True, timeout=60)
    return path


def record(portal: Portal, speech: Path) -> None:
    """Upload the speech as the hearing's recording, have it prepared, and mark the session."""
    clerk, address = portal.client(), f"/api/v1/hearings/{portal.seeded['hearings'][0]}/"
    opened = datetime.fromisoformat(clerk.get(address).raise_for_status().json()["started_at"])
    data = speech.read_bytes()
    path = portal.declare(clerk, len(data), started_at=opened.isoformat())
    answer = clerk.patch(path, content=data, headers={**BYTES, "Upload-Offset": "0"})
    assert answer.status_code == 204, answer.text
    bounds = {
        "opened_at": opened.isoformat(),
        "closed_at": (opened + timedelta(seconds=SECONDS)).isoformat(),
    }
    clerk.post(f"{address}session/", json=bounds).raise_for_status()
    all_end(portal)


def protect(portal: Portal) -> None:
    hearing = portal.seeded["hearings"][0]
    judge = portal.client("judge")
    card = judge.get(f"/api/v1/hearings/{hearing}/").raise_for_status().json()
    zero = datetime.fromisoformat(card["started_at"])
    times = {"started_at": START_S, "ended_at": END_S}
    body = {name: (zero + timedelta(seconds=at)).isoformat() for name, at in times.items()}
    order = {"hearing": hearing, "kind": "protected", "ground": "Threats."} | body
    judge.post("/api/v1/restrictions/", json=order).raise_for_status()


def voices_in(folder: Path) -> set[Path]:
    """Return what lies there undisguised: the mix that a disguise is made from."""
    return set(folder.glob("ffmpeg-*/mix.bare"))


def kill_while_it_disguises(
    portal: Portal, temporary: Path, left: set[Path], draw: random.Random
) -> set[Path]:
    """Kill the worker once another voice lies there than those that killed ones have left; returns all of them."""
    eventually(lambda: voices_in(temporary) - left, BEGINS_WITHIN_S, 0.01)
    found = voices_in(temporary)
    time.sleep(draw.uniform(0, LONGEST_PAUSE_S))
    portal.kill_workers()
    portal.start_worker()
    return left | found


def test_kills_while_a_voice_is_disguised_leave_nothing_of_it_and_one_disguise(
    quick: Portal, temporary: Path, speech: Path
) -> None:
    quick.start_web()
    quick.start_worker()
    record(quick, speech)
    protect(quick)
    draw, voices = random.Random(SEED), set[Path]()
    for _ in range(KILLS):
        voices = kill_while_it_disguises(quick, temporary, voices, draw)
    assert len(voices) == KILLS
    all_end(quick)
    quick.kill_workers()
    eventually(lambda: not children_of(quick.home), 10)
    left = json.loads(quick.run("-c", LEFT_BEHIND))
    assert left["attempts"] > 1, "no kill hit a job: this test has shown nothing"
    assert left["jobs"] == [["done", "accept"]]
    assert not left["files without a row"] + left["rows without a file"] + left["private folders"]
    assert not [*temporary.rglob("*.bare"), *quick.home.rglob("*.bare")]
    made = json.loads(quick.run("-c", DISGUISES))
    assert made["states"] == ["to_hear"]
    (render,) = made["renders"]
    voice = heard("-ss", str(START_S), "-t", str(END_S - START_S), "-i", str(speech), "-map", "0:a")
    disguise = heard("-i", render)
    assert abs(len(disguise) - (END_S - START_S) * RATE) < RATE // 10
    assert trace(voice, disguise) < TRACE
    print(
        f"kills: one disguise and no voice after {KILLS} kills, begun {left['attempts']} times, seed {SEED}"
    )


def heard(*source: str) -> Samples:
    """Return the mix of a file's microphones."""
    argv = [str(find_ffmpeg("").path), "-nostdin", "-v", "error", *source, "-ac", "1", "-ar", str(RATE)]
    done = subprocess.run([*argv, "-f", "f32le", "-"], check=True, capture_output=True, timeout=60)
    return np.frombuffer(done.stdout, "<f4")
