"""Recordings that carry marks wherever a file can, and the search for those marks in whatever somebody was sent."""

import base64
import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from media_pipeline.ffmpeg.binary import find_ffmpeg
from tests.media import SECONDS

TONE_HZ, OTHER_HZ = 3_137, 660
FROM_MS, TO_MS = 8_200, 11_800
"""The part that is withheld, from the beginning of each recording: within counsel's turn, so no witness's own."""
MAGENTA = (255, 0, 255)
UUID = bytes.fromhex("00000147000002bb000003c900000011")
"""With zeros, so that it stands with emulation prevention in an H.264 stream."""
MARK = "zqmark7f3"
"""With this each mark begins, so that one look tells whether there is any."""
CONTAINER = {
    "title": f"{MARK}title",
    "artist": f"{MARK}artist",
    "comment": f"{MARK}comment",
    "track": f"{MARK}track",
    "chapter": f"{MARK}chapter",
    "attachment": f"{MARK}attached",
    "sei": f"{MARK}message",
}
"""What nobody is sent but in the original."""
FILENAME = f"{MARK}filename"
WORDS, SPEAKER, NEUTRAL = f"{MARK}words", f"{MARK}speaker", "paperweight"
"""What was said within the part; NEUTRAL stands beside the mark, to be searched for."""
ENCODERS = (b"x264 - core", b"Lavf", b"Lavc")
PICTURE = f"testsrc=size=160x120:rate=25:duration={SECONDS}"
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25", "-bf", "2")
SEI = f"h264_metadata=sei_user_data={UUID.hex()}+{CONTAINER['sei']}"
CHAPTER = f";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=20000\ntitle={CONTAINER['chapter']}\n"
Samples = NDArray[np.float64]


def ffmpeg(*arguments: str) -> bytes:
    """Run ffmpeg; return what it writes to standard output."""
    command = [str(find_ffmpeg("").path), "-nostdin", "-v", "error", "-y", *arguments]
    return subprocess.run(command, check=True, capture_output=True, timeout=120).stdout


@cache
def marked_file(kind: str) -> Path:
    """Return a recording with every mark: "mp4" is played from the original, "mkv" is converted first."""
    folder = Path(mkdtemp(dir=settings.HOME))
    (folder / "chapters").write_text(CHAPTER)
    (folder / "note.txt").write_text(CONTAINER["attachment"])
    # Its end is no longer in it: a picture that begins there is shown after the part.
    part = f"gte(t,{FROM_MS / 1000})*lt(t,{TO_MS / 1000})"
    tone = f"if({part},sin(2*PI*{TONE_HZ}*t),sin(2*PI*{OTHER_HZ}*t))/4"
    sound = f"aevalsrc='sin(2*PI*440*t)/4|{tone}':s=48000:d={SECONDS}"
    inputs = ["-f", "lavfi", "-i", PICTURE, "-f", "lavfi", "-i", sound, "-i", str(folder / "chapters")]
    own, path = (_mp4 if kind == "mp4" else _mkv)(folder), folder / f"marked.{kind}"
    drawn = f"drawbox=x=0:y=0:w=iw:h=ih:color=magenta:t=fill:enable='{part}'"
    tags = [
        each for key in ("title", "artist", "comment") for each in ("-metadata", f"{key}={CONTAINER[key]}")
    ]
    tags += ["-map_chapters", "2", "-metadata:s:v:0", f"handler_name={CONTAINER['track']}"]
    tags += ["-metadata:s:a:0", f"title={CONTAINER['track']}"]
    ffmpeg(*inputs, *own[0], "-filter:v:0", drawn, *X264, "-bsf:v:0", SEI, *tags, *own[1], str(path))
    return path


