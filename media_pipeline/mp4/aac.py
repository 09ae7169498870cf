"""AudioSpecificConfig: what an AAC track says about itself (ISO 14496-3, 1.6.2.1)."""

from dataclasses import dataclass
from typing import Final

from media_pipeline.mp4.bits import BitReader
from media_pipeline.mp4.errors import Mp4NotPlayable

RATES: Final = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
CHANNELS: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 8, 11: 7, 12: 8, 14: 8}
AAC_LC: Final = 2
SBR: Final = 5
PARAMETRIC_STEREO: Final = 29
SYNC_EXTENSION: Final = 0x2B7


@dataclass(frozen=True, slots=True)
class AacConfig:
    """`core_rate`: Hz of the AAC-LC core (half of `sample_rate` with SBR). `channels`: 0 when only a program
    config element inside the stream knows."""

    object_type: int
    core_rate: int
    sample_rate: int
    channel_config: int
    channels: int

    @property
    def codec(self) -> str:
        """RFC 6381 name, e.g. mp4a.40.2."""
        return f"mp4a.40.{self.object_type}"

    @property
    def preroll_frames(self) -> int:
        """Frames by which a kept frame reaches into its neighbours: one of overlap and one of safety, twice
        with SBR.
        """
        return 2 if self.object_type == AAC_LC else 4


def _object_type(bits: BitReader) -> int:
    kind = bits.read(5)
    return 32 + bits.read(6) if kind == 31 else kind


def _rate(bits: BitReader) -> int:
    index = bits.read(4)
    listed = RATES[index] if index < len(RATES) else 0
    rate = bits.read(24) if index == 15 else listed
    if not 7000 <= rate <= 96000:
        raise Mp4NotPlayable("codec-audio", f"sample rate {rate}")
    return rate


def _backward_extension(bits: BitReader, left: int) -> tuple[int, int]:
    """(object type, output rate) of an SBR extension written behind the LC part, or (LC, 0)."""
    if left < 16 or bits.read(11) != SYNC_EXTENSION:
        return AAC_LC, 0
    if _object_type(bits) != SBR or not bits.flag():
        return AAC_LC, 0
    rate = _rate(bits)
    parametric = left >= 16 + 5 + 12 and bits.read(11) == 0x548 and bits.flag()
    return (PARAMETRIC_STEREO if parametric else SBR), rate


def parse_audio_config(data: bytes) -> AacConfig:
    """Raises Mp4NotPlayable("codec-audio") unless it is AAC-LC or HE-AAC with frames of 1024 samples."""
    bits = BitReader(data)
    kind = _object_type(bits)
    rate = core_rate = _rate(bits)
    channel_config = bits.read(4)
    outer = kind
    if kind in {SBR, PARAMETRIC_STEREO}:
        rate = _rate(bits)
        kind = _object_type(bits)
    if kind != AAC_LC:
        raise Mp4NotPlayable("codec-audio", f"MPEG-4 audio object type {kind}")
    if bits.flag():
        raise Mp4NotPlayable("codec-audio", "frames of 960 samples")
    if bits.flag():
        bits.read(14)  # core coder delay
    bits.flag()  # extension flag: always 0 for LC
    if outer == AAC_LC and channel_config:
        outer, extended = _backward_extension(bits, bits.left)
        rate = extended or rate
    channels = CHANNELS.get(channel_config, 0)
    if outer == PARAMETRIC_STEREO:
        channels = 2
    return AacConfig(outer, core_rate, rate, channel_config, channels)
