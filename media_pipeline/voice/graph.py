"""The one run that disguises an interval: mono sound in, mono sound of the same length out, to the sample."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import ffmpeg

from media_pipeline.voice.draw import Draw
from media_pipeline.voice.profiles import Band, Recipe
from media_pipeline.voice.vocoder import RATE, WINDOW, delay, expression, overlap

OUTPUT_RATE: Final = 48_000
FADE_S: Final = 0.015
PAD_S: Final = 0.25
"""Silence behind the interval, so that what is late is not cut off."""
WOBBLE: Final = 0.4
"""How far the sound is moved to and fro, as a part of the filter's 5 ms: a voice is never held still, either."""
WOBBLE_BUFFER: Final = 240
"""Samples at 48 kHz that `vibrato` holds; as much as it moves around less than that, it is late."""
QUIETEST_DB: Final = -75
SPREAD: Final = 6
"""What lies 30 dB from a band's level comes to lie 30/6 dB from it."""
GRAPH_OPTION: Final = "-filter_complex"
BARE: Final[Mapping[str, Any]] = {
    "f": "f32le",
    "ar": OUTPUT_RATE,
    "ac": 1,
    "protocol_whitelist": "file,pipe",
    "threads": 1,
}
"""How sound lies between the steps: mono numbers without a header, which a file of any length may hold."""


@dataclass(frozen=True, slots=True, repr=False)
class Command:
    """Arguments of ffmpeg without its graph, and the graph, which is secret and goes in by a pipe."""

    arguments: tuple[str, ...]
    graph: bytes


def command(recipe: Recipe, drawn: Draw, source: Path, samples: int, target: Path) -> Command:
    """Return the run that turns `samples` of bare sound into as many in one FLAC."""
    stream = ffmpeg.input(f"file:{source}", **BARE).audio
    disguised = in_time(chain(stream, recipe, drawn), recipe, drawn, samples)
    return _lossless(faded(disguised, samples), samples, target)


def silent(source: Path, samples: int, target: Path) -> Command:
    """Return the run that makes silence of the same length, by the same way."""
    stream = ffmpeg.input(f"file:{source}", **BARE).audio.filter("volume", 0)
    return _lossless(stream, samples, target)


def _lossless(stream: Any, samples: int, target: Path) -> Command:
    stream = stream.filter("apad", whole_len=samples).filter("atrim", end_sample=samples)
    options = {
        "c:a": "flac",
        "sample_fmt": "s16",
        "map_metadata": -1,
        "flags:a": "+bitexact",
        "fflags": "+bitexact",
    }
    output = ffmpeg.output(stream, f"file:{target}", f="flac", **options)
    return _apart(ffmpeg.compile(output, cmd="ffmpeg"))


def _apart(argv: list[str]) -> Command:
    """Take the graph out of the arguments: everybody on the machine may read a command line."""
    at = argv.index(GRAPH_OPTION)
    return Command((*argv[1:at], *argv[at + 2 :]), argv[at + 1].encode())


def chain(stream: Any, recipe: Recipe, drawn: Draw) -> Any:
    """Return the stream at 16 kHz, disguised, late by `delay`."""
    stream = stream.filter("aresample", RATE).filter("apad", pad_dur=PAD_S)
    stream = _fixed(stream, recipe.before)
    stream = stream.filter(
        "afftfilt",
        real=expression(recipe, drawn),
        imag="0",
        win_size=WINDOW,
        overlap=f"{overlap(drawn):.7f}",
        win_func="hann",
    )
    stream = _fixed(stream, recipe.after)
    if recipe.timbre:
        stream = stream.filter("mcompand", args=" | ".join(_compander(band) for band in recipe.timbre))
        stream = stream.filter("volume", "9dB")
    return stream.filter("alimiter", limit=0.8, attack=2, release=40, level="false", latency="true")


def _fixed(stream: Any, filters: str) -> Any:
    """Append filters of a recipe, which name no secret."""
    for each in filter(None, filters.split(",")):
        name, _, options = each.partition("=")
        stream = stream.filter(name, **dict(option.split("=") for option in options.split(":")))
    return stream


def _compander(band: Band) -> str:
    """Return the curve of a band: silence stays, everything louder comes near the band's level."""
    near = 30 / SPREAD
    points = (
        f"-90/-90,{QUIETEST_DB}/{band.level_db - 32},{QUIETEST_DB + 13}/{band.level_db - near:g},"
        f"-30/{band.level_db},0/{band.level_db + near:g}"
    )
    return f"0.1,0.8 6 {points} {band.edge_hz}"


def in_time(stream: Any, recipe: Recipe, drawn: Draw, samples: int) -> Any:
    """Take the delay away and return exactly so many samples at 48 kHz."""
    late = delay(drawn) + recipe.delay
    stream = stream.filter("atrim", start_sample=late).filter("asetpts", "PTS-STARTPTS")
    stream, late = _wobbling(stream.filter("aresample", OUTPUT_RATE), drawn)
    stream = stream.filter("atrim", start_sample=late).filter("asetpts", "PTS-STARTPTS")
    stream = stream.filter("apad", whole_len=samples)
    return stream.filter("atrim", end_sample=samples).filter("asetpts", "N/SR/TB")


def _wobbling(stream: Any, drawn: Draw) -> tuple[Any, int]:
    """Move the pitch of sound at 48 kHz to and fro; return it and by how many samples it is late.

    The vocoder's buzz stands still, so a tone of the recording would be one steady line more: elsewhere, but for
    anybody to shift back. In a pitch that moves at secret speeds no line is left. At 48 kHz, since the filter
    interpolates between two samples. What its memory held before, which may be the recording, comes out first: that
    falls into silence which is cut off.
    """
    lead = len(drawn.wobble_hz) * WOBBLE_BUFFER
    stream = stream.filter("adelay", delays=f"{lead}S", all=1)
    for hz in drawn.wobble_hz:
        stream = stream.filter("vibrato", f=f"{hz:.4f}", d=WOBBLE)
    return stream, lead + round(lead * (1 - WOBBLE / 2))


def faded(stream: Any, samples: int) -> Any:
    """Fade in and out inside the interval."""
    length = max(min(round(FADE_S * OUTPUT_RATE), samples // 2), 1)
    stream = stream.filter("afade", t="in", ss=0, ns=length)
    return stream.filter("afade", t="out", ss=samples - length, ns=length)
