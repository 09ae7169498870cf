"""Whether anything of an original is still in its disguise: correlation of whitened sound, half second by half second.

Every moment and every frequency counts the same after whitening. Without that, two voices that are loud in the same
places are alike by chance: second differences, which an earlier form compared, reach 0.29 for a disguise, 0.15 for
strangers, and 0.11 for a disguise with a tenth of the original beside it, so they tell nothing. Whitened, strangers
reach 0.065, a disguise 0.085, and a tenth of the original 0.2 (median; tests/media_pipeline/voice/test_leaks.py).
"""

from itertools import count
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Numbers = NDArray[np.float64]
Spectrum = NDArray[np.complexfloating[Any, Any]]
BAND_RATE: Final = 16_000
"""Speech, and all that a disguise is made of, lies below half of it."""
WHITE_S: Final = 0.128
"""Pieces that are whitened by themselves: long enough to part the tones of a voice."""
OVERLAP: Final = 4
BATCH: Final = 64
"""So many pieces are whitened at a time."""
FLOOR: Final = 1e-4
"""Of the loudest frequency of a piece: what is weaker is not raised to the same height."""
QUIET: Final = 2e-4
"""Of the loudest sample: what a filter leaves in a silence is not raised to the height of a voice."""
WINDOW_S: Final = 0.5
LAG_S: Final = 0.1
"""How far a piece of the original may have moved and is still found."""
SILENT: Final = 1e-5
"""RMS (of full scale) below which there is nothing to compare."""
HARDLY: Final = 1e-6
"""Share of the power of a disguise above the band that is noise of 16-bit numbers and nothing else."""


def leak(original: Samples, disguised: Samples, rate: int) -> float:
    """Return the largest correlation (0 to 1) of any half second of a disguise with the original within 0.1 s of it."""
    length = min(len(original), len(disguised))
    pair = tuple(_whole_seconds(each[:length], rate) for each in (original, disguised))
    if any(rms(each) < SILENT for each in pair):
        return 0.0
    seconds, size = length / rate, len(pair[0])
    before, after = (np.fft.rfft(each) for each in pair)
    low = _compared(_below(before, size, rate), _below(after, size, rate), min(rate, BAND_RATE), seconds)
    if rate <= BAND_RATE:
        return low
    above = tuple(_without_band(each, size, rate) for each in (before, after))
    # Each frequency of a half spectrum stands for two.
    power = 2 * float(np.sum(np.square(np.abs(above[1]), dtype=np.float64))) / size
    if power < HARDLY * float(np.sum(np.square(pair[1], dtype=np.float64))):
        return low
    return max(low, _compared(np.fft.irfft(above[0], size), np.fft.irfft(above[1], size), rate, seconds))


def _whole_seconds(samples: Samples, rate: int) -> Samples:
    # A transform of so many numbers is quick; of a number that has large factors it is not. A second more: its end is
    # its beginning, too.
    seconds = 1 - -len(samples) // rate
    return np.pad(samples, (0, next(n for n in count(seconds) if _is_smooth(n)) * rate - len(samples)))


def _is_smooth(number: int) -> bool:
    for factor in (2, 3, 5):
        while number % factor == 0:
            number //= factor
    return number == 1


def rms(samples: NDArray[Any]) -> float:
    """Return the root of the mean square."""
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) else 0.0


def narrowed(samples: NDArray[Any], rate: int) -> Numbers:
    """Return sound at BAND_RATE (or its own, where that is lower), by leaving out what lies above."""
    return _below(np.fft.rfft(samples), len(samples), rate)


def _below(spectrum: Spectrum, size: int, rate: int) -> Numbers:
    length = size * min(BAND_RATE, rate) // rate
    return np.fft.irfft(spectrum[: length // 2 + 1], length) * (length / size)


def _without_band(spectrum: Spectrum, size: int, rate: int) -> Spectrum:
    above = spectrum.copy()
    # A margin: filters of a resampler are no walls.
    above[: int(size * 0.55 * BAND_RATE / rate)] = 0
    return above


def _compared(before: Numbers, after: Numbers, rate: int, seconds: float) -> float:
    """Compare as much as is sound, window by window; the last one ends where the sound does."""
    end = int(seconds * rate)
    before, after = whitened(before, rate)[:end], whitened(after, rate)[:end]
    length, lag = min(int(WINDOW_S * rate), end), int(LAG_S * rate)
    if not length:
        return 0.0
    # What a whole window holds where there is sound all the time: beside less of it, more is alike by chance.
    full = WINDOW_S * rate * _power(before)
    starts = [*range(0, end - length, length), end - length]
    most = max(_likeness(before, after[start : start + length], start, lag, full) for start in starts)
    return min(most, 1.0)


def _power(samples: Numbers) -> float:
    sounding = int(np.count_nonzero(samples))
    return float(np.sum(np.square(samples))) / sounding if sounding else 0.0


def whitened(samples: Numbers, rate: int) -> Numbers:
    """Return sound in which each piece holds every frequency alike; only the phases of the original are left."""
    size = int(WHITE_S * rate) // OVERLAP * OVERLAP
    step = size // OVERLAP
    window = np.hanning(size + 1)[:-1]
    padded = np.pad(samples, (size, size + step - len(samples) % step))
    found = np.zeros(len(padded))
    quiet = max(QUIET * float(np.abs(samples).max(initial=0.0)), SILENT)
    starts = np.arange(0, len(padded) - size + 1, step)
    for at in range(0, len(starts), BATCH):
        pieces = np.lib.stride_tricks.sliding_window_view(padded, size)[starts[at : at + BATCH]] * window
        loud = np.sqrt(np.mean(np.square(pieces), axis=1)) > quiet
        for start, white in zip(starts[at : at + BATCH][loud], _white(pieces[loud]) * window, strict=True):
            found[start : start + size] += white
    return found[size : size + len(samples)]


def _white(pieces: Numbers) -> Numbers:
    spectra = np.fft.rfft(pieces)
    heights = np.abs(spectra)
    floors = FLOOR * heights.max(axis=1, initial=0.0, keepdims=True)
    return np.fft.irfft(spectra / np.maximum(heights, floors), pieces.shape[1])


def _likeness(before: Numbers, piece: Numbers, start: int, lag: int, full: float) -> float:
    near = before[max(0, start - lag) : start + len(piece) + lag]
    energy = float(np.sum(np.square(piece)))
    if not energy or not full:
        return 0.0
    size = 1 << (len(near) + len(piece)).bit_length()
    spectrum = np.fft.rfft(near, size) * np.conj(np.fft.rfft(piece, size))
    alike = np.abs(np.fft.irfft(spectrum, size)[: len(near) - len(piece) + 1])
    return float(alike.max(initial=0.0)) / float(np.sqrt(energy * full))
