"""What recorders of twenty years write, made by ffmpeg: four seconds each."""

import shutil
import subprocess
from pathlib import Path

from media_pipeline.ffmpeg.binary import find_ffmpeg

SECONDS = 4
RATE = 25
TONES = (300, 700, 1300, 2100, 3100, 4300, 5300, 6100)
PICTURE = ("-f", "lavfi", "-i", f"testsrc=size=320x240:rate={RATE}:duration={SECONDS}")
TONE = ("-f", "lavfi", "-i", f"sine=frequency={TONES[0]}:sample_rate=48000:duration={SECONDS}")
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-bf", "2")
RECIPES: dict[str, tuple[str, ...]] = {
    "mpeg2.ts": (*PICTURE, *TONE, "-c:v", "mpeg2video", "-c:a", "mp2"),
    "program.mpg": (*PICTURE, *TONE, "-c:v", "mpeg1video", "-c:a", "mp2", "-f", "mpeg"),
    "windows.wmv": (*PICTURE, *TONE, "-c:v", "wmv2", "-c:a", "wmav2"),
    "camera.avi": (*PICTURE, *TONE, "-c:v", "mjpeg", "-c:a", "pcm_s16le"),
    "tape.dv": (
        "-f",
        "lavfi",
        "-i",
        f"testsrc=size=720x576:rate={RATE}:duration={SECONDS}",
        *TONE,
        "-target",
        "pal-dv",
    ),
    "modern.mkv": (*PICTURE, *TONE, *X264, "-g", "50", "-c:a", "libopus"),
    "copied.ts": (*PICTURE, *TONE, *X264, "-g", "50", "-c:a", "aac"),
    "pieces.mp4": (
        *PICTURE,
        *TONE,
        *X264,
        "-g",
        "25",
        "-c:a",
        "aac",
        "-movflags",
        "frag_keyframe+empty_moov",
    ),
    "hevc.mp4": (
        *PICTURE,
        *TONE,
        "-c:v",
        "libx265",
        "-preset",
        "ultrafast",
        "-x265-params",
        "log-level=none",
        "-c:a",
        "aac",
    ),
    "fields.ts": (
        *PICTURE,
        *TONE,
        "-vf",
        "setfield=tff",
        "-c:v",
        "mpeg2video",
        "-flags",
        "+ildct+ilme",
        "-c:a",
        "mp2",
    ),
    "phone.wav": (*TONE, "-c:a", "adpcm_ms", "-ar", "8000", "-ac", "1"),
    "sound.mp3": (*TONE, "-c:a", "libmp3lame"),
    "sound.flac": (*TONE, "-c:a", "flac"),
    "sound.wav": (*TONE, "-c:a", "pcm_s24le"),
    "meeting.ogg": (*TONE, "-c:a", "libvorbis"),
}
"""File name to ffmpeg's arguments."""


def make(folder: Path, name: str) -> Path:
    """Return the file of a recipe."""
    path = folder / name
    encode(*RECIPES[name], str(path))
    return path


def microphones(folder: Path, count: int) -> Path:
    """Return a WAV of so many channels, each with a tone of its own."""
    tones = [
        part
        for tone in TONES[:count]
        for part in ("-f", "lavfi", "-i", f"sine=frequency={tone}:sample_rate=48000:duration={SECONDS}")
    ]
    inputs = "".join(f"[{number}:a]" for number in range(count))
    path = folder / f"{count}.wav"
    encode(*tones, "-filter_complex", f"{inputs}amerge=inputs={count}", "-c:a", "pcm_s16le", str(path))
    return path


def cut(path: Path, share: float) -> Path:
    """Return a copy that ends early, as when the power failed."""
    short = path.with_name(f"cut-{path.name}")
    shutil.copyfile(path, short)
    with short.open("r+b") as file:
        file.truncate(int(path.stat().st_size * share))
    return short


def with_court_header(path: Path, day: int = 0, month: int = 0, hour: int = 0, minute: int = 0) -> Path:
    """Return MPEG sound behind the 1,024 bytes that court recorders put before it, with their clock."""
    head = bytearray(1024)
    head[3:8] = b".dic\0"
    head[39:43] = bytes((day, month, minute, hour))
    out = path.with_suffix(".mp2")
    out.write_bytes(bytes(head) + path.read_bytes())
    return out


def encode(*arguments: str) -> None:
    """Run ffmpeg with these arguments; it overwrites."""
    command = [str(find_ffmpeg("").path), "-nostdin", "-v", "error", "-y", *arguments]
    subprocess.run(command, check=True, timeout=120)
