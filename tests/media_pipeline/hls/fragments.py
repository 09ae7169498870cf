"""Reading back what was put together: moof boxes to samples, by a reader of its own."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """Times in ticks from the hearing's start."""

    decoded: int
    shown: int
    duration: int
    size: int
    key: bool


@dataclass(frozen=True)
class Fragment:
    """One moof with its mdat. `number` as in mfhd."""

    number: int
    decode_time: int
    samples: tuple[Sample, ...]
    payload: bytes

    @property
    def duration(self) -> int:
        return sum(sample.duration for sample in self.samples)


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        assert 8 <= size <= len(data) - at
        yield kind, data[at + 8 : at + size]
        at += size


def inside(data: bytes, *path: bytes) -> bytes:
    """The body of the only box at this path."""
    for kind in path:
        (data,) = [body for name, body in boxes(data) if name == kind]
    return data


def parse(data: bytes) -> Fragment:
    """Checks that data offset, sizes and flags fit together."""
    (moof_kind, moof), (mdat_kind, payload) = boxes(data)
    assert (moof_kind, mdat_kind) == (b"moof", b"mdat")
    (number,) = struct.unpack(">4xI", inside(moof, b"mfhd"))
    traf = inside(moof, b"traf")
    assert struct.unpack(">II", inside(traf, b"tfhd")) == (0x020000, 1)
    version, decode_time = struct.unpack(">IQ", inside(traf, b"tfdt"))
    trun = inside(traf, b"trun")
    flags, count, offset = struct.unpack(">IIi", trun[:12])
    assert (version, flags) == (1 << 24, 1 << 24 | 0xF01)
    assert offset == len(moof) + 8 + 8
    assert len(trun) == 12 + 16 * count
    samples, at = [], decode_time
    for duration, size, sample_flags, composition in struct.iter_unpack(">IIIi", trun[12:]):
        samples.append(Sample(at, at + composition, duration, size, sample_flags == 0x02000000))
        at += duration
    assert sum(sample.size for sample in samples) == len(payload)
    return Fragment(number, decode_time, tuple(samples), payload)
