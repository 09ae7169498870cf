"""Encodes a piece of a disguised interval as mono AAC frames that stand on a recording's own grid."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import ffmpeg

from media_pipeline.ffmpeg.adts import SAMPLE_RATES
from media_pipeline.ffmpeg.convert import QUIET
from media_pipeline.ffmpeg.errors import MediaRefused, UnsupportedSlate
from media_pipeline.ffmpeg.limits import MEBIBYTE, Limits
from media_pipeline.ffmpeg.outcome import require_success
from media_pipeline.ffmpeg.runner import Run

FRAME: Final = 1024
LOSSLESS_RATE: Final = 48_000
BITS_PER_SAMPLE: Final = 1.5
"""Of the encoding: 72 kbit/s at 48 kHz. The disguise holds less than 8 kHz."""
DUB_LIMITS: Final = Limits(
    wall_s=600, cpu_s=300, memory_bytes=1024 * MEBIBYTE, file_bytes=256 * MEBIBYTE, stdout_bytes=1 * MEBIBYTE
)


@dataclass(frozen=True, slots=True)
class DubSpec:
    """Frames of 1024 samples at `sample_rate`; the first begins `lead` samples of 48 kHz behind the beginning of the
    lossless file, or before it where that is negative.
    """

    sample_rate: int
    frames: int
    lead: int

    def __post_init__(self) -> None:
        """Raise UnsupportedSlate for a rate that ADTS cannot name."""
        if self.sample_rate not in SAMPLE_RATES:
            raise UnsupportedSlate(f"{self.sample_rate} Hz is no AAC sampling rate")


def dub_arguments(spec: DubSpec, lossless: Path, target: Path) -> list[str]:
    """Return ffmpeg's arguments (without the binary) that write the frames as ADTS, one of priming before them."""
    sound = ffmpeg.input(f"file:{lossless}", f="flac", protocol_whitelist="file", threads=1).audio
    if spec.lead < 0:
        sound = sound.filter("adelay", f"{-spec.lead}S")
    elif spec.lead:
        sound = sound.filter("atrim", start_sample=spec.lead).filter("asetpts", "PTS-STARTPTS")
    samples = spec.frames * FRAME
    sound = sound.filter("aresample", spec.sample_rate).filter("apad", whole_len=samples)
    options = {
        "c:a": "aac",
        "profile:a": "aac_low",
        "ac": 1,
        "b:a": round(BITS_PER_SAMPLE * spec.sample_rate),
        # Noise that a decoder invents would be another voice at each listening.
        "aac_pns": 0,
        "flags:a": "+bitexact",
        "map_metadata": -1,
        "f": "adts",
    }
    cut = sound.filter("atrim", end_sample=samples).filter("asetpts", "N/SR/TB")
    command: list[str] = ffmpeg.compile(ffmpeg.output(cut, f"file:{target}", **options), cmd="ffmpeg")
    return [*QUIET, *command[1:]]


def make_dub(spec: DubSpec, lossless: Path, target: Path, run: Run) -> None:
    """Write the frames. Raises FfmpegError."""
    require_success(run(dub_arguments(spec, lossless, target)))
    if not target.is_file() or not target.stat().st_size:
        raise MediaRefused("no frame came out of the encoder")
