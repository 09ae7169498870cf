"""A frame number that can be read from the picture: each bit is a cell above its own inverse.

Two rows of 28 square cells at the top left, of a 40th of the width each: 20 bits of the number and 8 of a checksum,
most significant first. A bit is 1 where the upper cell is brighter than the lower one, so no level has to be known and
scaling, compression and colour range do not matter. ``READ_JS`` reads it from a video element.
"""

import zlib

import numpy as np
from numpy.typing import NDArray

Luma = NDArray[np.uint8]

NUMBER_BITS = 20
CHECK_BITS = 8
CELLS = NUMBER_BITS + CHECK_BITS
CELLS_ACROSS = 40
DARK, BRIGHT = 24, 228
HIGHEST = 2**NUMBER_BITS - 1


def checksum(number: int) -> int:
    """Return 8 bits that tell a wrongly read number."""
    return zlib.crc32(number.to_bytes(3, "big")) & 0xFF


def bits_of(number: int) -> list[int]:
    """Return the cells' bits. Raises ValueError beyond 20 bits."""
    if not 0 <= number <= HIGHEST:
        raise ValueError(number)
    word = number << CHECK_BITS | checksum(number)
    return [word >> (CELLS - 1 - place) & 1 for place in range(CELLS)]


def strip(number: int, width: int) -> Luma:
    """Return the luma of the code for a picture of this width: 2 cells high, 28 cells wide."""
    cell = width // CELLS_ACROSS
    upper = np.array([BRIGHT if bit else DARK for bit in bits_of(number)], np.uint8)
    rows = np.vstack([upper, DARK + BRIGHT - upper])
    return np.kron(rows, np.ones((cell, cell), np.uint8))


def read(luma: Luma) -> int | None:
    """Return the number in a picture (H x W), or None when its checksum does not fit."""
    cell = luma.shape[1] / CELLS_ACROSS
    middle = [int((place + 0.5) * cell) for place in range(CELLS)]
    word = 0
    for x in middle:
        word = word << 1 | int(luma[int(cell / 2), x] > luma[int(cell * 1.5), x])
    number = word >> CHECK_BITS
    return number if checksum(number) == word & 0xFF else None


READ_JS = """
(video) => {
  const canvas = document.createElement('canvas');
  const cell = Math.max(2, Math.floor(video.videoWidth / 40));
  canvas.width = 28 * cell; canvas.height = 2 * cell;
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  const size = video.videoWidth / 40;
  brush.drawImage(video, 0, 0, 28 * size, 2 * size, 0, 0, canvas.width, canvas.height);
  const light = (x, y) => { const p = brush.getImageData(x, y, 1, 1).data; return p[0] + p[1] + p[2]; };
  let word = 0n;
  for (let place = 0; place < 28; place++) {
    const x = Math.floor((place + 0.5) * cell);
    word = word * 2n + (light(x, cell >> 1) > light(x, cell + (cell >> 1)) ? 1n : 0n);
  }
  return Number(word);
}
"""
"""Returns the 28-bit word of a video element's present picture; ``number_of`` checks it."""


def number_of(word: int) -> int | None:
    """Return the number of a word that a page read, or None when its checksum does not fit."""
    number = word >> CHECK_BITS
    return number if checksum(number) == word & 0xFF else None
