"""What somebody hears of a hearing, taken from the addresses that a player uses, and compared by numbers."""

import re
import subprocess
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import APIRequestContext

from media_pipeline.ffmpeg.binary import find_ffmpeg
from tests.browser.stage import SECONDS
from tests.media_pipeline.voice.sounds import DEMO, FIRST_S, TRACE, trace

Samples = NDArray[np.float32]
Span = tuple[float, float]
"""From and to, seconds of the hearing."""
RATE = 48_000
START_S, END_S = 4, 13
"""The part that is protected."""
PART: Span = (START_S, END_S)
WORDS_S = 5
"""Behind these of a withheld part, nobody says any more that it is withheld."""
WORK_S = 120
QUIET_S = 6
ALIKE = 0.95
EDGE = 4_096
LATE = (0, 256)
"""Samples by which a decoder without a clock is late: the demonstration's first frame is cut to 768 of 1,024."""


def ffmpeg(*arguments: str) -> bytes:
    argv = [str(find_ffmpeg("").path), "-nostdin", "-v", "error", *arguments]
    return subprocess.run(argv, check=True, capture_output=True, timeout=300).stdout


def make_speech(folder: Path) -> Path:
    """Make a recording of some seconds of the demonstration: people who speak, four microphones."""
    path = folder / "courtroom.mp4"
    cut = ("-ss", str(FIRST_S), "-i", str(DEMO), "-t", str(SECONDS))
    ffmpeg(*cut, "-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-c:a", "aac", str(path))
    return path


def samples(raw: bytes) -> Samples:
    return np.frombuffer(raw, "<f4")


def microphone(path: Path) -> Samples:
    """Return the first microphone of a file."""
    return samples(ffmpeg("-i", str(path), "-map", "0:a:0", "-af", "pan=mono|c0=c0", "-f", "f32le", "-"))


def served(request: APIRequestContext, hearing: str, folder: Path) -> Samples:
    """Return what somebody hears of the first microphone, taken from the addresses that the player uses."""
    deadline = time.monotonic() + WORK_S
    # Whenever something more is made, what a viewer has opened lies under new addresses.
    while not (parts := list(pieces(request, hearing))):
        assert time.monotonic() < deadline
        time.sleep(1)
    path = folder / "a0.mp4"
    path.write_bytes(b"".join(parts))
    return microphone(path)


def pieces(request: APIRequestContext, hearing: str) -> list[bytes]:
    """Return init segment and segments, nothing when an address has changed meanwhile."""
    found = [request.get(url) for url in addresses(request, hearing)]
    return [each.body() for each in found] if all(each.ok for each in found) else []


def addresses(request: APIRequestContext, hearing: str) -> list[str]:
    """Open a play; return where init segment and segments of the first microphone lie."""
    document = request.get(f"/api/v1/hearings/{hearing}/playback/").json()
    base = str(document["playlist"]).rpartition("/")[0]
    text = request.get(f"{base}/a0.m3u8").text()
    names = [
        *dict.fromkeys(re.findall(r'URI="([^"]+)"', text)),
        *re.findall(r"^[^#\n]+$", text, re.MULTILINE),
    ]
    return [f"{base}/{name}" for name in names]


def inside(sound: Samples, part: Span = PART) -> Samples:
    start, end = (round(at * RATE) for at in part)
    return sound[start:end]


def disguise_served(request: APIRequestContext, hearing: str, folder: Path, part: Span = PART) -> Samples:
    """Return what is heard of the part, once anything is."""
    deadline = time.monotonic() + WORK_S
    while not np.abs(found := inside(served(request, hearing, folder), part))[WORDS_S * RATE :].max():
        assert time.monotonic() < deadline
        time.sleep(1)
    return found


def settle(request: APIRequestContext, hearing: str, folder: Path) -> None:
    """Return when the part is heard and nothing more comes: each generation is loaded anew, which costs a moment."""
    disguise_served(request, hearing, folder)
    deadline, known, since = time.monotonic() + WORK_S, None, time.monotonic()
    while time.monotonic() - since < QUIET_S:
        assert time.monotonic() < deadline
        generation = request.get(f"/api/v1/hearings/{hearing}/playback/").json()["generation"]
        if generation != known:
            known, since = generation, time.monotonic()
        time.sleep(0.5)


def assert_disguised(found: Samples, voice: Samples, disguise: Samples) -> None:
    """Fail where anything of the voice is heard, or something else than the disguise."""
    assert trace(voice, found) < TRACE
    assert max(alike(found[late:], disguise[: len(disguise) - late]) for late in LATE) > ALIKE


def alike(one: Samples, other: Samples) -> float:
    """Return how alike two sounds of a length are, sample by sample, without what is faded at their ends."""
    return float(np.corrcoef(one[EDGE:-EDGE], other[EDGE:-EDGE])[0, 1])
