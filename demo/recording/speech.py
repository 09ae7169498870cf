"""Turns words into sound with espeak-ng: level, without silence at the ends, at the rate of the recording."""

import io
import shutil
import wave
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from demo.recording.cast import CAST, Voice
from demo.recording.script import Line
from media_pipeline.ffmpeg.errors import FfmpegError
from media_pipeline.ffmpeg.isolation import network_can_be_denied
from media_pipeline.ffmpeg.limits import MEBIBYTE, Limits
from media_pipeline.ffmpeg.outcome import require_success
from media_pipeline.ffmpeg.runner import run

Samples = NDArray[np.float32]

SAMPLE_RATE: Final = 48_000
SPEECH_RMS_DB: Final = -21.0
PEAK_DB: Final = -3.5
# What is quieter than this, relative to the loudest sample, counts as silence around the words.
SILENCE_DB: Final = -46.0
FADE_MS: Final = 8
# The file size is for the sound library that it loads: that reserves 64 MiB of shared memory, unused here.
VOICE_LIMITS: Final = Limits(wall_s=60, cpu_s=30, memory_bytes=1024 * MEBIBYTE, file_bytes=128 * MEBIBYTE)


class EspeakMissing(FfmpegError):
    """espeak-ng is not installed; on Debian: apt install espeak-ng."""


def speak(line: Line) -> Samples:
    """Return the utterance as mono samples (-1 to 1) at SAMPLE_RATE, first to last audible sample.

    Raises EspeakMissing, or the FfmpegError of a synthesiser that failed.
    """
    program = shutil.which("espeak-ng")
    if program is None:
        raise EspeakMissing(EspeakMissing.__doc__)
    arguments = _arguments(line.language, CAST[line.who].voice)
    result = run(
        [str(Path(program).absolute()), *arguments],
        VOICE_LIMITS,
        stdin=line.text.encode(),
        deny_network=network_can_be_denied(),
    )
    return _levelled(_trimmed(_resampled(*_decoded(require_success(result).stdout))))


def decibels(value: float) -> float:
    """Return the factor of an amplitude given in dB."""
    return float(10 ** (value / 20))


def _arguments(language: str, voice: Voice) -> list[str]:
    return [
        *("-v", f"{language}+{voice.variant}"),  # a voice of the language, with the person's timbre
        *("-p", str(voice.pitch)),
        *("-s", str(voice.words_per_minute)),
        *("-b", "1"),  # the text is UTF-8
        "--stdin",
        "--stdout",  # a WAV file
    ]


def _decoded(wav: bytes) -> tuple[Samples, int]:
    # The header of a WAV that was streamed does not know its length; the module then reads to the end.
    with wave.open(io.BytesIO(wav)) as reader:
        rate = int(reader.getframerate())
        data = reader.readframes(len(wav))
    return np.frombuffer(data, dtype="<i2").astype(np.float32) * np.float32(1 / 32768), rate


def _resampled(samples: Samples, rate: int) -> Samples:
    # Through the spectrum: exact for a finished piece of sound, and needs no library but numpy.
    wanted = round(len(samples) * SAMPLE_RATE / rate)
    spectrum = np.fft.rfft(samples)
    padded = np.zeros(wanted // 2 + 1, dtype=spectrum.dtype)
    padded[: len(spectrum)] = spectrum[: len(padded)]
    return (np.fft.irfft(padded, wanted) * (wanted / len(samples))).astype(np.float32)


def _trimmed(samples: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(samples) > np.abs(samples).max() * decibels(SILENCE_DB))
    kept = samples[loud[0] : loud[-1] + 1].copy()
    fade = np.linspace(0, 1, SAMPLE_RATE * FADE_MS // 1000, dtype=np.float32)
    kept[: len(fade)] *= fade
    kept[-len(fade) :] *= fade[::-1]
    return kept


def _levelled(samples: Samples) -> Samples:
    # The level of the spoken parts only, so that pauses do not make a person louder.
    spoken = samples[np.abs(samples) > np.abs(samples).max() * decibels(-30)]
    level = float(np.sqrt(np.mean(spoken**2)))
    gain = min(decibels(SPEECH_RMS_DB) / level, decibels(PEAK_DB) / float(np.abs(samples).max()))
    return samples * np.float32(gain)
