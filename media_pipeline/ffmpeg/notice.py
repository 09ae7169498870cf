"""Builds the spoken words at the start of a withheld part: AAC frames that stand between frames of silence."""

import ffmpeg

from media_pipeline.ffmpeg.convert import QUIET, input_options, routed
from media_pipeline.ffmpeg.errors import MediaRefused, UnsupportedSlate
from media_pipeline.ffmpeg.outcome import require_success
from media_pipeline.ffmpeg.runner import Run
from media_pipeline.ffmpeg.slate import AudioSlateSpec
from media_pipeline.ffmpeg.words import Said, voice_of

MOST_CHANNELS = 6
"""ffmpeg 9 writes no ADTS of eight, and without ADTS nobody knows where a frame ends."""
BITS_PER_CHANNEL = 32_000
FRAME = 1024
BEFORE, AFTER = 2 * FRAME, 3 * FRAME
"""Samples of silence around the words: a frame reaches into its neighbours, and those are digital silence."""


def notice_arguments(spec: AudioSlateSpec, said: Said, language: str) -> list[str]:
    """Return ffmpeg's arguments (without the binary) that write the words as ADTS to its output."""
    spoken = ffmpeg.input(f"file:{voice_of(said, language)}", **input_options("ogg", 0))
    framed = (
        spoken.filter("aresample", spec.sample_rate)
        .filter("adelay", f"{BEFORE}S")
        .filter("apad", pad_len=AFTER)
    )
    # The same on every channel: whoever listens to one microphone alone hears it, too.
    sound = routed(framed, [0] * spec.channels)
    options = {
        "c:a": "aac",
        "profile:a": "aac_low",
        "b:a": BITS_PER_CHANNEL * spec.channels,
        # Noise that a decoder invents would be heard behind the words.
        "aac_pns": 0,
        "flags:a": "+bitexact",
        "map_metadata": -1,
        "f": "adts",
    }
    command: list[str] = ffmpeg.compile(ffmpeg.output(sound, "pipe:1", **options), cmd="ffmpeg")
    return [*QUIET, *command[1:]]


def make_notice(spec: AudioSlateSpec, said: Said, language: str, run: Run) -> bytes:
    """Return the words as AAC-LC frames with ADTS headers. Raises FfmpegError."""
    if spec.channels > MOST_CHANNELS:
        raise UnsupportedSlate(f"no words for {spec.channels} channels")
    result = require_success(run(notice_arguments(spec, said, language)))
    if not result.stdout:
        raise MediaRefused(f"no frame came out of the encoder: {result.stderr_tail}")
    return result.stdout
