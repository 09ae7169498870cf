"""What a disguised interval is like beside its original, measured on samples: the word of a coder is not believed.

Samples are mono float, one rate for both.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from media_pipeline.voice.leaks import SILENT, Samples, leak, rms

PIECE_S: Final = 60
ENVELOPE_MS: Final = 10
LONGEST_DELAY_MS: Final = 200
TINY: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Measures:
    """What was found of a disguised interval beside its original.

    ``missing``: samples that it is short of (negative: too long). ``peak``: of full scale; infinite where a sample is
    no number. ``level_db``: against the original, None where that is silent. ``leak``: the largest likeness of any half
    second to the original near it (1: it is the original). ``delay_ms``: of its loudness,
    None where nothing can be told.
    """

    missing: int
    peak: float
    level_db: float | None
    leak: float
    delay_ms: float | None


def measure(original: Samples, disguised: Samples, rate: int) -> Measures:
    """Compare an interval with its disguise, minute by minute: the worst of each counts, and files need not fit into
    memory.
    """
    step = PIECE_S * rate
    length = min(len(original), len(disguised))
    pieces = [
        _measured(original[at : at + step], disguised[at : at + step], rate)
        for at in range(0, max(length, 1), step)
    ]
    return Measures(
        len(original) - len(disguised),
        max(piece.peak for piece in pieces),
        min((piece.level_db for piece in pieces if piece.level_db is not None), default=None),
        max(piece.leak for piece in pieces),
        max((piece.delay_ms for piece in pieces if piece.delay_ms is not None), key=abs, default=None),
    )


def _measured(original: Samples, disguised: Samples, rate: int) -> Measures:
    length = min(len(original), len(disguised))
    finite = bool(np.isfinite(disguised).all())
    if not finite or not length:
        return Measures(len(original) - len(disguised), float("inf") if not finite else 0.0, None, 1.0, None)
    before, after = original[:length], disguised[:length]
    return Measures(
        len(original) - len(disguised),
        float(np.abs(disguised).max()),
        _level(before, after),
        leak(before, after, rate),
        delay_ms(before, after, rate),
    )


def _level(before: Samples, after: Samples) -> float | None:
    quiet = rms(before)
    return 20 * float(np.log10(max(rms(after), TINY) / quiet)) if quiet > SILENT else None


def delay_ms(original: Samples, disguised: Samples, rate: int) -> float | None:
    """Return by how much the loudness of the disguise follows that of the original, to the millisecond."""
    before, after = _loudness(original, rate), _loudness(disguised, rate)
    if len(before) < 2 * LONGEST_DELAY_MS or before.std() < TINY or after.std() < TINY:
        return None
    size = 1 << (2 * len(before)).bit_length()
    spectrum = np.fft.rfft(after - after.mean(), size) * np.conj(np.fft.rfft(before - before.mean(), size))
    found = np.fft.irfft(spectrum, size)
    near = np.concatenate((found[-LONGEST_DELAY_MS:], found[: LONGEST_DELAY_MS + 1]))
    return float(int(np.argmax(near)) - LONGEST_DELAY_MS)


def _loudness(samples: Samples, rate: int) -> NDArray[np.float64]:
    """The logarithm of the energy of 10 ms around each millisecond."""
    step = max(rate // 1000, 1)
    whole = len(samples) // step * step
    power = np.square(samples[:whole], dtype=np.float64).reshape(-1, step).mean(1)
    if len(power) < ENVELOPE_MS:
        return np.zeros(0)
    return np.log(np.convolve(power, np.full(ENVELOPE_MS, 1 / ENVELOPE_MS), "same") + 1e-6)
