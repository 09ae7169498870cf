"""What an encoder writes beside the sound (its name, texts, data of its own) is not sent out.

A frame of AAC (ISO/IEC 14496-3, table 4.3: raw_data_block) is a row of elements. Those of data and of filling that
stand before the sound become zeros of the same length, so that sizes and offsets stay those of the file. What stands
behind the sound is left alone: only who decodes the sound knows where it ends, and spectral bands lie there.
"""

from collections.abc import Iterable
from typing import Final

from media_pipeline.mp4.bits import BitReader
from media_pipeline.mp4.errors import Mp4Damaged

DATA, FILL = 4, 6
KIND_BITS: Final = 3
LONGEST: Final = 8 << 10
"""Bytes of a frame that are looked through; eight channels have 6,144 at most. What is longer is not sound."""
MOST_ELEMENTS: Final = 64
NEEDED: Final = frozenset({11, 13, 14})
"""Kinds of filling that a decoder hears: loudness of the programme, spectral bands with and without a checksum."""


def blanks(data: bytes, at: int, sizes: Iterable[int]) -> list[tuple[int, bytes]]:
    """Return where in `data` to put which bytes; the frames of these sizes begin at `at`."""
    found: list[tuple[int, bytes]] = []
    for size in sizes:
        if size and data[at] >> 5 in {DATA, FILL}:
            found.append((at, blanked(data[at : at + size])))
        at += size
    return found


def blanked(frame: bytes) -> bytes:
    """Return a frame whose elements before the sound say nothing."""
    head = frame[:LONGEST]
    whole = len(head) * 8
    found, is_sound_next = _payloads(BitReader(head), whole)
    value = int.from_bytes(head, "big")
    for start, stop in found:
        value &= ~(((1 << (stop - start)) - 1) << (whole - stop))
    rest = frame[LONGEST:] if is_sound_next else bytes(len(frame) - len(head))
    return value.to_bytes(len(head), "big") + rest


def _payloads(bits: BitReader, whole: int) -> tuple[list[tuple[int, int]], bool]:
    """Return from which to which bit something stands beside the sound, and whether the sound follows."""
    found: list[tuple[int, int]] = []
    try:
        for _ in range(MOST_ELEMENTS):
            if (kind := bits.read(KIND_BITS)) not in {DATA, FILL}:
                return found, True
            length = 8 * (_data_bytes(bits) if kind == DATA else _fill_bytes(bits))
            start = whole - bits.left
            if length and (kind == DATA or bits.peek(4) not in NEEDED):
                found.append((start, min(start + length, whole)))
            bits.read(length)
    except Mp4Damaged:
        return found, False
    return [*found, (whole - bits.left, whole)], False


def _data_bytes(bits: BitReader) -> int:
    """Read the head of a data element: tag, whether its bytes are aligned, how many they are."""
    aligned = bits.read(5) & 1
    count = bits.read(8)
    if count == 255:
        count += bits.read(8)
    if aligned:
        bits.read(bits.left % 8)
    return count


def _fill_bytes(bits: BitReader) -> int:
    count = bits.read(4)
    return count + bits.read(8) - 1 if count == 15 else count
