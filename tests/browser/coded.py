"""Recordings of a room with several cameras: every picture says which camera made it, and at which moment."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from media_pipeline.ffmpeg.binary import find_ffmpeg
from tests.bench.frame_code import number_of, strip
from tests.browser.stage import TONES_HZ

FPS = 25
WIDTH, HEIGHT = 320, 180
PER_CAMERA = 100_000
"""A picture's number is that of its camera times this, and the frames since the room's time 0."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of one camera: frames [first, first + count) of the room's time.

    Its tones rise by `rising_hz_s` each second: then no two moments sound alike, and none can stand for another.
    """

    camera: int
    first: int
    count: int
    rising_hz_s: int = 0

    @property
    def start_s(self) -> float:
        """When it begins, in seconds of the room's time."""
        return self.first / FPS


def make_piece(piece: Piece, folder: Path) -> Path:
    """Return an MP4 as a recorder writes it: coded pictures with B-frames, four microphones in one track."""
    path = folder / f"cam{piece.camera}-{piece.first:06d}-{piece.rising_hz_s}.mp4"
    if not path.exists():
        _encode(piece, path)
    return path


def _encode(piece: Piece, path: Path) -> None:
    seconds = piece.count / FPS
    waves = [f"sin(2*PI*t*({tone}+{piece.rising_hz_s / 2}*t))/8" for tone in TONES_HZ]
    tones = [part for wave in waves for part in ("-f", "lavfi", "-i", f"aevalsrc={wave}:s=48000:d={seconds}")]
    merge = "[1:a][2:a][3:a][4:a]amerge=inputs=4,aformat=channel_layouts=4.0[a]"
    raw = ("-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(FPS), "-i", "pipe:0")
    codecs = ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", str(FPS), "-pix_fmt", "yuv420p")
    # Where an encoder writes "noise", each decoder makes up its own: samples could not be compared.
    sound = ("-c:a", "aac", "-b:a", "96k", "-aac_pns", "0")
    argv = [str(find_ffmpeg("").path), "-v", "error", "-y", *raw, *tones, "-filter_complex", merge]
    argv += ["-map", "0:v", "-map", "[a]", *codecs, *sound, str(path)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        for frame in range(piece.first, piece.first + piece.count):
            encoder.stdin.write(_picture(piece.camera * PER_CAMERA + frame))
        encoder.stdin.close()
    assert encoder.returncode == 0


def _picture(number: int) -> bytes:
    picture = np.full((HEIGHT, WIDTH), 128, np.uint8)
    code = strip(number, WIDTH)
    picture[: code.shape[0], : code.shape[1]] = code
    return picture.tobytes()


def seen_in(word: int) -> tuple[int, int] | None:
    """Return (camera, frame of the room's time) of the word that a page read off a picture, None for a slate."""
    number = number_of(word)
    return None if number is None else divmod(number, PER_CAMERA)
