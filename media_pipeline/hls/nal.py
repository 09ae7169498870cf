"""What a camera or an encoder writes beside the picture (serial numbers, places, captions, texts) is not sent out.

In the samples of H.264 (ISO/IEC 14496-15: NAL units, each behind its length) everything that is not needed to decode
the picture becomes filler of the same length, so that sizes and offsets stay those of the file.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

SEI: Final = 6
# ITU-T H.264 table 7-1: slices, parameter sets, delimiters, ends, auxiliary pictures.
NEEDED: Final = tuple(kind in {1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 13, 19} for kind in range(32))
# Annex D: filler, and the point from which a picture without an IDR can be trusted.
FILLER_PAYLOAD, RECOVERY_POINT = 3, 6
RECOVERY_POINT_BYTES: Final = 4
MOST_UNITS: Final = 2048
"""Units of one sample that are looked at; what lies behind them is filler unseen. Pictures have a few dozen."""
LONGEST_REMEMBERED: Final = 256


def unneeded(data: bytes, at: int, sizes: Iterable[int], length_size: int) -> list[tuple[int, int]]:
    """Return from where to where in `data` no picture needs anything; the samples of these sizes begin at `at`."""
    found: list[tuple[int, int]] = []
    for size in sizes:
        end, units = at + size, 0
        while (start := at + length_size) < end and units < MOST_UNITS:
            at = start + int.from_bytes(data[at:start], "big")
            units += 1
            if not NEEDED[data[start] & 31] and at > start:
                found.append((start, min(at, end)))
        if at < end and units == MOST_UNITS:
            found.append((at, end))
        at = end
    return found


def instead(unit: bytes) -> bytes:
    """Return what is sent in the place of bytes that no picture needs: as many."""
    return _blank(unit) if len(unit) <= LONGEST_REMEMBERED else filler(len(unit))


@lru_cache(maxsize=4096)
def _blank(unit: bytes) -> bytes:
    """Return a unit of the same length that says nothing but where recovery begins."""
    if unit[0] & 31 != SEI or b"\0\0\3" in unit:
        return filler(len(unit))
    made, at, last = bytearray(unit[:1]), 1, len(unit) - 1
    while at + 2 <= last:
        kind, size = unit[at], unit[at + 1]
        end = at + 2 + size
        if 255 in {kind, size} or end > last:
            break
        kept = kind == RECOVERY_POINT and size <= RECOVERY_POINT_BYTES
        made += unit[at:end] if kept else _message(2 + size)
        at = end
    if at != last:
        return filler(len(unit))
    made.append(0x80)
    return bytes(made) if b"\0\0" not in made else filler(len(unit))


def filler(size: int) -> bytes:
    """Return a NAL unit of `size` bytes that says nothing."""
    if size < 4:  # too short for a message: a unit of filler data
        return (b"\x0c" + b"\xff" * (size - 2) + b"\x80")[:size] if size > 1 else b"\x0c"[:size]
    left, messages = size - 2, []
    while left:
        step = min(left, 256)
        step -= left - step == 1  # a message has two bytes at least
        messages.append(_message(step))
        left -= step
    return b"\x06" + b"".join(messages) + b"\x80"


def _message(size: int) -> bytes:
    return bytes((FILLER_PAYLOAD, size - 2)) + b"\xff" * (size - 2)
