"""The measure that finds an original in its disguise: what it must find, and what it must not take for one."""

import random
from pathlib import Path

import numpy as np
import pytest

from media_pipeline.voice.graph import OUTPUT_RATE
from media_pipeline.voice.leaks import BAND_RATE, leak, narrowed, rms
from media_pipeline.voice.profiles import Profile
from media_pipeline.voice.render import Studio, lossless, render
from media_pipeline.voice.verdict import BOUNDS
from tests.media_pipeline.voice.sounds import TRACE, Speech, keep, trace

WINDOW = OUTPUT_RATE // 2


def test_sound_is_all_of_itself(speech: Speech) -> None:
    assert leak(speech(), speech(), OUTPUT_RATE) == pytest.approx(1, abs=0.2)


@pytest.mark.parametrize("late_ms", [-90, -3, 40, 95])
def test_sound_is_found_when_it_was_moved(speech: Speech, late_ms: int) -> None:
    moved = np.roll(speech(), late_ms * OUTPUT_RATE // 1000)
    assert leak(speech(), moved, OUTPUT_RATE) > 0.5


@pytest.mark.parametrize("pair", [(0, 1), (1, 2), (2, 3), (3, 0)])
def test_disguise_of_a_stranger_is_not_taken_for_a_voice(
    speech: Speech, studio: Studio, tmp_path: Path, pair: tuple[int, int]
) -> None:
    """Voices of a machine hold a tone for longer than people do, and the buzz can meet one: hence always one draw."""
    sound = keep(speech(pair[1], 200), tmp_path / "in.bare")
    made = render(sound, Profile.STRONG, tmp_path / "out.flac", studio, random.Random(1))
    assert leak(speech(pair[0]), lossless(made.path, studio), OUTPUT_RATE) < BOUNDS.leak


@pytest.mark.parametrize("profile", [Profile.CLEAR, Profile.STRONG, Profile.MAXIMUM])
def test_tenth_of_the_original_beside_a_disguise_is_found(
    speech: Speech, studio: Studio, profile: Profile, tmp_path: Path
) -> None:
    made = render(keep(speech(), tmp_path / "in.bare"), profile, tmp_path / "out.flac", studio)
    disguised = lossless(made.path, studio)
    assert made.measures.leak < BOUNDS.leak
    beside = disguised + speech() * (0.1 * rms(disguised) / rms(speech()))
    assert leak(speech(), beside, OUTPUT_RATE) > BOUNDS.leak
    louder = disguised + speech() * (0.2 * rms(disguised) / rms(speech()))
    assert trace(speech(), louder) > TRACE > BOUNDS.leak


@pytest.mark.parametrize("at", [0, 5 * WINDOW + 777, -WINDOW], ids=["first", "middle", "last"])
def test_half_a_second_that_was_forgotten_is_found_wherever_it_is(speech: Speech, at: int) -> None:
    """Also at the very end, where no whole window begins."""
    changed = np.array(speech(1, 200))
    at %= len(changed)
    changed[at : at + WINDOW] = speech()[at : at + WINDOW]
    assert leak(speech(), changed, OUTPUT_RATE) > BOUNDS.leak


def test_high_tones_of_the_original_are_found_though_no_disguise_reaches_them() -> None:
    noise = np.random.default_rng(3).standard_normal(4 * OUTPUT_RATE).astype(np.float32) * 0.1
    other = np.random.default_rng(4).standard_normal(4 * OUTPUT_RATE).astype(np.float32) * 0.1
    spectrum, mixed = np.fft.rfft(noise), np.fft.rfft(other)
    mixed[40_000:] = spectrum[40_000:]  # above 10 kHz
    assert leak(noise, np.fft.irfft(mixed).astype(np.float32), OUTPUT_RATE) > BOUNDS.leak
    assert leak(noise, other, OUTPUT_RATE) < BOUNDS.leak


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.3, 0.5, 0.7])
def test_short_pieces_of_strangers_are_not_alike_by_chance(seconds: float) -> None:
    luck = np.random.default_rng(5)
    count = round(seconds * OUTPUT_RATE)
    pairs = (luck.standard_normal((2, count)).astype(np.float32) * 0.1 for _ in range(20))
    assert max(leak(one, other, OUTPUT_RATE) for one, other in pairs) < BOUNDS.leak


def test_few_sounds_in_a_long_silence_are_not_alike_by_chance() -> None:
    luck = np.random.default_rng(6)
    one, other = luck.standard_normal((2, 3 * OUTPUT_RATE)).astype(np.float32) * 0.1
    other[:OUTPUT_RATE] = 0
    other[OUTPUT_RATE + 2000 : -2000] = 0
    assert leak(one, other, OUTPUT_RATE) < BOUNDS.leak


def test_silence_and_nothing_are_no_leak(speech: Speech) -> None:
    assert leak(speech(), np.zeros(len(speech()), np.float32), OUTPUT_RATE) == 0
    assert leak(np.zeros(0, np.float32), np.zeros(0, np.float32), OUTPUT_RATE) == 0
    assert leak(speech()[:100], speech(1)[:100], OUTPUT_RATE) >= 0


def test_narrowed_keeps_what_lies_in_the_band_as_loud_as_it_was() -> None:
    seconds = np.arange(OUTPUT_RATE) / OUTPUT_RATE
    low, high = np.sin(2 * np.pi * 1000 * seconds), np.sin(2 * np.pi * 12_000 * seconds)
    found = narrowed(low + high, OUTPUT_RATE)
    assert len(found) == BAND_RATE
    assert np.allclose(found, np.sin(2 * np.pi * 1000 * np.arange(BAND_RATE) / BAND_RATE), atol=1e-6)
