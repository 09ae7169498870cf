"""Puts disguised intervals into a file: every microphone of every track carries the same disguise there.

Pieces are cut by the sample, and of the original nothing within an interval is routed to the output: there is no way
on which it could get there. The original fades out before an interval and in behind it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import ffmpeg

from media_pipeline.ffmpeg.convert import QUIET, routed
from media_pipeline.voice.graph import BARE, FADE_S, OUTPUT_RATE
from media_pipeline.voice.mixing import Interval, Sound, Track, cut, on_clock

FADE: Final = round(FADE_S * OUTPUT_RATE)


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is written: ffmpeg's muxer and coder of the sound; how many channels and tracks it carries whole."""

    muxer: str
    coder: str
    channels: int
    tracks: int = 1
    pictures: bool = False
    lossless: bool = True


FORMS: Final[Mapping[str, Form]] = {
    ".wav": Form("wav", "pcm_s16le", 8),
    ".flac": Form("flac", "flac", 8),
    ".mka": Form("matroska", "flac", 8, tracks=99),
    ".mkv": Form("matroska", "flac", 8, tracks=99, pictures=True),
    # The sixth channel of AAC is for low tones only: a microphone there would not be heard.
    ".m4a": Form("ipod", "aac", 4, tracks=99, lossless=False),
    ".mp4": Form("mp4", "aac", 4, tracks=99, pictures=True, lossless=False),
    ".mov": Form("mov", "aac", 4, tracks=99, pictures=True, lossless=False),
    ".mp3": Form("mp3", "libmp3lame", 2, lossless=False),
}
"""By the ending of the name."""
BESIDE: Final[Mapping[str, str]] = {
    "h264": "filter_units=remove_types=6",
    "hevc": "filter_units=remove_types=39|40",
}
BITS_PER_CHANNEL: Final = 96_000


@dataclass(frozen=True, slots=True)
class Disguised:
    """The disguises of intervals one after the other, as bare sound; the last interval may go on to the end."""

    path: Path
    intervals: tuple[Interval, ...]

    def within(self) -> Iterator[Interval]:
        """Where each interval lies in the file of disguises."""
        at = 0
        for interval in self.intervals:
            if interval.end is None:
                yield Interval(at, None)
            else:
                yield Interval(at, at + interval.end - interval.start)
                at += interval.end - interval.start


def cover_arguments(
    sound: Sound, pictures: Mapping[int, str], disguised: Disguised, form: Form, target: Path
) -> list[str]:
    """Return ffmpeg's arguments: the file with its intervals disguised; `pictures`: streams that are copied, and what
    they are coded in.
    """
    media = sound.opened()
    covers = ffmpeg.input(f"file:{disguised.path}", **BARE).audio
    many = len(sound.tracks) > 1
    shared = covers.filter_multi_output("asplit", len(sound.tracks)) if many else None
    tracks = [
        _track(on_clock(media, track), track, covers if shared is None else shared[number], disguised)
        for number, track in enumerate(sound.tracks)
    ]
    shown = pictures if form.pictures else {}
    kept = [media[str(index)] for index in shown]
    options = _options(form, sound) | _copied([*shown.values()])
    output = ffmpeg.output(*kept, *tracks, f"file:{target}", **options)
    command: list[str] = ffmpeg.compile(output, cmd="ffmpeg")
    return [*QUIET, *command[1:]]


def _copied(codecs: Sequence[str]) -> dict[str, Any]:
    """Return how pictures are copied: without the words that recorders and captions write beside them."""
    beside = {f"bsf:v:{n}": BESIDE[codec] for n, codec in enumerate(codecs) if codec in BESIDE}
    return ({"c:v": "copy"} | beside) if codecs else {}


def _options(form: Form, sound: Sound) -> dict[str, Any]:
    options: dict[str, Any] = {
        # What a recorder wrote about itself, and captions that name people, stay behind.
        "map_metadata": -1,
        "map_chapters": -1,
        "fflags": "+bitexact",
        "flags:a": "+bitexact",
        "c:a": form.coder,
        "ar": OUTPUT_RATE,
        "f": form.muxer,
    }
    if not form.lossless:
        options["b:a"] = BITS_PER_CHANNEL * max(track.channels for track in sound.tracks)
    if form.coder == "flac":
        options["sample_fmt"] = "s16"
    if form.muxer == "wav":
        options["rf64"] = "auto"
    return options


def _track(stream: Any, track: Track, covers: Any, disguised: Disguised) -> Any:
    """Return a track as pieces of itself and of the disguises in turn."""
    kept = list(_between(disguised.intervals))
    originals = _split(routed(stream, range(track.channels)), len(kept))
    spoken = _split(routed(covers, [0] * track.channels), len(disguised.intervals))
    pieces = {
        interval.start: _faded(cut(part, interval), interval)
        for part, interval in zip(originals, kept, strict=True)
    }
    for part, interval, within in zip(spoken, disguised.intervals, disguised.within(), strict=True):
        pieces[interval.start] = cut(part, within)
    in_order = [pieces[start] for start in sorted(pieces)]
    return in_order[0] if len(in_order) == 1 else ffmpeg.concat(*in_order, v=0, a=1)


def _between(intervals: Sequence[Interval]) -> Iterator[Interval]:
    """What is left of a file beside its intervals."""
    at = 0
    for interval in intervals:
        if interval.start > at:
            yield Interval(at, interval.start)
        if interval.end is None:
            return
        at = interval.end
    yield Interval(at, None)


def _split(stream: Any, count: int) -> list[Any]:
    if count <= 1:
        return [stream] * count
    parts = stream.filter_multi_output("asplit", count)
    return [parts[number] for number in range(count)]


def _faded(stream: Any, interval: Interval) -> Any:
    if interval.start:
        stream = stream.filter("afade", t="in", ss=0, ns=FADE)
    if interval.end is None:
        return stream
    length = interval.end - interval.start
    # A track that ends before the others must not draw the next interval nearer.
    stream = stream.filter("apad", whole_len=length)
    return stream.filter("afade", t="out", ss=max(length - FADE, 0), ns=min(FADE, length))
