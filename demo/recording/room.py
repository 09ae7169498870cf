"""Puts the utterances on one timeline and into four microphones, as they would sound in one room."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from demo.recording.cast import CAST, MICROPHONES
from demo.recording.script import Line
from demo.recording.speech import SAMPLE_RATE, Samples, decibels

Channels = NDArray[np.float32]  # shape (samples, microphones)

LEAD_IN_MS: Final = 2_400
LEAD_OUT_MS: Final = 3_000
# Whole groups of pictures of both tracks end together at multiples of this.
LENGTH_STEP_MS: Final = 2_000
PAUSE_MS: Final[dict[str, int]] = {
    "opening": 1_400,
    "appearance": 900,
    "statement": 1_100,
    "question": 750,
    "answer": 700,
    "motion": 1_100,
    "ruling": 1_600,
    "document": 1_300,
    "closing": 1_500,
}
# How each place (row) is heard by each microphone (column): level in dB, and way of the sound in metres.
BLEED_DB: Final = ((0, -27, -27, -24), (-27, 0, -29, -31), (-27, -29, 0, -26), (-24, -31, -26, 0))
DISTANCE_M: Final = (
    *((0.0, 3.1, 3.2, 2.2), (3.1, 0.0, 3.8, 4.4)),
    *((3.2, 3.8, 0.0, 2.7), (2.2, 4.4, 2.7, 0.0)),
)
SOUND_M_PER_S: Final = 343.0
# One early reflection from the walls: delay in milliseconds and level, a little different per place.
REFLECTION_MS: Final = (13, 17, 16, 11)
REFLECTION_DB: Final = -19.0
NOISE_DB: Final = -72.0
SEED: Final = 20_150_601


@dataclass(frozen=True, slots=True)
class Utterance:
    """A line in media time; `start_ms` and `end_ms` frame its audible samples."""

    line: Line
    start_ms: int
    end_ms: int


def schedule(lines: Sequence[Line], lengths: Sequence[int]) -> tuple[list[Utterance], int]:
    """Return the utterances, one after the other with a pause before each, and the length of the whole in ms.

    `lengths` are samples at SAMPLE_RATE. Starts are whole milliseconds, ends are rounded up.
    """
    utterances: list[Utterance] = []
    now_ms = LEAD_IN_MS
    for line, length in zip(lines, lengths, strict=True):
        now_ms += PAUSE_MS[line.kind]
        end_ms = now_ms + -(-length * 1000 // SAMPLE_RATE)
        utterances.append(Utterance(line, now_ms, end_ms))
        now_ms = end_ms
    total_ms = now_ms + LEAD_OUT_MS
    return utterances, -(-total_ms // LENGTH_STEP_MS) * LENGTH_STEP_MS


def record(utterances: Sequence[Utterance], voices: Sequence[Samples], total_ms: int) -> Channels:
    """Return what the microphones hear: speech, bleed, one reflection and a low noise floor."""
    channels = _noise(samples_at(total_ms))
    for utterance, voice in zip(utterances, voices, strict=True):
        _place(channels, voice, samples_at(utterance.start_ms), CAST[utterance.line.who].microphone)
    return channels


def samples_at(time_ms: int) -> int:
    """Return the sample that lies at a media time."""
    return time_ms * SAMPLE_RATE // 1000


def _place(channels: Channels, voice: Samples, start: int, place: int) -> None:
    for microphone, gain_db in enumerate(BLEED_DB[place]):
        direct = start + round(DISTANCE_M[place][microphone] / SOUND_M_PER_S * SAMPLE_RATE)
        reflected = direct + REFLECTION_MS[microphone] * SAMPLE_RATE // 1000
        for at, level_db in ((direct, gain_db), (reflected, gain_db + REFLECTION_DB)):
            channels[at : at + len(voice), microphone] += voice * np.float32(decibels(level_db))


def _noise(length: int) -> Channels:
    # Seeded, so that a second run gives the same bytes; smoothed, since a room rumbles more than it hisses.
    white = np.random.default_rng(SEED).standard_normal((length + 8, len(MICROPHONES)), dtype=np.float32)
    rumble = np.lib.stride_tricks.sliding_window_view(white, 8, axis=0)[:length].mean(axis=2)
    floor: Channels = (rumble * (decibels(NOISE_DB) / float(rumble.std()))).astype(np.float32)
    return floor
