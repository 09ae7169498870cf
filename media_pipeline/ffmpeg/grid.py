"""A grid file: rows of signed bytes, so many a second, each with some planes for each channel.

Laid out in the order time, channel, plane, without a header: a range of time is one range of bytes, and what the file
must be like is known to whoever asks for it. ``PEAKS`` has the lowest and highest sample (127 is full scale);
``LEVELS`` has RMS and peak in whole decibels of full scale (-128: digital zero) and clipped samples in a thousand.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

Int8s = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Shape:
    """Rows a second and bytes for each channel."""

    per_s: int
    planes: int


PEAKS: Final = Shape(per_s=20, planes=2)
LEVELS: Final = Shape(per_s=1, planes=3)
RMS, PEAK, CLIPPED = range(3)
ZERO_DB: Final = -128


class GridDamaged(ValueError):
    """The file's size is not that of whole rows."""


def read_grid(path: Path, shape: Shape, channels: int, skip: int = 0) -> Int8s:
    """Return the file's rows (time, channel, plane) behind ``skip`` bytes, mapped. Raises GridDamaged, OSError."""
    size, row = path.stat().st_size - skip, channels * shape.planes
    if row == 0 or size % row:
        raise GridDamaged(f"{size} bytes are no rows of {channels} channels")
    if size == 0:
        return np.zeros((0, channels, shape.planes), np.int8)
    return np.memmap(path, np.int8, "r", skip, (size // row, channels, shape.planes))
