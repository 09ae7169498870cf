"""The moving picture: one state of room, speaker and clock per step of 200 ms, as raw RGB."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from PIL import Image

from demo.recording.canvas import Canvas
from demo.recording.courtroom import draw_room
from demo.recording.overlay import METER_STEPS, Levels, draw_bottom, draw_top
from demo.recording.palette import BOTTOM_BAR, HEIGHT, TOP_BAR, WALL
from demo.recording.room import Channels, Utterance, samples_at

# The clock changes with a step, and speech moves the picture calmly, not nervously.
STEP_MS: Final = 200
METER_DB: Final = (-44.0, -36.0, -30.0, -25.0, -21.0)
ALWAYS_PRESENT: Final = frozenset({"judge", "clerk", "prosecutor", "victim", "defence_counsel", "defendant"})
CALLED: Final = frozenset({"witness", "interpreter"})
# The clerk announces them and the judge addresses them before they first speak.
ANNOUNCED_BEFORE: Final = 2
LEAVE_AFTER_MS: Final = 2_500


@dataclass(frozen=True, slots=True)
class Hearing:
    """What the picture shows: the utterances, what the microphones heard, and the length in ms."""

    utterances: Sequence[Utterance]
    channels: Channels
    total_ms: int

    def steps(self) -> int:
        """Number of pictures."""
        return self.total_ms // STEP_MS

    def speaking_at(self, media_ms: int) -> Utterance | None:
        """Return who speaks at a moment."""
        starts = [utterance.start_ms for utterance in self.utterances]
        position = bisect_right(starts, media_ms) - 1
        if position < 0 or self.utterances[position].end_ms <= media_ms:
            return None
        return self.utterances[position]

    def called_between(self) -> tuple[int, int]:
        """Return from when to when the witness and the interpreter are in the room."""
        theirs = [index for index, utterance in enumerate(self.utterances) if utterance.line.who in CALLED]
        announced = self.utterances[max(theirs[0] - ANNOUNCED_BEFORE, 0)]
        return announced.start_ms, self.utterances[theirs[-1]].end_ms + LEAVE_AFTER_MS


def frames(hearing: Hearing) -> Iterator[bytes]:
    """Yield the pictures, each 3 bytes per pixel; equal states come from a cache."""
    first_ms, last_ms = hearing.called_between()
    for step in range(hearing.steps()):
        media_ms = step * STEP_MS
        utterance = hearing.speaking_at(media_ms)
        levels = meter_levels(hearing.channels, media_ms)
        called = CALLED if first_ms <= media_ms < last_ms else frozenset()
        speaker = utterance.line.who if utterance else None
        own = max(levels) if utterance else 0
        picture = _room(called, speaker, own).copy()
        picture.paste(_top(media_ms - media_ms % 1000), (0, 0))
        picture.paste(draw_bottom(utterance.line if utterance else None, levels), (0, HEIGHT - BOTTOM_BAR))
        yield picture.tobytes()


def meter_levels(channels: Channels, media_ms: int) -> Levels:
    """Return per microphone how many of METER_STEPS marks its level reaches in the step that begins here."""
    window = channels[samples_at(media_ms) : samples_at(media_ms + STEP_MS)]
    power = np.sqrt(np.mean(np.square(window), axis=0)) + 1e-9
    return tuple(int(np.searchsorted(METER_DB, 20 * np.log10(value))) for value in power)


@lru_cache(maxsize=256)
def _room(called: frozenset[str], speaker: str | None, level: int) -> Image.Image:
    canvas = Canvas(WALL)
    draw_room(canvas, ALWAYS_PRESENT | called, speaker, level / METER_STEPS)
    return canvas.finished()


@lru_cache(maxsize=4)
def _top(media_ms: int) -> Image.Image:
    bar = draw_top(media_ms)
    if bar.height != TOP_BAR:
        raise ValueError("the upper bar has another height than planned")
    return bar
