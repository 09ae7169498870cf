"""Encodes some pictures of one group anew, so that they can be decoded without any other: a border patch.

The group goes in by a pipe, coded as it is, and is decoded whole in the sandbox; out come only the pictures that are
wanted, with a parameter-set id of their own.
"""

from dataclasses import dataclass
from typing import Any, Final

import ffmpeg

from media_pipeline.ffmpeg.convert import QUIET, input_options
from media_pipeline.ffmpeg.errors import MediaRefused
from media_pipeline.ffmpeg.limits import MEBIBYTE, Limits
from media_pipeline.ffmpeg.outcome import require_success
from media_pipeline.ffmpeg.runner import Run
from media_pipeline.ffmpeg.slate import SLATE_PARAMETER_SET_ID, Profile

PATCH_PARAMETER_SET_ID: Final = SLATE_PARAMETER_SET_ID - 1
GROUP_BYTES: Final = 64 * MEBIBYTE
"""A longer group of pictures is not encoded anew; its borders keep the slate."""
PATCH_LIMITS: Final = Limits(
    wall_s=120, cpu_s=60, memory_bytes=3072 * MEBIBYTE, file_bytes=1, stdout_bytes=64 * MEBIBYTE
)
PER_S: Final = 25  # for the encoder's arithmetic only: when a picture is shown stands in the index


@dataclass(frozen=True, slots=True)
class PatchSpec:
    """Pictures `first` to `first + count` of a group, in order of showing."""

    first: int
    count: int
    profile: Profile


def patch_arguments(spec: PatchSpec) -> list[str]:
    """Return ffmpeg's arguments (without the binary): Annex B in, Annex B out."""
    options = input_options("h264", 0) | {"protocol_whitelist": "pipe", "framerate": PER_S}
    wanted = f"between(n,{spec.first},{spec.first + spec.count - 1})"
    pictures = ffmpeg.input("pipe:0", **options).filter("select", wanted).filter("setpts", f"N/{PER_S}/TB")
    output = encoded_anew(spec.profile, f"bframes=0:keyint={spec.count + 1}")
    command: list[str] = ffmpeg.compile(ffmpeg.output(pictures, "pipe:1", **output), cmd="ffmpeg")
    return [*QUIET, *command[1:]]


def encoded_anew(profile: Profile, keys: str) -> dict[str, Any]:
    """Return the options of pictures that are encoded anew beside others, as Annex B to the standard output.

    ``keys``: x264's parameters of where keys are. All share one pair of parameter sets: nothing else differs.
    """
    return {
        "fps_mode": "passthrough",
        "c:v": "libx264",
        "preset": "veryfast",
        "crf": 20,
        "pix_fmt": "yuv420p",
        "profile:v": profile,
        # bframes=0: each picture is one sample, in order of showing.
        "x264-params": f"sps-id={PATCH_PARAMETER_SET_ID}:{keys}",
        "bsf:v": "filter_units=remove_types=6|9",
        "threads": 1,
        "flags:v": "+bitexact",
        "f": "h264",
    }


def make_patch(spec: PatchSpec, group: bytes, run: Run) -> bytes:
    """Return the pictures as Annex B, of the whole group `group` (Annex B with its sets). Raises FfmpegError."""
    if len(group) > GROUP_BYTES:
        raise MediaRefused(f"a group of {len(group)} bytes")
    result = require_success(run(patch_arguments(spec), stdin=group))
    if not result.stdout:
        raise MediaRefused(f"no picture came out of the encoder: {result.stderr_tail}")
    return result.stdout
