"""Protecting a part, doing the work, releasing it, and hearing what is served: for tests of disguises."""

import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
from django.conf import settings
from django.test import Client
from numpy.typing import NDArray

from foundation.clock import plus_ms, rfc3339
from hearings.models import Disguise, Hearing
from hearings.services.disguises import release
from jobs.models import Job
from jobs.services.run import run_job
from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.states import JobKind
from playback.services.gate import gate
from tests.cast import Cast
from tests.hearings.test_restrictions import order
from tests.media import add_recording
from tests.media_pipeline.voice.sounds import DEMO
from tests.playback.test_media import base_of, body_of, opened, parts_of

SignIn = Callable[[str], Client]
Samples = NDArray[np.float32]
FIRST_S, SECONDS, RATE = 60, 24, 48_000
START_MS, END_MS = 6_000, 14_000
MARGIN = 2_048
KINDS = (JobKind.DISGUISE, JobKind.SLATES, JobKind.MASKS)
HEARERS = ("judge", "clerk", "assistant", "party", "lawyer", "prosecutor")


@cache
def speech() -> Path:
    """Return some seconds of the demonstration: pictures and four microphones."""
    path = Path(mkdtemp(dir=settings.HOME)) / "speech.mp4"
    argv = [str(find_ffmpeg("").path), "-nostdin", "-v", "error", "-ss", str(FIRST_S), "-i", str(DEMO)]
    argv += [
        "-t",
        str(SECONDS),
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-g",
        "25",
        "-c:a",
        "aac",
        str(path),
    ]
    subprocess.run(argv, check=True, timeout=300)
    return path


def decoded(path: Path) -> Samples:
    """Return the sound of a file, a column for each microphone."""
    argv = [str(find_ffmpeg("").path), "-nostdin", "-v", "error", "-i", str(path), "-map", "0:a:0"]
    done = subprocess.run([*argv, "-f", "f32le", "-ar", str(RATE), "-"], check=True, capture_output=True)
    return np.frombuffer(done.stdout, "<f4").reshape(-1, 4)


def speaking(heard: Cast) -> Hearing:
    """Return case 1's hearing with people who speak."""
    add_recording(heard, media=speech())
    heard.hearing.refresh_from_db()
    return heard.hearing


def work() -> None:
    """Do what was ordered."""
    while job := Job.objects.filter(kind__in=KINDS, state="queued").order_by("kind").first():
        assert run_job(job.pk, owner="test:1")
    undone = Job.objects.filter(kind__in=KINDS).exclude(state="done")
    assert not undone.exists(), undone.values()
    gate.watcher.round()


def protect(signed_in: SignIn, hearing: Hearing, **body: Any) -> dict[str, Any]:
    zero = hearing.started_at
    place = {"started_at": rfc3339(plus_ms(zero, START_MS)), "ended_at": rfc3339(plus_ms(zero, END_MS))}
    return order(signed_in("judge"), hearing, "protected", **(place | body))


def let_out(heard: Cast) -> Disguise:
    (row,) = Disguise.objects.filter(state="to_hear")
    made = release(row, heard.caller("clerk"), "T-clerk-protected")
    gate.watcher.round()
    return made


def served(client: Client, hearing: Hearing, path: Path, key: str = "a0") -> Samples:
    play = opened(client, hearing)
    names = parts_of(client, play, key)
    path.write_bytes(b"".join(body_of(client, f"{base_of(play)}/{name}") for name in names))
    return decoded(path)


def inside(sound: Samples, channel: int = 0) -> Samples:
    found: Samples = sound[START_MS * 48 : END_MS * 48, channel]
    return found


def sounds(sound: Samples) -> bool:
    """Tell whether anything is heard in the part, behind the words that announce a withheld one."""
    return bool(np.abs(inside(sound)[5 * RATE :]).max() > 0)


def released(signed_in: SignIn, heard: Cast, room: Hearing, **body: Any) -> Disguise:
    protect(signed_in, room, **body)
    work()
    row = let_out(heard)
    opened(signed_in("party"), room)
    work()
    return row
