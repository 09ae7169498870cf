"""Speech from espeak-ng: level and clean at both ends, and not the same for two people."""

import shutil

import numpy as np
import pytest

from demo.recording import speech
from demo.recording.cast import Language
from demo.recording.script import Line
from demo.recording.speech import PEAK_DB, SAMPLE_RATE, EspeakMissing, decibels, speak

needs_espeak = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="espeak-ng is not installed; it only makes the demo media"
)


@needs_espeak
@pytest.mark.parametrize(
    ("language", "text"),
    [("ru", "Судебное заседание открыто."), ("kk", "Сот отырысы ашық."), ("en", "The hearing is open.")],
)
def test_speak_utterance_is_level_and_trimmed(language: Language, text: str) -> None:
    samples = speak(Line("judge", "statement", language, text))
    assert 0.8 < len(samples) / SAMPLE_RATE < 5
    assert samples.dtype == np.float32
    assert decibels(-16) < np.abs(samples).max() <= decibels(PEAK_DB) + 1e-4
    assert np.abs(samples[: SAMPLE_RATE // 20]).max() > 0.005
    assert abs(samples[0]) < 0.01
    assert abs(samples[-1]) < 0.01


@needs_espeak
def test_speak_two_people_sound_different() -> None:
    first, second = (speak(Line(who, "answer", "ru", "Не возражаю.")) for who in ("prosecutor", "victim"))
    assert first.shape != second.shape or not np.allclose(first, second, atol=0.05)


def test_speak_without_espeak_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(EspeakMissing, match="apt install espeak-ng"):
        speak(Line("judge", "statement", "ru", "Слово."))


@pytest.mark.parametrize(("length", "rate"), [(22050, 22050), (22051, 22050), (1000, 16000)])
def test_resampled_tone_keeps_length_and_level(length: int, rate: int) -> None:
    times = np.arange(length) / rate
    tone = np.sin(2 * np.pi * 440 * times).astype(np.float32)
    resampled = speech._resampled(tone, rate)
    assert len(resampled) == round(length * SAMPLE_RATE / rate)
    assert np.sqrt(np.mean(resampled**2)) == pytest.approx(np.sqrt(0.5), rel=0.05)
