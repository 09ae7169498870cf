"""MP4 files written by hand, so that each table can be wrong on its own."""

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

# x264 High 320x180, 4:2:0, 8 bits, and its picture parameter set.
SPS = bytes.fromhex("6764000cacd941419f9e1000000300100000030320f1429960")
PPS = bytes.fromhex("68ebe3cb22c0")
AAC_LC_STEREO_48K = bytes.fromhex("1190")


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def full(kind: bytes, *parts: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def rows(kind: bytes, *entries: Sequence[int], form: str = "I") -> bytes:
    """A table: version and flags, count, entries."""
    body = b"".join(struct.pack(f">{len(entry)}{form}", *entry) for entry in entries)
    return full(kind, struct.pack(">I", len(entries)), body)


def avc_entry(
    width: int = 320, height: int = 180, *, sps: bytes = SPS, kind: bytes = b"avc1", extra: bytes = b""
) -> bytes:
    avcc = bytes((1, sps[1], sps[2], sps[3], 0xFF, 0xE1)) + struct.pack(">H", len(sps)) + sps
    avcc += b"\1" + struct.pack(">H", len(PPS)) + PPS
    header = bytes(6) + struct.pack(">H16x2H", 1, width, height) + bytes(50)
    return box(kind, header, box(b"avcC", avcc), extra)


def descriptor(tag: int, body: bytes) -> bytes:
    return bytes((tag, len(body))) + body


def aac_entry(
    config: bytes = AAC_LC_STEREO_48K, channels: int = 2, *, object_type: int = 0x40, kind: bytes = b"mp4a"
) -> bytes:
    decoder = descriptor(4, bytes((object_type, 0x15)) + bytes(11) + descriptor(5, config))
    esds = full(b"esds", descriptor(3, bytes(3) + decoder))
    return box(kind, bytes(6) + struct.pack(">H8x2H4xI", 1, channels, 16, 48000 << 16), esds)


@dataclass
class Track:
    """A track of `sizes` samples in one chunk each unless told otherwise. Every table can be replaced
    whole.
    """

    handler: bytes = b"vide"
    entry: bytes = field(default_factory=avc_entry)
    timescale: int = 12800
    delta: int = 512
    sizes: Sequence[int] = (100,) * 50
    keys: Sequence[int] | None = (1, 26)
    delays: Sequence[int] = ()
    edits: Sequence[tuple[int, int]] = ()
    track_id: int = 1
    replaced: dict[bytes, bytes] = field(default_factory=dict)
    dref_flags: int = 1

    def tables(self, offset: int) -> bytes:
        count = len(self.sizes)
        made = {
            b"stsd": full(b"stsd", struct.pack(">I", 1), self.entry),
            b"stts": rows(b"stts", (count, self.delta)),
            b"stsz": full(b"stsz", struct.pack(f">II{count}I", 0, count, *self.sizes)),
            b"stsc": rows(b"stsc", (1, count, 1)),
            b"stco": rows(b"stco", (offset,)),
        }
        if self.keys is not None:
            made[b"stss"] = rows(b"stss", *((key,) for key in self.keys))
        if self.delays:
            made[b"ctts"] = rows(b"ctts", *((1, delay & 0xFFFFFFFF) for delay in self.delays))
        return b"".join((made | self.replaced).values())

    def box(self, offset: int) -> bytes:
        matrix = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
        tkhd = full(b"tkhd", struct.pack(">5I16x", 0, 0, self.track_id, 0, 0), matrix, bytes(8), flags=3)
        mdhd = full(b"mdhd", struct.pack(">4IHH", 0, 0, self.timescale, 0, 0x55C4, 0))
        hdlr = full(b"hdlr", bytes(4), self.handler, bytes(13))
        dref = full(b"dref", struct.pack(">I", 1), full(b"url ", flags=self.dref_flags))
        minf = box(b"minf", box(b"dinf", dref), box(b"stbl", self.tables(offset)))
        elst = rows(b"elst", *((length, start & 0xFFFFFFFF, 1 << 16) for length, start in self.edits))
        edts = box(b"edts", elst) if self.edits else b""
        return box(b"trak", tkhd, edts, box(b"mdia", mdhd, hdlr, minf))


def audio_track(**changes: object) -> Track:
    values: dict[str, object] = {
        "handler": b"soun",
        "entry": aac_entry(),
        "timescale": 48000,
        "delta": 1024,
        "sizes": (20,) * 94,
        "keys": None,
        "track_id": 2,
    }
    return Track(**(values | changes))  # type: ignore[arg-type]


def movie(
    *tracks: Track, extra: bytes = b"", moov_last: bool = False, wrap: Callable[[bytes], bytes] | None = None
) -> bytes:
    """A whole file; `wrap` may change the finished moov, which must keep its length when it lies first."""
    ftyp = box(b"ftyp", b"isom", bytes(4), b"isommp41")
    mvhd = full(b"mvhd", struct.pack(">4I", 0, 0, 1000, 0), bytes(80))

    def moov(at: int) -> bytes:
        offset, boxes = at, []
        for track in tracks:
            boxes.append(track.box(offset))
            offset += sum(track.sizes)
        return box(b"moov", mvhd, *boxes, extra)

    media = box(b"mdat", b"".join(bytes([7]) * sum(track.sizes) for track in tracks))
    at = len(ftyp) + 8 + (0 if moov_last else len(moov(0)))
    made = wrap(moov(at)) if wrap else moov(at)
    return ftyp + (media + made if moov_last else made + media)


def saved(data: bytes, directory: Path, name: str = "made.mp4") -> Path:
    path = directory / name
    path.write_bytes(data)
    return path
