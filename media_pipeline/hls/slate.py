"""Slates: the picture and the silence that fill what is not shown. Parsed from what an encoder wrote, or
made here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from media_pipeline.hls.errors import SlateProblem
from media_pipeline.hls.silence import silent_frame
from media_pipeline.mp4.aac import RATES
from media_pipeline.mp4.errors import Mp4Problem
from media_pipeline.mp4.h264 import parse_sps, pps_ids
from media_pipeline.mp4.index import TrackFacts

IDR, SPS, PPS = 5, 7, 8
MAX_SLATE_BYTES: Final = 4 << 20


@dataclass(frozen=True, slots=True)
class VideoFormat:
    """What a slate must have in common with a track to share its init segment: pixels and sample aspect."""

    width: int
    height: int
    sar: tuple[int, int]

    @classmethod
    def of(cls, facts: TrackFacts) -> "VideoFormat":
        return cls(facts.width, facts.height, facts.sar)


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """What silence must have in common with a track: rate of the AAC-LC core in Hz, channel configuration,
    channels.
    """

    core_rate: int
    channel_config: int
    channels: int

    @classmethod
    def of(cls, facts: TrackFacts) -> "AudioFormat":
        return cls(facts.core_rate, facts.channel_config, facts.channels)


@dataclass(frozen=True, slots=True)
class VideoSlate:
    """One still picture. `idr` holds the slices without length prefixes, as one IDR picture may have
    several.
    """

    sps: bytes
    pps: bytes
    idr: tuple[bytes, ...]
    width: int
    height: int

    def sample(self, nal_length_size: int) -> bytes:
        """The picture as a sample of a track with this NAL length size; raises SlateProblem when it is too
        long.
        """
        if any(len(nal) >= 1 << 8 * nal_length_size for nal in self.idr):
            raise SlateProblem("slice too long for the track's NAL lengths")
        return b"".join(len(nal).to_bytes(nal_length_size, "big") + nal for nal in self.idr)


@dataclass(frozen=True, slots=True)
class AudioSlate:
    """One AAC frame of silence; `samples_per_frame` of the AAC-LC core."""

    frame: bytes
    samples_per_frame: int


@dataclass(frozen=True, slots=True)
class Slates:
    """The slates at hand. Silence that is not given is made here where the layout allows it."""

    video: Mapping[VideoFormat, VideoSlate] = field(default_factory=dict)
    audio: Mapping[AudioFormat, AudioSlate] = field(default_factory=dict)

    def for_video(self, facts: TrackFacts) -> VideoSlate | None:
        return self.video.get(VideoFormat.of(facts))

    def for_audio(self, facts: TrackFacts) -> AudioSlate | None:
        given = self.audio.get(AudioFormat.of(facts))
        if given is not None:
            return given
        frame = silent_frame(facts.channel_config)
        return AudioSlate(frame, 1024) if frame is not None else None


def split_annexb(data: bytes) -> list[bytes]:
    """NAL units of an Annex B byte stream, without start codes."""
    pieces = data.split(b"\0\0\1")
    # Zeros before the next start code belong to it; a NAL unit never ends in zero.
    return [piece.rstrip(b"\0") for piece in pieces[1:] if piece.rstrip(b"\0")]


def video_slate_from_annexb(data: bytes) -> VideoSlate:
    """Raises SlateProblem unless `data` is one IDR picture with one SPS and one PPS that belong together."""
    if len(data) > MAX_SLATE_BYTES:
        raise SlateProblem("too large")
    by_type: dict[int, list[bytes]] = {}
    for nal in split_annexb(data):
        by_type.setdefault(nal[0] & 31, []).append(nal)
    sps, pps, idr = (by_type.get(kind, []) for kind in (SPS, PPS, IDR))
    if len(sps) != 1 or len(pps) != 1 or not idr or 1 in by_type:
        raise SlateProblem(f"NAL unit types {sorted(by_type)}")
    # first_mb_in_slice = 0 is a single 1 bit: the second one would begin a second picture.
    if sum(nal[1] >> 7 for nal in idr if len(nal) > 1) != 1:
        raise SlateProblem("not exactly one picture")
    try:
        seen = parse_sps(sps[0])
        if pps_ids(pps[0])[1] != seen.sps_id:
            raise SlateProblem("parameter sets do not belong together")
    except Mp4Problem as problem:
        raise SlateProblem(str(problem)) from problem
    return VideoSlate(sps[0], pps[0], tuple(idr), seen.width, seen.height)


def _adts_frames(data: bytes) -> list[bytes]:
    """Raw frames, headers taken off."""
    frames, at = [], 0
    while at + 7 <= len(data):
        head = data[at : at + 7]
        size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
        start = 7 if head[1] & 1 else 9
        if head[0] != 0xFF or head[1] & 0xF6 != 0xF0 or size <= start or at + size > len(data):
            raise SlateProblem("not ADTS")
        if head[6] & 3:
            raise SlateProblem("several blocks in one ADTS frame")
        frames.append(data[at + start : at + size])
        at += size
    return frames


def audio_slate_from_adts(data: bytes) -> tuple[AudioFormat, AudioSlate]:
    """The format as its header tells it, and one frame from the middle (the first ones tell of the encoder).

    Raises SlateProblem.
    """
    frames = _adts_frames(data)
    if not frames:
        raise SlateProblem("no frame")
    rate_index, channel_config = data[2] >> 2 & 15, (data[2] & 1) << 2 | data[3] >> 6
    if rate_index >= len(RATES) or data[2] >> 6 != 1 or not channel_config:
        raise SlateProblem("not AAC-LC with a known layout")
    channels = 8 if channel_config == 7 else channel_config
    return AudioFormat(RATES[rate_index], channel_config, channels), AudioSlate(
        frames[len(frames) // 2], 1024
    )
