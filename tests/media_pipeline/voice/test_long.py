"""The long forms of the disguise: a thousand draws, three hours; and a tone that is gone from its place."""

import random
from pathlib import Path

import numpy as np
import pytest

from media_pipeline.services.studio import studio_for
from media_pipeline.voice.errors import DisguiseRefused
from media_pipeline.voice.graph import OUTPUT_RATE
from media_pipeline.voice.leaks import Samples
from media_pipeline.voice.profiles import RECIPES, Profile
from media_pipeline.voice.render import Studio, lossless, render
from tests.media_pipeline.voice.sounds import Speech, keep

RUNS = 1_000
PIECE_S = 3
LONG_S = 3 * 3_600
MARKER_HZ = 3_137
DOWN_DB = 40
ALIKE_DB = 4
LINE, SEED = 4, 3137


@pytest.mark.soak
def test_thousand_draws_give_nothing_invalid(speech: Speech, studio: Studio, tmp_path: Path) -> None:
    sounds = [speech(channel, first_s, PIECE_S) for channel in (0, 1, None) for first_s in (60, 70, 80, 90)]
    loud = [
        keep(sound, tmp_path / f"{n}.bare") for n, sound in enumerate(sounds) if np.abs(sound).max() > 0.05
    ]
    tries, refused, leaks = 0, 0, []
    for number in range(RUNS):
        profile = Profile.STRONG if number % 2 else list(RECIPES)[number // 2 % len(RECIPES)]
        try:
            made = render(loud[number % len(loud)], profile, tmp_path / "made.flac", studio)
        except DisguiseRefused:
            refused += 1
            continue
        tries += made.tries
        leaks.append(made.measures.leak)
        made.path.unlink()
    drawn_anew = tries - len(leaks)
    print(f"\ndraws: {RUNS} runs, {refused} refused, {drawn_anew} drawn anew, largest leak {max(leaks):.3f}")
    assert refused == 0
    assert len(leaks) == RUNS


@pytest.mark.soak
def test_three_hours_keep_their_length_to_the_sample(speech: Speech, tmp_path: Path) -> None:
    piece = np.asarray(speech(None, 60, 60))
    path = tmp_path / "long.bare"
    with path.open("wb") as file:
        for _ in range(LONG_S // 60):
            file.write(piece.astype(np.dtype("<f4")).tobytes())
        file.write(piece[:17].astype(np.dtype("<f4")).tobytes())
    # With the limits that the product gives to so much sound.
    made = render(path, Profile.STRONG, tmp_path / "made.flac", studio_for(LONG_S * 1000, tmp_path))
    print(f"\nthree hours: {made.samples} samples, missing {made.measures.missing}, {made.measures}")
    assert made.samples == LONG_S * OUTPUT_RATE + 17
    assert made.measures.missing == 0
    assert abs(made.measures.delay_ms or 0) <= 5


@pytest.mark.parametrize("profile", list(RECIPES))
def test_tone_beside_the_voice_is_down(
    profile: Profile, speech: Speech, studio: Studio, tmp_path: Path
) -> None:
    """As loud as the voice itself, it is gone from its place; what is left lies in the band around, as noise."""
    voice = np.asarray(speech(None, 60, 12))
    loudness = float(np.sqrt(np.mean(voice**2)))
    tone = loudness * np.sin(2 * np.pi * MARKER_HZ * np.arange(len(voice)) / OUTPUT_RATE)
    marked = (voice + tone).astype(np.float32)
    made = render(keep(marked, tmp_path / "marked.bare"), profile, tmp_path / "made.flac", studio)
    found = np.asarray(lossless(made.path, studio))
    found = found * np.sqrt(np.mean(marked**2) / np.mean(found**2))
    assert level_at(marked) > -1 + 20 * np.log10(loudness)
    assert level_at(found) < 20 * np.log10(loudness) - DOWN_DB


@pytest.mark.parametrize("profile", [Profile.CLEAR, Profile.STRONG, Profile.MAXIMUM])
def test_no_shift_brings_the_tone_back(
    profile: Profile, speech: Speech, studio: Studio, tmp_path: Path
) -> None:
    """Whatever an octave up or down is shifted to its place: no line stands out more than without the tone."""
    voice = np.asarray(speech(None, 60, 12))
    tone = np.sqrt(np.mean(voice**2)) * np.sin(2 * np.pi * MARKER_HZ * np.arange(len(voice)) / OUTPUT_RATE)
    found = []
    for name, sound in (("plain", voice), ("marked", voice + tone)):
        kept = keep(sound.astype(np.float32), tmp_path / f"{name}.bare")
        made = render(kept, profile, tmp_path / f"{name}-made.flac", studio, random.Random(SEED))
        found.append(prominence(np.asarray(lossless(made.path, studio))))
    assert found[1] < found[0] + ALIKE_DB
    assert prominence(voice + tone) > found[1] + DOWN_DB


def prominence(sound: Samples) -> float:
    """Return by how many dB the clearest line within an octave of the tone stands above what lies around it."""
    spectrum = 20 * np.log10(np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) + 1e-9)
    low, high, around = (round(hz * len(sound) / OUTPUT_RATE) for hz in (MARKER_HZ / 2, MARKER_HZ * 2, 100))
    places = range(low, high, LINE)
    return float(
        max(spectrum[at : at + LINE].max() - np.median(spectrum[at - around : at + around]) for at in places)
    )


def level_at(sound: Samples) -> float:
    """Return the amplitude of the tone in dB of full scale."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) * 4 / len(sound)
    at = round(MARKER_HZ * len(sound) / OUTPUT_RATE)
    return float(20 * np.log10(spectrum[at - 2 : at + 3].max()))
