"""What is made of a source so that browsers play it: a pure value from facts, before anything runs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, Self

from media_pipeline.ffmpeg.probe import SourceFacts, StreamFacts

MAX_AUDIO_TRACKS: Final = 16
MAX_CHANNELS: Final = 32
CHANNELS_TOGETHER: Final = 4
"""Discrete channels in one AAC track; five and more would lay speech on the channel for low frequencies."""
MAX_PIXELS: Final = 8192 * 4320
MAX_SIDE: Final = 8192
COPY_KEY_GAP_MS: Final = 12_000
LEAD_MS: Final = (500, 10_000)
"""Shorter ones are the delay of pictures shown out of order, longer ones a clock that began elsewhere."""
AAC_RATES: Final = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
COPY_CONTAINERS: Final = frozenset({"mov", "matroska", "mpegts", "flv"})
"""Those whose time stamps can be trusted; AVI, for one, has none for pictures that are shown out of order."""
COPIED_PIXELS: Final = frozenset({"yuv420p", "yuvj420p"})


class NotConvertible(Exception):
    """Nothing can be played of this source; ``code`` says why in a stable word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class VideoPlan:
    """Stream ``index`` copied, or encoded with the interlaced lines woven into pictures."""

    index: int
    way: Literal["copy", "encode"]
    deinterlace: bool = False

    def encoding(self) -> Self:
        """The same, encoded."""
        return replace(self, way="encode")


@dataclass(frozen=True, slots=True)
class AudioPlan:
    """Channels ``[first, first + count)`` of stream ``index`` as one AAC track of ``rate`` samples per second."""

    index: int
    first: int
    count: int
    of: int
    rate: int
    way: Literal["copy", "encode"] = "encode"


@dataclass(frozen=True, slots=True)
class Plan:
    """``lost``: what the source has and the rendition cannot have; ``lead``: its media begins after its time 0."""

    video: VideoPlan | None
    audio: tuple[AudioPlan, ...]
    lost: tuple[str, ...] = ()
    lead: bool = False

    @property
    def copies(self) -> bool:
        """Whether anything is taken over as it is."""
        return any(part.way == "copy" for part in (self.video, *self.audio) if part is not None)

    def encoding(self) -> Self:
        """The same with everything encoded: for sources that cannot be copied after all."""
        sounds = tuple(replace(part, way="encode") for part in self.audio)
        return replace(self, video=self.video and self.video.encoding(), audio=sounds)

    def only(self, kind: Literal["video", "audio"]) -> Self:
        """The same without the other kind; what then is missing is said."""
        if kind == "audio":
            return replace(self, video=None, lost=(*self.lost, "video"))
        return replace(self, audio=(), lost=(*self.lost, "audio"))


def plan_for(facts: SourceFacts, longest_ms: int) -> Plan:
    """Return what to make of a source, or raise NotConvertible."""
    if any(stream.tag in {"encv", "enca"} for stream in facts.streams):
        raise NotConvertible("encrypted")
    if len(facts.audio) > MAX_AUDIO_TRACKS or sum(stream.channels for stream in facts.audio) > MAX_CHANNELS:
        raise NotConvertible("too-many-tracks")
    if (facts.duration_ms or 0) > longest_ms:
        raise NotConvertible("too-long")
    pictures = [stream for stream in facts.video if _can_be_seen(stream)]
    sounds = [stream for stream in facts.audio if stream.decodable and stream.channels and stream.frames]
    if not pictures and not sounds:
        raise NotConvertible("no-decoder" if facts.video or facts.audio else "no-tracks")
    video = _video(pictures[0], facts.demuxer) if pictures else None
    lost = _lost(facts, pictures, sounds)
    audio = tuple(part for stream in sounds for part in _audio(stream, facts.demuxer))
    return Plan(video, audio, lost, lead=_has_lead(facts, [*pictures[:1], *sounds]))


def _has_lead(facts: SourceFacts, played: Sequence[StreamFacts]) -> bool:
    """Tell whether the file counts from its own time 0 and its media begins a little later.

    Transport streams begin anywhere on a clock, and so do pieces cut out of a longer file: there the first media is 0.
    """
    starts = [stream.start_ms for stream in played if stream.start_ms is not None]
    return facts.demuxer == "mov" and LEAD_MS[0] <= min(starts, default=0) <= LEAD_MS[1]


def _lost(
    facts: SourceFacts, pictures: Sequence[StreamFacts], sounds: Sequence[StreamFacts]
) -> tuple[str, ...]:
    lost = ["video"] if facts.video and not pictures else []
    # A track that is announced and stays empty lacks nothing.
    filled = [stream for stream in facts.audio if stream.packets or not stream.decodable]
    return (*lost, "audio") if len(sounds) < len(filled) else tuple(lost)


def _can_be_seen(stream: StreamFacts) -> bool:
    sides = (stream.width, stream.height)
    sized = min(sides) >= 1 and max(sides) <= MAX_SIDE and stream.width * stream.height <= MAX_PIXELS
    return stream.decodable and sized and stream.frames > 0


def _video(stream: StreamFacts, demuxer: str) -> VideoPlan:
    fits = stream.codec == "h264" and stream.pix_fmt in COPIED_PIXELS and demuxer in COPY_CONTAINERS
    even = stream.width % 2 == 0 and stream.height % 2 == 0
    near = stream.key_gap_ms <= COPY_KEY_GAP_MS
    if fits and even and near and not stream.interlaced:
        return VideoPlan(stream.index, "copy")
    return VideoPlan(stream.index, "encode", deinterlace=stream.interlaced)


def _audio(stream: StreamFacts, demuxer: str) -> list[AudioPlan]:
    fits = stream.codec == "aac" and stream.rate in AAC_RATES and demuxer in COPY_CONTAINERS
    if fits and stream.channels <= CHANNELS_TOGETHER:
        return [AudioPlan(stream.index, 0, stream.channels, stream.channels, stream.rate, "copy")]
    rate = next((known for known in AAC_RATES if known >= stream.rate), AAC_RATES[-1])
    groups = range(0, stream.channels, CHANNELS_TOGETHER)
    return [
        AudioPlan(stream.index, first, min(CHANNELS_TOGETHER, stream.channels - first), stream.channels, rate)
        for first in groups
    ]
