"""Indexes without files: exact arithmetic, many shapes, no ffmpeg."""

from collections.abc import Sequence

import numpy as np

from media_pipeline.hls.slate import AudioFormat, AudioSlate, Slates, VideoFormat, VideoSlate
from media_pipeline.mp4.index import SampleIndex, TrackFacts, TrackIndex
from tests.media_pipeline.mp4.maker import PPS, SPS

AVCC = (
    bytes((1, 0x64, 0, 0x0C, 0xFF, 0xE1, 0, len(SPS)))
    + SPS
    + bytes((1, 0, len(PPS)))
    + PPS
    + b"\xfd\xf8\xf8\0"
)
# The same sets with ids 31, as an encoder told to use them would write them.
SLATE_SPS = bytes.fromhex("6742c00c041705067e7c0440000003004000000c83c50ae0")
SLATE_PPS = bytes.fromhex("68040080e0fc80")
B_PATTERN = (0, 2, -1, -1)  # I P B B in units of a frame: decoding order against order of showing


def video_track(
    seconds: int = 20,
    *,
    fps: int = 25,
    gop: int = 50,
    timescale: int = 12800,
    size: int = 100,
    late: int = 0,
    b_frames: bool = True,
) -> TrackIndex:
    """Frames 0, 3, 1, 2, 6, 4, 5, ... in decoding order inside each GOP; `late` in ticks."""
    count, step = seconds * fps, timescale // fps
    order = np.arange(count, dtype=np.int64)
    if b_frames:
        for first in range(0, count, gop):
            for at in range(first + 1, min(first + gop, count) - 2, 3):
                order[at : at + 3] = (at + 2, at, at + 1)
    dts = np.arange(count + 1, dtype=np.int64) * step - step + late
    shown = order * step + late
    keys = np.arange(0, count, gop, dtype=np.int64)
    facts = TrackFacts(
        "video",
        1,
        timescale,
        "avc1",
        "avc1.64000c",
        AVCC,
        width=320,
        height=180,
        fps=(fps, 1),
        end=count,
        start_tick=late,
        end_tick=late + count * step,
    )
    offset = np.arange(count, dtype=np.int64) * (size + 20)
    return TrackIndex(
        facts, offset, np.full(count, size, np.uint32), dts, (shown - dts[:-1]).astype(np.int32), keys
    )


def audio_track(
    seconds: int = 20, *, rate: int = 48000, channels: int = 2, late: int = 0, first: int = 0, size: int = 20
) -> TrackIndex:
    """AAC-LC; `late` in ticks, `first` frames of priming, 0 channels: a layout for which no silence is known."""
    count = seconds * rate // 1024 + first
    dts = np.arange(count + 1, dtype=np.int64) * 1024 - first * 1024 + late
    config = bytes((0x11, 0x80 | channels << 3)) if rate == 48000 else bytes((0x14, channels << 3))
    facts = TrackFacts(
        "audio",
        2,
        rate,
        "mp4a",
        "mp4a.40.2",
        config,
        channels=channels or 4,
        sample_rate=rate,
        core_rate=rate,
        channel_config=channels,
        preroll_frames=2,
        first=first,
        end=count,
        start_tick=int(dts[first]),
        end_tick=int(dts[-1]),
    )
    offset = 10**7 + np.arange(count, dtype=np.int64) * (size + 900)
    return TrackIndex(
        facts, offset, np.full(count, size, np.uint32), dts, np.empty(0, np.int32), np.empty(0, np.int64)
    )


def index_of(*tracks: TrackIndex) -> SampleIndex:
    return SampleIndex(10**9, max(track.facts.end_ms for track in tracks), None, True, tracks)


def recording(seconds: int = 20, *, gop: int = 50) -> SampleIndex:
    return index_of(video_track(seconds, gop=gop), audio_track(seconds))


def slates_for(tracks: Sequence[TrackIndex]) -> Slates:
    """A slate of 7 bytes for every picture format, silence as it is made here."""
    slate = VideoSlate(SLATE_SPS, SLATE_PPS, ((b"\x65\x88\x84",),), 320, 180)
    formats = {VideoFormat.of(track.facts) for track in tracks if track.facts.kind == "video"}
    sound: dict[AudioFormat, AudioSlate] = {}
    return Slates(dict.fromkeys(formats, slate), sound)
