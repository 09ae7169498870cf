"""H.264 parameter sets and the avcC box (ISO 14496-15): enough to know size, shape and ids, and to write
avcC anew.
"""

from dataclasses import dataclass, replace
from typing import Final

from media_pipeline.mp4.bits import BitReader
from media_pipeline.mp4.errors import Mp4Damaged, Mp4NotPlayable

WITH_CHROMA: Final = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})
EXTENDED_SAR: Final = 255
SARS: Final = (
    *((0, 1), (1, 1), (12, 11), (10, 11), (16, 11), (40, 33), (24, 11), (20, 11), (32, 11)),
    *((80, 33), (18, 11), (15, 11), (64, 33), (160, 99), (4, 3), (3, 2), (2, 1)),
)
MAX_LISTED_SPS: Final = 31
MAX_LISTED_PPS: Final = 255


@dataclass(frozen=True, slots=True)
class Sps:
    """Sequence parameter set. Sizes are in pixels after cropping; `sar` is (1, 1) when not told."""

    sps_id: int
    width: int
    height: int
    sar: tuple[int, int]
    chroma: int
    bit_depth: int
    interlaced: bool


def unescape(nal: bytes) -> bytes:
    """The payload of a NAL unit without emulation prevention bytes."""
    return nal.replace(b"\0\0\3", b"\0\0")


def _skip_scaling_lists(bits: BitReader, chroma: int) -> None:
    for number in range(8 if chroma != 3 else 12):
        if not bits.flag():
            continue
        last = following = 8
        for _ in range(16 if number < 6 else 64):
            if following:
                following = (last + bits.signed_golomb()) % 256
            last = following or last


def _chroma(bits: BitReader) -> tuple[int, int]:
    chroma = bits.golomb()
    if chroma == 3:
        bits.flag()
    depth = 8 + max(bits.golomb(), bits.golomb())
    bits.flag()
    if bits.flag():
        _skip_scaling_lists(bits, chroma)
    return chroma, depth


def _skip_picture_order(bits: BitReader) -> None:
    kind = bits.golomb()
    if kind == 0:
        bits.golomb()
    elif kind == 1:
        bits.flag()
        bits.signed_golomb()
        bits.signed_golomb()
        cycle = bits.golomb()
        if cycle > 255:
            raise Mp4Damaged("codec-header", "picture order cycle")
        for _ in range(cycle):
            bits.signed_golomb()


def _sample_aspect(bits: BitReader) -> tuple[int, int]:
    if not (bits.flag() and bits.flag()):  # VUI present, aspect ratio present
        return 1, 1
    index = bits.read(8)
    pair = (
        (bits.read(16), bits.read(16))
        if index == EXTENDED_SAR
        else SARS[index]
        if index < len(SARS)
        else (0, 1)
    )
    return pair if pair[0] and pair[1] else (1, 1)


def parse_sps(nal: bytes) -> Sps:
    """`nal` with its one-byte header. Raises Mp4Damaged("codec-header") when it is none."""
    if len(nal) < 4 or nal[0] & 31 != 7:
        raise Mp4Damaged("codec-header", "not a sequence parameter set")
    bits = BitReader(unescape(nal[4:]))
    sps_id = bits.golomb()
    chroma, depth = _chroma(bits) if nal[1] in WITH_CHROMA else (1, 8)
    bits.golomb()  # log2_max_frame_num
    _skip_picture_order(bits)
    bits.golomb()  # max_num_ref_frames
    bits.flag()
    width, map_units = 16 * (bits.golomb() + 1), bits.golomb() + 1
    progressive = bits.flag()
    if not progressive:
        bits.flag()
    height = 16 * map_units * (1 if progressive else 2)
    bits.flag()
    if bits.flag():
        unit_x = 2 if chroma in {1, 2} else 1
        unit_y = (2 if chroma == 1 else 1) * (1 if progressive else 2)
        width -= unit_x * (bits.golomb() + bits.golomb())
        height -= unit_y * (bits.golomb() + bits.golomb())
    return Sps(sps_id, width, height, _sample_aspect(bits), chroma, depth, not progressive)


def pps_ids(nal: bytes) -> tuple[int, int]:
    """(pps id, sps id) of a picture parameter set."""
    if len(nal) < 2 or nal[0] & 31 != 8:
        raise Mp4Damaged("codec-header", "not a picture parameter set")
    bits = BitReader(unescape(nal[1:]))
    return bits.golomb(), bits.golomb()


@dataclass(frozen=True, slots=True)
class AvcConfig:
    """The avcC box. `tail`: what follows the parameter sets of High profiles."""

    profile: int
    compatibility: int
    level: int
    nal_length_size: int
    sps: tuple[bytes, ...]
    pps: tuple[bytes, ...]
    tail: bytes

    def codec(self, entry: str) -> str:
        """RFC 6381 name, e.g. avc1.64001f."""
        return f"{entry}.{self.profile:02x}{self.compatibility:02x}{self.level:02x}"

    def with_sets(self, sps: bytes, pps: bytes) -> "AvcConfig":
        """The same with one more pair of parameter sets; raises ValueError when an id or a place is taken."""
        taken_sps = {parse_sps(nal).sps_id for nal in self.sps}
        taken_pps = {pps_ids(nal)[0] for nal in self.pps}
        full = len(self.sps) >= MAX_LISTED_SPS or len(self.pps) >= MAX_LISTED_PPS
        if full or parse_sps(sps).sps_id in taken_sps or pps_ids(pps)[0] in taken_pps:
            raise ValueError("parameter set id is taken")
        return replace(self, sps=(*self.sps, sps), pps=(*self.pps, pps))

    def payload(self) -> bytes:
        """The bytes inside avcC."""
        head = bytes((1, self.profile, self.compatibility, self.level, 0xFC | self.nal_length_size - 1))
        listed = bytes((0xE0 | len(self.sps),)) + b"".join(_sized(nal) for nal in self.sps)
        return head + listed + bytes((len(self.pps),)) + b"".join(_sized(nal) for nal in self.pps) + self.tail


def _sized(nal: bytes) -> bytes:
    return len(nal).to_bytes(2, "big") + nal


def _take_sets(data: bytes, at: int, count: int) -> tuple[tuple[bytes, ...], int]:
    sets = []
    for _ in range(count):
        size = int.from_bytes(data[at : at + 2], "big")
        nal = data[at + 2 : at + 2 + size]
        if not size or len(nal) != size:
            raise Mp4Damaged("codec-header", "avcC ends early")
        sets.append(nal)
        at += 2 + size
    return tuple(sets), at


def parse_avc_config(data: bytes) -> AvcConfig:
    """The bytes inside avcC. Raises Mp4Damaged("codec-header")."""
    if len(data) < 7 or data[0] != 1:
        raise Mp4Damaged("codec-header", "avcC")
    nal_length_size = (data[4] & 3) + 1
    if nal_length_size == 3:
        raise Mp4NotPlayable("codec-video", "NAL lengths of 3 bytes")
    sps, at = _take_sets(data, 6, data[5] & 31)
    if at >= len(data):
        raise Mp4Damaged("codec-header", "avcC ends early")
    pps, at = _take_sets(data, at + 1, data[at])
    tail = data[at : at + 4] if data[1] in WITH_CHROMA and len(data) >= at + 4 else b""
    # The fourth byte counts SPS extensions, which only auxiliary pictures need: none are carried over.
    return AvcConfig(data[1], data[2], data[3], nal_length_size, sps, pps, tail[:3] + b"\0" if tail else b"")
