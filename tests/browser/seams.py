"""A coded hearing with withheld parts: what is due at each of its moments, and what a viewer is sent of them."""

import random
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from io import BytesIO
from pathlib import Path

import av
import httpx
import numpy as np
from numpy.typing import NDArray

from tests.acceptance.playing import addresses
from tests.bench.frame_code import read
from tests.browser.coded import FPS, PER_CAMERA, Piece, make_piece
from tests.browser.stage import TONES_HZ, Stage

FRAME_MS = 1000 // FPS
NEAR_MS = 2_000
AAC = 1024
"""Samples of a frame of sound."""
WIDENED = 2
"""Frames of sound by which a withheld part is widened, snapped outward to their grid."""
REACH = 1
"""A frame of sound reaches into the next: what is heard of the first one behind a part lacks the one before it."""
RATE = 48_000
RISING_HZ_S = 20
PATCHED_WITHIN_S = 90
WALKS = 40
AGAIN_S = 0.25
Parts = tuple[tuple[int, int], ...]
Waves = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Plan:
    """A hearing of `seconds` of which `parts` (milliseconds) are withheld from the defence."""

    seconds: int
    parts: Parts

    @property
    def seams(self) -> list[int]:
        """Where a part begins or ends."""
        return [edge for part in self.parts for edge in part]

    def due(self, frame: int) -> int | None:
        """The number that a frame shows to the defence, None for the slate: what reaches into a part is not shown."""
        low, high = frame * FRAME_MS, (frame + 1) * FRAME_MS
        withheld = any(low < end and start < high for start, end in self.parts)
        return None if withheld else PER_CAMERA + frame

    def due_at(self, ms: int) -> int | None:
        """The number that is shown at a moment, None for the slate."""
        return self.due(ms // FRAME_MS)

    @property
    def shown(self) -> set[int]:
        """Every number that the defence may ever see."""
        frames = range(self.seconds * FPS)
        return {number for frame in frames if (number := self.due(frame)) is not None}

    def places(self, count: int, seed: int) -> list[int]:
        """Random moments (ms) near the seams, each seam and each side of it in its turn."""
        chosen = random.Random(seed)
        turns = [(seam, side) for side in (-1, 1) for seam in self.seams]
        moments = [seam + side * chosen.randrange(1, NEAR_MS) for seam, side in (turns * count)[:count]]
        # A moment in the last millisecond of a frame belongs to the next one: players round.
        return [moment - 2 if moment % FRAME_MS > FRAME_MS - 3 else moment for moment in moments]


SHORT = Plan(36, ((8_000, 14_000), (20_310, 26_530)))
"""Its first part begins and ends at a key, its second inside a group of pictures."""
LONG = Plan(60, (*SHORT.parts, (40_517, 47_703)))


def make_hearing(stage: Stage, plan: Plan, folder: Path) -> str:
    """Record, withhold and publish; returns once the defence is sent every picture that it may see."""
    hearing = stage.hearing()
    stage.mark(hearing, plan.seconds)
    stage.record(hearing, make_piece(Piece(1, 0, plan.seconds * FPS, RISING_HZ_S), folder))
    opened = datetime.fromisoformat(stage.card(hearing)["started_at"])
    for part in plan.parts:
        start, end = ((opened + timedelta(milliseconds=edge)).isoformat() for edge in part)
        order = {"kind": "closed", "started_at": start, "ended_at": end, "excludes": ["defence"]}
        body = {"hearing": hearing, "ground": "A child"} | order
        stage.of("judge").post("/api/v1/restrictions/", json=body).raise_for_status()
    stage.write(hearing, ["The session is opened."])
    stage.publish(hearing)
    _wait_for_patches(stage.of("party"), hearing, plan)
    return hearing


def _wait_for_patches(party: httpx.Client, hearing: str, plan: Plan) -> None:
    wanted = sorted(plan.shown)
    deadline = time.monotonic() + PATCHED_WITHIN_S
    found: list[int] = []
    while found != wanted:
        found = [number for number in pictures(track(party, hearing, "v0")) if number is not None]
        off = sorted(set(found) ^ set(wanted))
        assert time.monotonic() < deadline, f"{len(off)} pictures too many or missing: {off[:20]}"
        time.sleep(AGAIN_S)


def track(client: httpx.Client, hearing: str, key: str) -> bytes:
    """The init segment and all segments of a track, as this viewer is sent them."""
    for _ in range(WALKS):
        try:
            return _walk(client, hearing, key)
        except httpx.HTTPStatusError as error:
            # What is made meanwhile is another generation: it is being prepared, or the addresses before it are gone.
            if error.response.status_code not in {404, 409}:
                raise
            time.sleep(AGAIN_S)
    raise TimeoutError(key)


def _walk(client: httpx.Client, hearing: str, key: str) -> bytes:
    play = client.get(f"/api/v1/hearings/{hearing}/playback/").raise_for_status().json()
    base = str(play["playlist"]).rpartition("/")[0]
    names = addresses(_bytes(client, f"{base}/{key}.m3u8").decode())
    return b"".join(_bytes(client, f"{base}/{name}") for name in names)


def _bytes(client: httpx.Client, address: str) -> bytes:
    return client.get(address).raise_for_status().content


def pictures(data: bytes) -> list[int | None]:
    """The number in each picture of a track, None for a slate."""
    with av.open(BytesIO(data), "r") as opened:
        return [
            read(np.asarray(frame.to_ndarray(format="gray"), np.uint8)) for frame in opened.decode(video=0)
        ]


@dataclass(frozen=True)
class Sound:
    """A track of sound: its frames by the sample at which they begin, as they are coded and as they are heard."""

    data: bytes = field(repr=False)

    @cached_property
    def coded(self) -> dict[int, bytes]:
        """The bytes of each frame."""
        with av.open(BytesIO(self.data), "r") as opened:
            packets = opened.demux(audio=0)
            return {each.pts: bytes(each) for each in packets if each.pts is not None and each.size}

    @cached_property
    def heard(self) -> dict[int, Waves]:
        """Channels x samples of each frame."""
        with av.open(BytesIO(self.data), "r") as opened:
            frames = opened.decode(audio=0)
            return {
                each.pts: np.asarray(each.to_ndarray(), np.float32) for each in frames if each.pts is not None
            }


def widened(plan: Plan) -> list[range]:
    """The samples of each part with what is withheld around it, on the grid of its frames."""
    edges = [[edge * RATE // 1000 for edge in part] for part in plan.parts]
    return [range((low // AAC - WIDENED) * AAC, (-(-high // AAC) + WIDENED) * AAC) for low, high in edges]


def kept(plan: Plan, at: int) -> bool:
    """Whether the frame of sound that begins at a sample has to be the original's to the sample."""
    return not any(part.start <= at < part.stop + REACH * AAC for part in widened(plan))


def differing(plan: Plan, original: Sound, sent: Sound) -> tuple[int, int]:
    """How many samples outside the parts are not exactly the original's at the same time, and how many there are."""
    off = total = 0
    for at, wave in original.heard.items():
        if kept(plan, at):
            heard = sent.heard.get(at)
            off += wave.size if heard is None or heard.shape != wave.shape else int((heard != wave).sum())
            total += wave.size
    return off, total


def words_in(part: range, original: Sound, sent: Sound) -> frozenset[bytes]:
    """The frames of sound that are sent inside a widened part, each once. Raises AssertionError when one is its own."""
    found = frozenset(coded for at, coded in sent.coded.items() if at in part)
    own = found & set(original.coded.values())
    assert not own, f"{len(own)} frames of what was recorded"
    return found


def waves_in(part: range, sound: Sound) -> Waves:
    """What is heard in a range of samples: channels x samples."""
    return np.concatenate([sound.heard[at] for at in sorted(sound.heard) if at in part], axis=1)


def loudest_tone(waves: Waves, begin: int) -> float:
    """The highest amplitude that a tone of the recording has in a tenth of a second (Goertzel's sum, rising with it).

    `begin`: the sample at which they begin.
    """
    step = RATE // 10
    found = 0.0
    for place in range(0, waves.shape[1] - step, step):
        seconds = (begin + place + np.arange(step)) / RATE
        turns = [np.exp(-2j * np.pi * seconds * (tone + RISING_HZ_S / 2 * seconds)) for tone in TONES_HZ]
        sums = waves[:, place : place + step] @ np.array(turns).T
        found = max(found, float(abs(sums).max()) * 2 / step)
    return found
