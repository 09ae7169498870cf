"""What is disguised: one mono mix of every microphone, on the clock of the file; and how sound is read for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import ffmpeg

from media_pipeline.ffmpeg.convert import QUIET, input_options, routed
from media_pipeline.voice.graph import BARE, OUTPUT_RATE

CHANNELS_AT_MOST: Final = 8
SEEKABLE: Final = frozenset({"mov", "matroska"})
RUN_UP_S: Final = 3
"""Seconds that are decoded before an interval, so that a decoder that begins there has settled."""


@dataclass(frozen=True, slots=True)
class Track:
    """One track of sound in a file: its number among all streams, and how many microphones it holds."""

    index: int
    channels: int


@dataclass(frozen=True, slots=True)
class Sound:
    """The sound of a file, and how the file is opened."""

    path: Path
    demuxer: str
    skip_bytes: int
    tracks: tuple[Track, ...]

    def opened(self, from_s: int = 0) -> Any:
        """Return the file as an input of ffmpeg, from a whole second on."""
        seek = {"ss": from_s} if from_s else {}
        return ffmpeg.input(f"file:{self.path}", **input_options(self.demuxer, self.skip_bytes), **seek)

    def near(self, interval: "Interval") -> tuple[int, "Interval"]:
        """Return from which second the file is read for an interval, and where that lies from there.

        Only where a container keeps times is a seek exact to the sample; elsewhere all is read.
        """
        from_s = max(0, interval.start // OUTPUT_RATE - RUN_UP_S) if self.demuxer in SEEKABLE else 0
        shift = from_s * OUTPUT_RATE
        end = None if interval.end is None else interval.end - shift
        return from_s, Interval(interval.start - shift, end)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Samples at 48 kHz from the file's beginning, [start, end); without an end it goes on to the file's."""

    start: int
    end: int | None


def on_clock(media: Any, track: Track) -> Any:
    """Return a track at 48 kHz in which sample n is heard n/48000 s after the file begins: gaps are filled."""
    return media[str(track.index)].filter("aresample", OUTPUT_RATE, **{"async": 1}, first_pts=0)


def mixed(media: Any, tracks: Sequence[Track]) -> Any:
    """Return all microphones of all tracks as one."""
    monos = [_mono(on_clock(media, track), track.channels) for track in tracks]
    if len(monos) == 1:
        return monos[0]
    return ffmpeg.filter(monos, "amix", inputs=len(monos), duration="longest")


def _mono(stream: Any, channels: int) -> Any:
    # Channel by channel: a mix by loudspeaker positions would weigh microphones by where speakers stand.
    shares = "+".join(f"{1 / channels:.6f}*c{number}" for number in range(channels))
    return stream.filter("pan", args=f"mono|c0={shares}")


def mix_arguments(sound: Sound, interval: Interval, target: Path) -> list[str]:
    """Return ffmpeg's arguments: the mix of an interval as bare sound, shorter where the file ends before it."""
    from_s, near = sound.near(interval)
    return written(cut(mixed(sound.opened(from_s), sound.tracks), near), target)


def channel_arguments(
    sound: Sound, track: Track, channel: int, interval: Interval, target: Path
) -> list[str]:
    """Return ffmpeg's arguments: one microphone in an interval as bare sound."""
    stream = routed(on_clock(sound.opened(), track), [channel])
    return written(cut(stream, interval), target)


def cut(stream: Any, interval: Interval) -> Any:
    """Return an interval of a stream, by the sample."""
    end = {} if interval.end is None else {"end_sample": interval.end}
    return stream.filter("atrim", start_sample=interval.start, **end).filter("asetpts", "PTS-STARTPTS")


def written(stream: Any, target: Path) -> list[str]:
    """Return the arguments that write mono sound without a header."""
    output = ffmpeg.output(stream, f"file:{target}", f=BARE["f"], ar=OUTPUT_RATE, ac=1)
    command: list[str] = ffmpeg.compile(output, cmd="ffmpeg")
    return [*QUIET, *command[1:]]
