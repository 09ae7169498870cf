"""Encodes picture and sound into one MP4, as a courtroom recorder would deliver it."""

import os
import threading
import wave
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

import numpy as np

from demo.recording.frames import STEP_MS
from demo.recording.palette import HEIGHT, WIDTH
from demo.recording.room import Channels
from demo.recording.speech import SAMPLE_RATE
from media_pipeline.ffmpeg.binary import Binary
from media_pipeline.ffmpeg.limits import MEBIBYTE, Limits
from media_pipeline.ffmpeg.outcome import require_success
from media_pipeline.ffmpeg.runner import Runner

FRAMES_PER_S: Final = 25
GOP_MS: Final = 2_000
LAYOUT: Final = "4.0"
ENCODE_LIMITS: Final = Limits(wall_s=1_800, cpu_s=3_000, file_bytes=256 * MEBIBYTE, niceness=10)


def write_sound(path: Path, channels: Channels) -> None:
    """Write the microphones as one 16-bit WAV file."""
    with wave.open(str(path), "wb") as writer:
        writer.setnchannels(channels.shape[1])
        writer.setsampwidth(2)
        writer.setframerate(SAMPLE_RATE)
        writer.writeframes((np.clip(channels, -1, 1) * 32767).astype("<i2").tobytes())


def encode(ffmpeg: Binary, pictures: Iterable[bytes], sound: Path, target: Path, total_ms: int) -> None:
    """Write `target` from raw pictures (one per STEP_MS) and a WAV file; raises FfmpegError.

    The pictures go through a named pipe in the folder of `sound`: 25 GB never touch the disk.
    """
    pipe = sound.with_name("pictures.rgb")
    os.mkfifo(pipe)
    feeder = threading.Thread(target=_feed, args=(pipe, pictures), daemon=True)
    feeder.start()
    try:
        result = Runner(ffmpeg.path, ENCODE_LIMITS)(encode_arguments(pipe, sound, target, total_ms))
    finally:
        _release(pipe)
        feeder.join()
    require_success(result)


def encode_arguments(pictures: Path, sound: Path, target: Path, total_ms: int) -> list[str]:
    """Return ffmpeg's arguments (without the binary) for `encode`."""
    gop = GOP_MS * FRAMES_PER_S // 1000
    return [
        *("-nostdin", "-hide_banner", "-v", "error", "-y"),
        *("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}"),
        *("-framerate", f"{1000 // STEP_MS}", "-i", f"file:{pictures}"),
        *("-i", f"file:{sound}"),
        *("-map", "0:v", "-map", "1:a"),
        # Converted before the frames are multiplied, which is five times less work.
        *("-vf", f"scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,fps={FRAMES_PER_S}"),
        *("-t", f"{total_ms / 1000:.3f}"),  # both tracks end together
        *("-c:v", "libx264", "-preset", "veryslow", "-crf", "32"),
        *("-profile:v", "high", "-tune", "animation"),  # flat areas and sharp edges
        *("-g", f"{gop}", "-keyint_min", f"{gop}", "-sc_threshold", "0", "-bf", "2", "-refs", "4"),
        *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"),
        *("-threads", "2"),  # a fixed number, because the number of threads changes the bytes
        *("-af", f"aformat=channel_layouts={LAYOUT}", "-c:a", "aac", "-b:a", "52k"),
        # No coding of one channel by means of another: each microphone stays its own.
        *("-aac_is", "0", "-aac_ms", "0"),
        # Nothing about maker, version and time, so that a second run gives the same file.
        *("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
        *("-f", "mp4", f"file:{target}"),
    ]


def _feed(pipe: Path, pictures: Iterable[bytes]) -> None:
    # ffmpeg may end first, by its time limit or by an error that its own result tells.
    with suppress(BrokenPipeError), pipe.open("wb") as writer:
        for picture in pictures:
            writer.write(picture)


def _release(pipe: Path) -> None:
    # If ffmpeg never opened the pipe, the feeder still waits for a reader: be one for a moment.
    os.close(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK))
