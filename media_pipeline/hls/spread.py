"""Frames of one encoding in mono, laid into a format of more channels.

Every microphone gets the same frame, and every frame the same size: neither who speaks where nor how loud shows in what
goes over the wire. Elements: ISO/IEC 14496-3, 4.4.2.
"""

from collections.abc import Sequence
from typing import Final

from media_pipeline.hls.errors import SlateProblem
from media_pipeline.hls.silence import ELEMENTS, END, PAIR, SINGLE

FILL: Final = 6
TAIL: Final = f"{END:03b}"
HEAD_BITS: Final = 7
"""Kind and number of an element."""
FILL_HEAD, LONG_FILL_HEAD = 7, 15
LONG_FROM, LONGEST_FILL = 15, 269
"""Bytes of one filling: from 15 on its length takes eight bits more."""


def laid_out(frames: Sequence[bytes], channel_config: int) -> tuple[bytes, ...]:
    """Mono frames as frames of a layout in which every channel says the same, all of one size.

    Raises SlateProblem for a layout that only the stream describes, and for frames that are not mono.
    """
    if channel_config not in ELEMENTS:
        raise SlateProblem("a layout without a number")
    bits = [_spread(_channel(frame), channel_config) for frame in frames]
    size = max((-(-(len(each) + len(TAIL)) // 8) for each in bits), default=0)
    return tuple(_filled(each, size) for each in bits)


def _channel(frame: bytes) -> str:
    """The bits of the one channel of a frame."""
    text = f"{int.from_bytes(frame, 'big'):0{8 * len(frame)}b}"
    body = text.rstrip("0")
    if int(text[:3], 2) != SINGLE or not body.endswith(TAIL):
        raise SlateProblem("not one channel")
    return body[HEAD_BITS : -len(TAIL)]


def _spread(channel: str, channel_config: int) -> str:
    found: list[str] = []
    tags: dict[int, int] = {}
    for element in ELEMENTS[channel_config]:
        tag = tags[element] = tags.get(element, -1) + 1
        # A pair has no common window: both channels are written like single ones.
        found.append(f"{element:03b}{tag:04b}" + ("0" + channel * 2 if element == PAIR else channel))
    return "".join(found)


def _filled(bits: str, size: int) -> bytes:
    """Fill a frame up to a size, and end it."""
    left = 8 * size - len(bits) - len(TAIL)
    while left >= FILL_HEAD + 1:
        count = (left - FILL_HEAD) // 8
        head = f"{FILL:03b}"
        if count < LONG_FROM:
            head += f"{count:04b}"
        else:
            count = min((left - LONG_FILL_HEAD) // 8, LONGEST_FILL)
            head += f"1111{count - LONG_FROM + 1:08b}"
        bits += head + "0" * (8 * count)
        left = 8 * size - len(bits) - len(TAIL)
    return int((bits + TAIL).ljust(8 * size, "0"), 2).to_bytes(size, "big")
