"""Slates: the pictures, the silence and the words that fill what is not shown. Parsed from what an encoder wrote, or
made here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Self

from media_pipeline.ffmpeg.words import Said
from media_pipeline.hls.errors import SlateProblem
from media_pipeline.hls.silence import silent_frame
from media_pipeline.mp4.aac import RATES
from media_pipeline.mp4.errors import Mp4Problem
from media_pipeline.mp4.h264 import parse_sps, pps_ids
from media_pipeline.mp4.index import TrackFacts

SLICE, IDR, SPS, PPS = 1, 5, 7, 8
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
    """Still pictures by the number of what they say, at least the one that says nothing. Each holds its slices
    without length prefixes, as one IDR picture may have several.
    """

    sps: bytes
    pps: bytes
    pictures: tuple[tuple[bytes, ...], ...]
    width: int
    height: int

    def sample(self, nal_length_size: int, said: int = Said.BLANK) -> bytes:
        """A picture as a sample of a track with this NAL length size, the blank one where there is none that says it;
        raises SlateProblem when it is too long.
        """
        slices = self.pictures[said if said < len(self.pictures) else Said.BLANK]
        if any(len(nal) >= 1 << 8 * nal_length_size for nal in slices):
            raise SlateProblem("slice too long for the track's NAL lengths")
        return b"".join(len(nal).to_bytes(nal_length_size, "big") + nal for nal in slices)


@dataclass(frozen=True, slots=True)
class AudioSlate:
    """One AAC frame of silence; `samples_per_frame` of the AAC-LC core. `spoken`: frames of words, numbered from 1 on;
    `notices`: by what is said its first frame and how many it has. Words begin and end in silence.
    """

    frame: bytes
    samples_per_frame: int
    spoken: tuple[bytes, ...] = ()
    notices: Mapping[Said, tuple[int, int]] = field(default_factory=dict)

    def with_notice(self, said: Said, frames: tuple[bytes, ...]) -> Self:
        """The same with words spoken in these frames."""
        place = 1 + len(self.spoken), len(frames)
        return replace(self, spoken=(*self.spoken, *frames), notices={**self.notices, said: place})

    def taken(self, first: int, count: int) -> tuple[bytes, ...]:
        """The silent frame so many times (`first` 0), else frames of words."""
        return self.spoken[first - 1 : first - 1 + count] if first else (self.frame,) * count


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
    """Raises SlateProblem unless `data` is IDR pictures with one SPS and one PPS that belong together."""
    if len(data) > MAX_SLATE_BYTES:
        raise SlateProblem("too large")
    sps, pps, pictures = still_pictures(split_annexb(data))
    if any(nal[0] & 31 != IDR for slices in pictures for nal in slices):
        raise SlateProblem("a picture that cannot stand alone")
    try:
        seen = parse_sps(sps)
        if pps_ids(pps)[1] != seen.sps_id:
            raise SlateProblem("parameter sets do not belong together")
    except Mp4Problem as problem:
        raise SlateProblem(str(problem)) from problem
    return VideoSlate(sps, pps, pictures, seen.width, seen.height)


def still_pictures(nals: list[bytes]) -> tuple[bytes, bytes, tuple[tuple[bytes, ...], ...]]:
    """The one SPS, the one PPS, and the slices of each picture in a stream. Raises SlateProblem."""
    by_type: dict[int, list[bytes]] = {}
    for nal in nals:
        by_type.setdefault(SLICE if nal[0] & 31 in {1, IDR} else nal[0] & 31, []).append(nal)
    # An encoder may repeat the sets before each picture.
    sps, pps = (list(dict.fromkeys(by_type.get(kind, []))) for kind in (SPS, PPS))
    pictures = _pictures(by_type.get(SLICE, []))
    if len(sps) != 1 or len(pps) != 1 or not pictures or pictures[0][0][0] & 31 != IDR:
        raise SlateProblem(f"NAL unit types {sorted(by_type)}")
    return sps[0], pps[0], pictures


def _pictures(slices: list[bytes]) -> tuple[tuple[bytes, ...], ...]:
    """Slices by the picture that they are of. first_mb_in_slice = 0 is a single 1 bit: a picture begins."""
    found: list[tuple[bytes, ...]] = []
    for nal in slices:
        if len(nal) > 1 and nal[1] >> 7:
            found.append((nal,))
        elif found:
            found[-1] += (nal,)
        else:
            raise SlateProblem("no beginning of a picture")
    return tuple(found)


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


def notice_from_adts(data: bytes) -> tuple[bytes, ...]:
    """All frames, headers taken off: words in AAC. Raises SlateProblem."""
    return tuple(_adts_frames(data))


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
