"""Arguments of runs that make a chunk of a rendition: a stretch of the pictures, its smaller rungs, a levelled mix."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import ffmpeg

from media_pipeline.ffmpeg.convert import QUIET, input_options, picture_filters, picture_options
from media_pipeline.ffmpeg.plan import VideoPlan
from media_pipeline.ffmpeg.probe import SourceFacts
from media_pipeline.ffmpeg.scan import TICKS, Cut

PREROLL_TICKS: Final = 2 * TICKS
"""Reading begins so much earlier: some containers find a place only nearly, and some pictures need those before."""
EARLY_S: Final = 0.001
"""A key is asked for a little early, or rounding could put it onto the next picture."""
MIX_RATE: Final = 32_000
MIX_BITS: Final = 64_000
CONTAINER: Final = {
    # What a recorder wrote about itself stays in the original; subtitles and data too.
    "map_metadata": -1,
    "map_chapters": -1,
    "sn": None,
    "dn": None,
    "fflags": "+bitexact",
    "f": "mp4",
}


@dataclass(frozen=True, slots=True)
class Rung:
    """A smaller rendition of the pictures: its height, and the most that it may send, in bits a second."""

    height: int
    bit_rate: int


def picture_arguments(source: Path, facts: SourceFacts, plan: VideoPlan, cut: Cut, target: Path) -> list[str]:
    """Encode the pictures of one cut; the first one is shown at tick 0 of the file that comes out."""
    stream = _cut(picture_filters(_media(source, facts, cut)[str(plan.index)], plan.encoding()), cut)
    options = CONTAINER | picture_options(plan.encoding()) | {"enc_time_base": f"1:{TICKS}"}
    return _compiled(ffmpeg.output(stream, f"file:{target}", **options))


def ladder_arguments(
    source: Path, cut: Cut, keys: Sequence[int], rungs: Sequence[Rung], targets: Sequence[Path]
) -> list[str]:
    """Encode one cut of an MP4 into all rungs in one run, each from the one above it.

    `keys`: ticks of the source's clock that get a key frame in each rung; `rungs` from the highest down.
    """
    media = ffmpeg.input(f"file:{source}", **_seek(cut), **input_options("mov", 0))
    stream = _cut(media["v:0"], cut)
    moments = ",".join(f"{max(0.0, (key - cut.start) / TICKS - EARLY_S):.6f}" for key in keys)
    outputs = []
    for number, (rung, target) in enumerate(zip(rungs, targets, strict=True)):
        scaled = stream.filter("scale", "-2", rung.height).filter("format", "yuv420p")
        if number + 1 < len(rungs):
            split = scaled.filter_multi_output("split", 2)
            scaled, stream = split[0], split[1]
        options = CONTAINER | _rung_options(rung, moments)
        outputs.append(ffmpeg.output(scaled, f"file:{target}", **options))
    return _compiled(ffmpeg.merge_outputs(*outputs))


def _rung_options(rung: Rung, moments: str) -> dict[str, Any]:
    return {
        "c:v": "libx264",
        "preset": "veryfast",
        "crf": 25,
        "maxrate": rung.bit_rate,
        "bufsize": 2 * rung.bit_rate,
        "profile:v": "high",
        "force_key_frames": moments,
        "x264-params": "open-gop=0:scenecut=0:keyint=600",
        "fps_mode": "vfr",
        "enc_time_base": f"1:{TICKS}",
        "video_track_timescale": TICKS,
        "bsf:v": "filter_units=remove_types=6",
        "flags:v": "+bitexact",
        # One thread: workers share the machine by taking different parts.
        "threads": 1,
    }


def mix_arguments(source: Path, channels: Sequence[int], target: Path) -> list[str]:
    """Encode all sound of an MP4 as one levelled voice: every channel alike, quiet speakers as loud as the others.

    `channels`: how many each of its sound tracks has.
    """
    media = ffmpeg.input(f"file:{source}", **input_options("mov", 0))
    mono = [_mono(media[f"a:{number}"], count) for number, count in enumerate(channels)]
    mixed = ffmpeg.filter(mono, "amix", inputs=len(mono)) if len(mono) > 1 else mono[0]
    # f: windows of a quarter of a second; g: as many windows as make no pumping; m: what is quieter is noise.
    levelled = mixed.filter("aresample", MIX_RATE).filter("dynaudnorm", f=250, g=15, m=20)
    options = CONTAINER | {
        "c:a": "aac",
        "b:a": MIX_BITS,
        "ar": MIX_RATE,
        "flags:a": "+bitexact",
        "aac_coder": "fast",
    }
    return _compiled(ffmpeg.output(levelled, f"file:{target}", **options))


def _mono(stream: Any, channels: int) -> Any:
    if channels == 1:
        return stream
    share = "+".join(f"{1 / channels:.6f}*c{number}" for number in range(channels))
    return stream.filter("pan", args=f"mono|c0={share}")


def _media(source: Path, facts: SourceFacts, cut: Cut) -> Any:
    return ffmpeg.input(f"file:{source}", **_seek(cut), **input_options(facts.demuxer, facts.skip_bytes))


def _seek(cut: Cut) -> dict[str, Any]:
    """Read from a little before the cut, on the file's own clock; the first cut from wherever the file begins."""
    if cut.first:
        return {}
    return {
        "ss": f"{max(0, cut.start - PREROLL_TICKS) / TICKS:.6f}",
        "seek_timestamp": 1,
        "noaccurate_seek": None,
    }


def _cut(stream: Any, cut: Cut) -> Any:
    start, end = (f"{tick / TICKS:.6f}" for tick in (cut.start, cut.end))
    inside = stream.filter("trim", start=start, end=end)
    return inside.filter("settb", f"1/{TICKS}").filter("setpts", f"round(PTS-{cut.start})")


def _compiled(output: Any) -> list[str]:
    # The file's own clock from end to end: cuts are moments on it.
    command: list[str] = ffmpeg.compile(output.global_args("-copyts"), cmd="ffmpeg")
    return [*QUIET, *command[1:]]
