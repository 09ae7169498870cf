"""Writes the 7-byte ADTS header in front of an AAC-LC frame (ISO/IEC 13818-7, 6.2)."""

from typing import Final

# The position in this list is the sampling frequency index.
SAMPLE_RATES: Final = (
    *(96000, 88200, 64000, 48000, 44100, 32000, 24000),
    *(22050, 16000, 12000, 11025, 8000, 7350),
)
HEADER_BYTES = 7
CONFIGURATION_OF_EIGHT = 7  # the standard counts 1 to 6 channels by their number, and 7.1 as configuration 7
VARIABLE_RATE_FULLNESS = 0x7FF


def adts_frame(payload: bytes, sample_rate: int, channels: int) -> bytes:
    """Return `payload` (one raw AAC-LC frame) with its header; `sample_rate` in Hz, `channels` 1 to 6 or 8.

    Raises ValueError for a rate or a number of channels that the header cannot express.
    """
    rate_index = SAMPLE_RATES.index(sample_rate)
    if channels not in {1, 2, 3, 4, 5, 6, 8}:
        raise ValueError(f"ADTS has no configuration of {channels} channels")
    configuration = CONFIGURATION_OF_EIGHT if channels == 8 else channels
    fields = (
        (0xFFF, 12),  # syncword
        (0, 1),  # MPEG-4
        (0, 2),  # layer, always 0
        (1, 1),  # no checksum
        (1, 2),  # profile: AAC-LC
        (rate_index, 4),
        (0, 1),  # private
        (configuration, 3),
        (0, 4),  # original, home, copyright id and its start
        (HEADER_BYTES + len(payload), 13),
        (VARIABLE_RATE_FULLNESS, 11),
        (0, 2),  # one raw frame
    )
    bits = 0
    for value, width in fields:
        bits = bits << width | value
    return bits.to_bytes(HEADER_BYTES, "big") + payload