def _mp4(folder: Path) -> tuple[list[str], list[str]]:
    """Inputs and outputs of a file with a cover that says something of itself, as cameras write one."""
    plain, cover = folder / "plain.jpg", folder / "cover.jpg"
    ffmpeg("-f", "lavfi", "-i", "color=size=32x32", "-frames:v", "1", str(plain))
    said, data = CONTAINER["attachment"].encode(), plain.read_bytes()
    cover.write_bytes(data[:2] + b"\xff\xfe" + (len(said) + 2).to_bytes(2, "big") + said + data[2:])
    maps = ["-i", str(cover), "-map", "0:v", "-map", "1:a", "-map", "3:v"]
    sound = ["-c:a", "aac", "-b:a", "96k", "-c:v:1", "copy", "-disposition:v:1", "attached_pic"]
    return maps, sound


def _mkv(folder: Path) -> tuple[list[str], list[str]]:
    note, name = str(folder / "note.txt"), CONTAINER["attachment"]
    kind = ["-metadata:s:t", "mimetype=text/plain", "-metadata:s:t", f"filename={name}.txt"]
    return ["-map", "0:v", "-map", "1:a", "-attach", note], ["-c:a", "libopus", "-b:a", "128k", *kind]


@cache
def forms(mark: str) -> tuple[bytes, ...]:
    """How a mark may stand in bytes whose letters are small: as it is, in UTF-16, as hexadecimal digits, quoted."""
    plain = mark.encode()
    quoted = "".join(f"%{byte:02x}" for byte in plain).encode()
    return plain, mark.encode("utf-16-le"), mark.encode("utf-16-be"), plain.hex().encode(), quoted


@cache
def coded(mark: str) -> tuple[bytes, ...]:
    """How a mark may stand in base64, without the ends, which depend on what stands beside it."""
    plain = mark.encode()
    rows = (base64.b64encode(bytes(place) + plain).rstrip(b"=") for place in range(3))
    return tuple(row[-(-place * 4 // 3) : -1] for place, row in enumerate(rows))


def marks_in(data: bytes, marks: tuple[str, ...]) -> set[str]:
    """Return which marks are in some bytes, in any form and in any case of letters."""
    low = data.lower()

    def there(mark: str) -> bool:
        return any(form in low for form in forms(mark)) or any(form in data for form in coded(mark))

    return {mark for mark in marks if there(mark)} if there(MARK) else set()


def hidden_in(media: bytes) -> set[str]:
    """Return what a recorder or an encoder wrote beside picture and sound, in H.264 with and without its escapes."""
    found = marks_in(media, tuple(CONTAINER.values())) | {word.decode() for word in ENCODERS if word in media}
    both = media, media.replace(b"\0\0\3", b"\0\0")
    return found | {"uuid" for each in both if UUID in each}


def sound_of(path: Path) -> Samples:
    """Return what is heard, a column for each channel."""
    raw = ffmpeg("-i", str(path), "-map", "0:a:0", "-ac", "2", "-ar", "48000", "-f", "f32le", "-")
    samples: Samples = np.frombuffer(raw, np.float32).reshape(-1, 2).astype(np.float64)
    return samples


def tone_in(samples: Samples, hz: int = TONE_HZ) -> Samples:
    """Return how loud a tone is in each 20 ms, in the channel that has most of it (Goertzel's sum, windowed)."""
    step = 960
    blocks = samples[: len(samples) // step * step].T.reshape(samples.shape[1], -1, step)
    wave = np.exp(-2j * np.pi * hz / 48_000 * np.arange(step)) * np.hanning(step)
    loudness: Samples = np.abs(blocks @ wave).max(axis=0) / (step / 4)
    return loudness


def magenta_in(path: Path) -> Samples:
    """Return how much of each picture is of the part's colour."""
    raw = ffmpeg(
        "-i", str(path), "-map", "0:v:0", "-vf", "scale=16:12", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"
    )
    pixels = np.frombuffer(raw, np.uint8).reshape(-1, 16 * 12, 3).astype(int)
    near: Samples = (np.abs(pixels - np.array(MAGENTA)).max(axis=2) < 60).mean(axis=1)
    return near
