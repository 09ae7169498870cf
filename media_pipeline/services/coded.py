"""Coded groups of pictures as an encoder takes them, and what comes out of it as samples of a track."""

from collections.abc import Iterator, Sequence
from typing import Final

from media_pipeline.ffmpeg.errors import MediaRefused
from media_pipeline.ffmpeg.patch import GROUP_BYTES
from media_pipeline.hls.files import Stored
from media_pipeline.hls.patches import IDR, Cut
from media_pipeline.mp4.h264 import parse_avc_config
from media_pipeline.mp4.index import TrackIndex

START_CODE: Final = b"\0\0\0\1"


def coded_group(track: TrackIndex, cut: Cut, file: Stored) -> bytes:
    """Read the groups of a cut as Annex B; the first must begin with an IDR, from which no decoder leaves one out.

    Raises MediaRefused, OSError.
    """
    if int(track.size[cut.gop : cut.stop].sum(dtype="int64")) > GROUP_BYTES:
        raise MediaRefused("the group of pictures is too large")
    config = parse_avc_config(track.facts.config)
    units: list[bytes] = [*config.sps, *config.pps]
    with file.open() as opened:
        for sample in range(cut.gop, cut.stop):
            data = opened.read_at(int(track.offset[sample]), int(track.size[sample]))
            nals = list(_nals(data, config.nal_length_size))
            if sample == cut.gop and not any(nal[0] & 31 == IDR for nal in nals):
                raise MediaRefused("the group of pictures does not begin with an IDR")
            units += nals
    return b"".join(START_CODE + unit for unit in units)


def _nals(data: bytes, length_size: int) -> Iterator[bytes]:
    at = 0
    while at + length_size < len(data):
        size = int.from_bytes(data[at : at + length_size], "big")
        at += length_size
        if size:
            yield data[at : at + size]
        at += size


def samples_of(pictures: Sequence[Sequence[bytes]], length_size: int) -> tuple[bytes, ...]:
    """Return pictures (each its NAL units) as samples whose units have lengths of so many bytes."""
    return tuple(b"".join(len(nal).to_bytes(length_size, "big") + nal for nal in nals) for nals in pictures)
