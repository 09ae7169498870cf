"""Encodes pictures anew with rectangles of them covered: a face, a caption that the recorder wrote into the picture.

Coded groups go in by a pipe and are decoded in the sandbox; out come all pictures that are wanted, in order of showing.
A rectangle is filled with one colour: what is blurred or made of squares can be guessed back.
"""

from dataclasses import dataclass
from typing import Any, Final

import ffmpeg

from media_pipeline.ffmpeg.convert import QUIET, input_options
from media_pipeline.ffmpeg.errors import MediaRefused
from media_pipeline.ffmpeg.limits import MEBIBYTE, Limits
from media_pipeline.ffmpeg.outcome import require_success
from media_pipeline.ffmpeg.patch import GROUP_BYTES, PER_S, encoded_anew
from media_pipeline.ffmpeg.runner import Run
from media_pipeline.ffmpeg.slate import Profile

MASK_LIMITS: Final = Limits(
    wall_s=120,
    cpu_s=60,
    memory_bytes=3072 * MEBIBYTE,
    file_bytes=1,
    stdout_bytes=256 * MEBIBYTE,
    niceness=10,
)
"""Besides what the length of the pictures may cost."""
FULL: Final = 1_000
MARGIN_PX: Final = 2
"""Added on each side: colour is coded for two pixels at once, and a filter on the player's side mixes neighbours."""
COLOUR: Final = "0x1a1a1a"
Rectangle = tuple[int, int, int, int]
"""Left, top, right, bottom in thousandths of width and height."""


@dataclass(frozen=True, slots=True)
class MaskSpec:
    """Pictures `first` to `first + count` of some groups, in order of showing; `keys`: those of them, counted from 0,
    at which decoding can start.
    """

    first: int
    count: int
    keys: tuple[int, ...]
    rectangles: tuple[Rectangle, ...]
    profile: Profile


def mask_arguments(spec: MaskSpec) -> list[str]:
    """Return ffmpeg's arguments (without the binary): Annex B in, Annex B out."""
    options = input_options("h264", 0) | {"protocol_whitelist": "pipe", "framerate": PER_S}
    wanted = f"between(n,{spec.first},{spec.first + spec.count - 1})"
    pictures = ffmpeg.input("pipe:0", **options).filter("select", wanted).filter("setpts", f"N/{PER_S}/TB")
    for rectangle in spec.rectangles:
        pictures = _covered(pictures, rectangle)
    output = encoded_anew(spec.profile, "bframes=0:keyint=infinite:scenecut=0") | {
        "force_key_frames": ",".join(f"{number / PER_S:.3f}" for number in spec.keys),
        "forced-idr": 1,
    }
    command: list[str] = ffmpeg.compile(ffmpeg.output(pictures, "pipe:1", **output), cmd="ffmpeg")
    return [*QUIET, *command[1:]]


def _covered(pictures: Any, rectangle: Rectangle) -> Any:
    left, top, right, bottom = rectangle
    x, y = (f"floor(i{side}*{first}/{FULL})-{MARGIN_PX}" for side, first in (("w", left), ("h", top)))
    width, height = (
        f"ceil(i{side}*{last}/{FULL})-floor(i{side}*{first}/{FULL})+{2 * MARGIN_PX}"
        for side, first, last in (("w", left, right), ("h", top, bottom))
    )
    return pictures.filter("drawbox", x=x, y=y, width=width, height=height, color=COLOUR, thickness="fill")


def make_masked(spec: MaskSpec, groups: bytes, run: Run) -> bytes:
    """Return the pictures as Annex B, of whole groups (Annex B, beginning with its sets). Raises FfmpegError."""
    if len(groups) > GROUP_BYTES:
        raise MediaRefused(f"groups of {len(groups)} bytes")
    result = require_success(run(mask_arguments(spec), stdin=groups))
    if not result.stdout:
        raise MediaRefused(f"no picture came out of the encoder: {result.stderr_tail}")
    return result.stdout
