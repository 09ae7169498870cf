"""Init segments. Written from the few facts that a decoder needs, so nothing that identifies a recorder gets
through.
"""

import struct

from media_pipeline.hls.boxes import box, full_box
from media_pipeline.hls.slate import VideoSlate
from media_pipeline.mp4.h264 import AvcConfig, parse_avc_config
from media_pipeline.mp4.index import TrackFacts

UNITY = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
MOVIE_TIMESCALE = 1000
TRACK_ID = 1


def slate_fits(facts: TrackFacts, slate: VideoSlate | None) -> bool:
    """Whether one init segment can list the parameter sets of both (sizes and NAL lengths fit, no id is
    taken).
    """
    if slate is None or (slate.width, slate.height) != (facts.width, facts.height):
        return False
    try:
        parse_avc_config(facts.config).with_sets(slate.sps, slate.pps)
    except ValueError:
        return False
    return all(len(nal) < 1 << 8 * facts.nal_length_size for slices in slate.pictures for nal in slices)


def _video_entry(facts: TrackFacts, slate: VideoSlate | None) -> bytes:
    avc: AvcConfig = parse_avc_config(facts.config)
    if slate is not None:
        avc = avc.with_sets(slate.sps, slate.pps)
    header = bytes(6) + struct.pack(">H16x2H", 1, facts.width, facts.height)
    header += struct.pack(">2I4xH32xHh", 72 << 16, 72 << 16, 1, 24, -1)
    extra = box(b"pasp", struct.pack(">2I", *facts.sar))
    if facts.colour:
        extra += box(b"colr", facts.colour)
    return box(facts.entry_kind.encode(), header, box(b"avcC", avc.payload()), extra)


def _descriptor(tag: int, payload: bytes) -> bytes:
    size = len(payload)
    length = bytes((0x80 | size >> 21 & 127, 0x80 | size >> 14 & 127, 0x80 | size >> 7 & 127, size & 127))
    return bytes((tag,)) + length + payload


def _audio_entry(facts: TrackFacts) -> bytes:
    rate = facts.sample_rate << 16 if facts.sample_rate < 1 << 16 else 0
    header = bytes(6) + struct.pack(">H8x2H4xI", 1, facts.channels, 16, rate)
    decoder = bytes((0x40, 0x15)) + bytes(11) + _descriptor(5, facts.config)
    stream = bytes(3) + _descriptor(4, decoder) + _descriptor(6, b"\2")
    return box(b"mp4a", header, full_box(b"esds", 0, 0, _descriptor(3, stream)))


def _language(code: str) -> bytes:
    letters = [ord(letter) - 0x60 for letter in code]
    return struct.pack(">H", letters[0] << 10 | letters[1] << 5 | letters[2])


def _track_header(facts: TrackFacts) -> bytes:
    video = facts.kind == "video"
    matrix = struct.pack(">9i", *facts.matrix) if video and len(facts.matrix) == 9 else UNITY
    width = facts.width * facts.sar[0] / facts.sar[1]
    fixed_width = min(round(width * 65536), 0xFFFFFFFF)
    size = struct.pack(">2I", fixed_width, facts.height << 16) if video else bytes(8)
    volume = struct.pack(">4H", 0, 0, 0 if video else 0x100, 0)
    times = struct.pack(">5I", 0, 0, TRACK_ID, 0, 0)
    return full_box(b"tkhd", 0, 3, times, bytes(8), volume, matrix, size)


def _sample_table(entry: bytes) -> bytes:
    none = [
        full_box(kind, 0, 0, bytes(size))
        for kind, size in ((b"stts", 4), (b"stsc", 4), (b"stsz", 8), (b"stco", 4))
    ]
    stsd = full_box(b"stsd", 0, 0, struct.pack(">I", 1), entry)
    return box(b"stbl", stsd, *none)


def _media(facts: TrackFacts, slate: VideoSlate | None) -> bytes:
    video = facts.kind == "video"
    header = struct.pack(">4I", 0, 0, facts.timescale, 0) + _language(facts.language) + bytes(2)
    handler = bytes(4) + (b"vide" if video else b"soun") + bytes(12) + (b"video\0" if video else b"sound\0")
    kind = full_box(b"vmhd", 0, 1, bytes(8)) if video else full_box(b"smhd", 0, 0, bytes(4))
    data = box(b"dinf", full_box(b"dref", 0, 0, struct.pack(">I", 1), full_box(b"url ", 0, 1)))
    table = _sample_table(_video_entry(facts, slate) if video else _audio_entry(facts))
    information = box(b"minf", kind, data, table)
    return box(b"mdia", full_box(b"mdhd", 0, 0, header), full_box(b"hdlr", 0, 0, handler), information)


def init_segment(facts: TrackFacts, slate: VideoSlate | None = None) -> bytes:
    """ftyp and moov for one track. `slate`: listed beside the source's own parameter sets (video; see
    slate_fits).
    """
    movie = struct.pack(">4I", 0, 0, MOVIE_TIMESCALE, 0) + struct.pack(">IH10x", 0x10000, 0x100)
    movie += UNITY + bytes(24) + struct.pack(">I", TRACK_ID + 1)
    track = box(b"trak", _track_header(facts), _media(facts, slate))
    extends = box(b"mvex", full_box(b"trex", 0, 0, struct.pack(">5I", TRACK_ID, 1, 0, 0, 0)))
    brands = box(b"ftyp", b"iso6", struct.pack(">I", 1), b"iso6cmfcmp41")
    return brands + box(b"moov", full_box(b"mvhd", 0, 0, movie), track, extends)
