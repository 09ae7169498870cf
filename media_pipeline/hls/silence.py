"""Frames of digital silence in AAC-LC, written bit by bit: an encoder is not needed to say nothing."""

from typing import Final

SINGLE, PAIR, LFE, END = 0, 1, 3, 7
# Syntax elements by channel configuration (ISO 14496-3, table 1.19).
ELEMENTS: Final[dict[int, tuple[int, ...]]] = {
    1: (SINGLE,),
    2: (PAIR,),
    3: (SINGLE, PAIR),
    4: (SINGLE, PAIR, SINGLE),
    5: (SINGLE, PAIR, PAIR),
    6: (SINGLE, PAIR, PAIR, LFE),
    7: (SINGLE, PAIR, PAIR, PAIR, LFE),
}
# One channel: global gain 8 bits, window: reserved 1, sequence 2, shape 1, no bands 6, no prediction 1; then
# no pulse, no noise shaping, no gain control.
GAIN: Final = "00000000"
WINDOW: Final = "00000000000"
TOOLS: Final = "000"


def silent_frame(channel_config: int) -> bytes | None:
    """One raw frame of 1024 silent samples, or None for a layout that only the stream itself describes."""
    if channel_config not in ELEMENTS:
        return None
    bits = ""
    tags: dict[int, int] = {}
    for element in ELEMENTS[channel_config]:
        tag = tags[element] = tags.get(element, -1) + 1
        bits += f"{element:03b}{tag:04b}"
        # A pair has no common window: both channels are written like single ones.
        bits += ("0" + (GAIN + WINDOW + TOOLS) * 2) if element == PAIR else GAIN + WINDOW + TOOLS
    bits += f"{END:03b}"
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")
