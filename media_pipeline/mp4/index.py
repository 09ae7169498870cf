"""The sample index: where each frame of a recording lies and when it is shown. A value; nothing here reads a
file.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Int64s = NDArray[np.int64]
UInt32s = NDArray[np.uint32]
Int32s = NDArray[np.int32]

INDEX_VERSION = 1


@dataclass(frozen=True, slots=True)
class TrackFacts:
    """What is known of a track besides its samples.

    `config` is the inside of avcC (video) or the AudioSpecificConfig (audio), `colour` the inside of an nclx
    colr box or empty. Sizes are in pixels as coded (after cropping), before `sar` (sample aspect) and
    `matrix` (as in tkhd, for rotation). `core_rate`, `channel_config`, `preroll_frames`: see AacConfig. All
    ticks are of `timescale` per second, on the movie's presentation time. Samples outside [first, end) are
    never shown (priming, behind an edit list, not decodable); `start_tick` and `end_tick` are the shown
    ends. `frames` counts the samples inside. `fps` is (num, den) where every frame lasts equally long, else
    None.
    """

    kind: Literal["video", "audio"]
    track_id: int
    timescale: int
    entry_kind: str
    codec: str
    config: bytes
    language: str = "und"
    width: int = 0
    height: int = 0
    sar: tuple[int, int] = (1, 1)
    matrix: tuple[int, ...] = ()
    colour: bytes = b""
    nal_length_size: int = 4
    interlaced: bool = False
    channels: int = 0
    sample_rate: int = 0
    core_rate: int = 0
    channel_config: int = 0
    preroll_frames: int = 0
    first: int = 0
    end: int = 0
    start_tick: int = 0
    end_tick: int = 0
    fps: tuple[int, int] | None = None
    key_gap_max_ms: int = 0

    @property
    def frames(self) -> int:
        return self.end - self.first

    @property
    def start_ms(self) -> int:
        """First shown moment, rounded down."""
        return self.start_tick * 1000 // self.timescale

    @property
    def end_ms(self) -> int:
        """End of the last frame, rounded up, so that a range [start_ms, end_ms) holds every frame whole."""
        return -(-self.end_tick * 1000 // self.timescale)

    @property
    def frame_ticks(self) -> Fraction:
        """Duration of one AAC frame (audio only)."""
        return Fraction(1024 * self.timescale, self.core_rate)


@dataclass(frozen=True, slots=True, eq=False)
class TrackIndex:
    """`dts` has one entry more than there are samples (the end). A sample is shown at dts + cts; `cts` is
    empty for audio (all zero). `keys` are the samples at which decoding can start and before which
    everything earlier is shown.
    """

    facts: TrackFacts
    offset: Int64s
    size: UInt32s
    dts: Int64s
    cts: Int32s
    keys: Int64s

    def shown_at(self, first: int, end: int) -> Int64s:
        """Presentation ticks of samples [first, end) in decoding order."""
        times = self.dts[first:end]
        return times + self.cts[first:end] if len(self.cts) else times

    def key_times(self) -> Int64s:
        """Presentation ticks of `keys`."""
        return self.dts[self.keys] + self.cts[self.keys] if len(self.cts) else self.dts[self.keys]


@dataclass(frozen=True, slots=True, eq=False)
class SampleIndex:
    """One recording file. `created_at_ms`: the recorder's own clock (UTC, ms since 1970) or None when
    implausible. `duration_ms` runs from media time 0 to the end of the last frame, rounded up."""

    file_size: int
    duration_ms: int
    created_at_ms: int | None
    moov_first: bool
    tracks: tuple[TrackIndex, ...]

    @property
    def video(self) -> TrackIndex | None:
        """The first video track."""
        return next((track for track in self.tracks if track.facts.kind == "video"), None)

    @property
    def audio(self) -> tuple[TrackIndex, ...]:
        """All audio tracks in file order."""
        return tuple(track for track in self.tracks if track.facts.kind == "audio")

    @property
    def start_ms(self) -> int:
        """First shown moment of any track."""
        return min((track.facts.start_ms for track in self.tracks), default=0)
