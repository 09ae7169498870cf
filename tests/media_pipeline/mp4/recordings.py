"""Real recordings, made once for each test process by ffmpeg. Every picture carries its own number."""

import atexit
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import imageio_ffmpeg
import numpy as np

WIDTH, HEIGHT, RATE, SECONDS = 320, 180, 25, 24
BLOCK, BITS = 16, 12
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-bf", "2", "-sc_threshold", "0", "-crf", "30")
OPEN_GOP = "open-gop=1:keyint=25:min-keyint=25:scenecut=0"
AAC = ("-c:a", "aac", "-b:a", "64k")
TONE = "sine=frequency={}:sample_rate=48000:duration={}"


def ffmpeg() -> str:
    return shutil.which("ffmpeg") or str(imageio_ffmpeg.get_ffmpeg_exe())


@cache
def directory() -> Path:
    made = Path(tempfile.mkdtemp(prefix="recordings-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def _pictures(count: int) -> Iterator[bytes]:
    """A moving gradient with the frame's number as a row of black and white blocks."""
    down, across = np.mgrid[0:HEIGHT, 0:WIDTH]
    for number in range(count):
        luma = ((down + across + 3 * number) % 160 + 40).astype(np.uint8)
        bits = np.array([number >> bit & 1 for bit in range(BITS)], np.uint8) * 235
        luma[:BLOCK, : BITS * BLOCK] = np.repeat(bits, BLOCK)
        yield luma.tobytes() + bytes([128]) * (WIDTH * HEIGHT // 2)


def run(*arguments: str, feed: Iterator[bytes] | None = None) -> bytes:
    """ffmpeg's standard output; fails loudly with its messages."""
    data = b"".join(feed) if feed is not None else None
    command = [ffmpeg(), "-nostdin", "-v", "error", "-y", *arguments]
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def _raw(count: int) -> tuple[tuple[str, ...], Iterator[bytes]]:
    size = f"{WIDTH}x{HEIGHT}"
    return ("-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", size, "-r", str(RATE), "-i", "-"), _pictures(count)


def _tone(frequency: int, seconds: float = SECONDS) -> tuple[str, ...]:
    return ("-f", "lavfi", "-i", TONE.format(frequency, seconds))


# name: (seconds of picture, tones in Hz, output arguments)
RECIPES: dict[str, tuple[int, tuple[int, ...], tuple[str, ...]]] = {
    "first.mp4": (SECONDS, (440,), (*X264, *AAC, "-movflags", "+faststart")),
    "last.mp4": (SECONDS, (440,), (*X264, *AAC)),
    "negative_ctts.mp4": (SECONDS, (440,), (*X264, *AAC, "-movflags", "+negative_cts_offsets")),
    "no_elst.mp4": (SECONDS, (440,), (*X264, *AAC, "-use_editlist", "0")),
    "quicktime.mov": (SECONDS, (440,), (*X264, *AAC)),
    "sound.m4a": (0, (440,), AAC),
    "microphones.mp4": (SECONDS, (300, 450, 600), (*X264, *AAC)),
    "silent.mp4": (SECONDS, (), X264),
    "long_gop.mp4": (SECONDS, (440,), (*X264[:4], "-g", "250", "-bf", "3", "-crf", "30", *AAC)),
    "baseline.mp4": (SECONDS, (440,), (*X264[:4], "-g", "50", "-profile:v", "baseline", "-crf", "30", *AAC)),
    "pyramid.mp4": (
        SECONDS,
        (440,),
        ("-c:v", "libx264", "-g", "48", "-bf", "3", "-b-pyramid", "normal", *AAC),
    ),
}


# name: (made from, arguments before its -i, arguments after; BASE stands for its path once more)
DERIVED: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "rotated.mp4": ("first.mp4", (), ("-c", "copy", "-metadata:s:v", "rotate=90")),
    # Sound that starts 400 ms after the picture: an empty edit.
    "late_sound.mp4": (
        "first.mp4",
        (),
        ("-itsoffset", "0.4", "-i", "BASE", "-map", "0:v", "-map", "1:a", "-c", "copy"),
    ),
    # Every third picture left out after 5 s: steps of 40 and 80 ms.
    "vfr.mp4": ("first.mp4", (), ("-vf", "select='lt(t,5)+mod(n,3)'", "-vsync", "vfr", *X264, *AAC)),
    "open_gop.mp4": (
        "first.mp4",
        (),
        ("-c:v", "libx264", "-preset", "veryfast", "-bf", "3", "-x264-params", OPEN_GOP, *AAC),
    ),
    "fragmented.mp4": ("first.mp4", (), ("-c", "copy", "-movflags", "+frag_keyframe+empty_moov")),
    "mpeg4.mp4": ("first.mp4", (), ("-c:v", "mpeg4", "-c:a", "copy")),
    "mp3.mp4": ("first.mp4", (), ("-c:v", "copy", "-c:a", "libmp3lame")),
    "ten_bits.mp4": ("first.mp4", (), ("-pix_fmt", "yuv420p10le", *X264[:4], "-c:a", "copy", "-t", "2")),
    "cut_inside_gop.mp4": ("first.mp4", ("-ss", "3.1"), ("-c", "copy", "-t", "10")),
    "with_cover.m4a": (
        "sound.m4a",
        ("-f", "lavfi", "-i", "color=red:s=64x64:d=0.04"),
        (
            "-map",
            "1",
            "-map",
            "0",
            "-c:a",
            "copy",
            "-c:v",
            "mjpeg",
            "-disposition:v:0",
            "attached_pic",
            "-frames:v",
            "1",
        ),
    ),
}


@cache
def recording(name: str) -> Path:
    """The path of a recording of RECIPES or of DERIVED."""
    path = directory() / name
    if name in DERIVED:
        base, before, after = DERIVED[name]
        source = str(recording(base))
        run(*before, "-i", source, *(source if part == "BASE" else part for part in after), str(path))
        return path
    seconds, tones, output = RECIPES[name]
    inputs: tuple[str, ...] = ()
    feed: Iterator[bytes] | None = None
    if seconds:
        inputs, feed = _raw(seconds * RATE)
    for tone in tones:
        inputs += _tone(tone)
    maps = [part for number in range(bool(seconds) + len(tones)) for part in ("-map", str(number))]
    run(*inputs, *maps, *output, str(path), feed=feed)
    return path
