"""Arguments of the one run that makes a rendition: an MP4 that the sample index can play from."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import ffmpeg

from media_pipeline.ffmpeg.formats import CODEC_WHITELIST
from media_pipeline.ffmpeg.plan import AudioPlan, Plan, VideoPlan
from media_pipeline.ffmpeg.probe import SourceFacts

# -nostdin: never waits for a key; -v error: stderr is for reasons; -y: the name is fresh and ours.
QUIET: Final = ("-nostdin", "-hide_banner", "-v", "error", "-y")
LAYOUTS: Final[Mapping[int, str]] = {
    1: "mono",
    2: "stereo",
    3: "3.0",
    4: "4.0",
    5: "5.0",
    6: "5.1",
    7: "6.1",
    8: "7.1",
}
"""By the number of channels. AAC of more than four would hold a channel for low tones only, where no voice belongs."""
KEY_EVERY_S: Final = 2
TALLEST: Final = 1080
SMALLEST: Final = 16
BITS_PER_CHANNEL: Final = 64_000
TIMESCALE: Final = 90_000


def arguments(
    source: Path, facts: SourceFacts, plan: Plan, target: Path, *, first_s: int | None = None
) -> list[str]:
    """Return ffmpeg's arguments (without the binary). Paths are ours and absolute; `first_s`: only so many seconds."""
    media = ffmpeg.input(f"file:{source}", **input_options(facts.demuxer, facts.skip_bytes))
    outputs: list[Any] = []
    options: dict[str, Any] = {
        # What a recorder wrote about itself stays in the original; subtitles and data too.
        "map_metadata": -1,
        "map_chapters": -1,
        "sn": None,
        "dn": None,
        "fflags": "+bitexact",
        "max_muxing_queue_size": 4096,
        "f": "mp4",
    }
    if plan.video is not None:
        outputs.append(picture_filters(media[str(plan.video.index)], plan.video))
        options |= picture_options(plan.video)
    outputs += [_sound(media, part) for part in plan.audio]
    for number, part in enumerate(plan.audio):
        options |= _sound_options(number, part)
    if plan.lead:
        options["copyts"] = None
    if first_s is not None:
        options["t"] = first_s
    command: list[str] = ffmpeg.compile(ffmpeg.output(*outputs, f"file:{target}", **options), cmd="ffmpeg")
    return [*QUIET, *command[1:]]


def input_options(demuxer: str, skip_bytes: int) -> dict[str, Any]:
    """Return how a source is opened: by this demuxer, with these decoders, from this one file."""
    options: dict[str, Any] = {
        "f": demuxer,
        "protocol_whitelist": "file",
        "codec_whitelist": CODEC_WHITELIST,
        # One bad packet is left out, the rest is played.
        "err_detect": "ignore_err",
        "fflags": "+genpts",
        "threads": 1,
    }
    return options | ({"skip_initial_bytes": skip_bytes} if skip_bytes else {})


def picture_filters(stream: Any, plan: VideoPlan) -> Any:
    """Return the stream as it is to be encoded, or untouched to be copied."""
    if plan.way == "copy":
        return stream
    if plan.deinterlace:
        stream = stream.filter("bwdif", mode="send_frame")
    # Not smaller than a macroblock, not taller than TALLEST, sides even as 4:2:0 needs them; the aspect is carried on.
    height = f"min({TALLEST},floor(ih/2)*2)"
    scaled = stream.filter("pad", f"max(iw,{SMALLEST})", f"max(ih,{SMALLEST})")
    return scaled.filter("scale", f"floor(iw*{height}/ih/2)*2", height).filter("format", "yuv420p")


def picture_options(plan: VideoPlan) -> dict[str, Any]:
    """Return how the pictures are written."""
    if plan.way == "copy":
        # What the recorder wrote beside the picture is left out when it is sent (hls/nal.py); a filter costs as much
        # as the copy itself.
        return {"c:v": "copy"}
    return {
        "c:v": "libx264",
        "preset": "veryfast",
        "crf": 23,
        "profile:v": "high",
        # A key every two seconds, whatever the frame rate: one can jump anywhere.
        "force_key_frames": f"expr:gte(t,n_forced*{KEY_EVERY_S})",
        "x264-params": "open-gop=0:scenecut=0:keyint=600",
        # The recorder's own times: a camera that sends a picture only when something moves stays small.
        "fps_mode": "vfr",
        "video_track_timescale": TIMESCALE,
        "bsf:v": "filter_units=remove_types=6",
        "flags:v": "+bitexact",
    }


def _sound_options(number: int, plan: AudioPlan) -> dict[str, Any]:
    if plan.way == "copy":
        return {f"c:a:{number}": "copy"}
    return {
        f"c:a:{number}": "aac",
        f"profile:a:{number}": "aac_low",
        f"b:a:{number}": plan.count * BITS_PER_CHANNEL,
        f"ar:a:{number}": plan.rate,
        f"flags:a:{number}": "+bitexact",
        # Half the cost of the default coder; at this bit rate for each voice nobody hears the difference.
        f"aac_coder:a:{number}": "fast",
    }


def _sound(media: Any, plan: AudioPlan) -> Any:
    stream = media[str(plan.index)]
    if plan.way == "copy":
        return stream
    return routed(stream, range(plan.first, plan.first + plan.count)) if plan.of > 1 else stream


def routed(stream: Any, channels: Iterable[int]) -> Any:
    """Return these channels of a stream, in this order, untouched, whatever loudspeakers they are said to be for.

    Not by `pan`: it takes three microphones for left, right and low tones, and leaves the third one out.
    """
    wanted = [str(number) for number in channels]
    return stream.filter("channelmap", map="|".join(wanted), channel_layout=LAYOUTS[len(wanted)])
