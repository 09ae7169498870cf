"""Test recordings with a frame code in the picture, made once under ``var/bench/media``.

A short film is encoded; hours are made of it by stream copy, so that four hours cost seconds. Frame ``k`` of a long
film carries ``k`` modulo the short one's frames.
"""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

from tests.acceptance.portal import ROOT
from tests.bench.frame_code import CELLS, CELLS_ACROSS, strip

FOLDER = ROOT / "var" / "bench" / "media"
FPS = 25
# 120 s hold a whole number of AAC frames at 48 kHz, so the loop's sound has no ragged end.
FILM_S = 120
FRAMES = FILM_S * FPS
WIDTH, HEIGHT = 1920, 1080
GOP = 2 * FPS


@dataclass(frozen=True, slots=True)
class Film:
    """What is encoded; `kbit` is the picture's bit rate."""

    name: str
    seconds: int
    kbit: int


HEARING = Film("hearing", FILM_S, 3850)
"""1.8 GB for one hour, as a courtroom recorder of today writes it."""
DENSE = Film("dense", 24, 9000)
"""Four-second segments of more than 3 MB, for range requests."""


def ffmpeg() -> str:
    """Return this machine's ffmpeg, else the wheel's."""
    return shutil.which("ffmpeg") or str(imageio_ffmpeg.get_ffmpeg_exe())


def film(wanted: Film) -> Path:
    """Return the encoded film, made if it is not there."""
    target = FOLDER / f"{wanted.name}.mp4"
    if not target.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        print(f"bench: encoding {target.name} ({wanted.seconds} s of 1080p)", flush=True)
        _encode(wanted, target)
    return target


def long_film(hours: float, source: Film = HEARING) -> Path:
    """Return ``hours`` of a film, looped by stream copy, index at the end as recorders write it."""
    target = FOLDER / f"{source.name}-{hours:g}h.mp4"
    if not target.exists():
        once = film(source)
        print(f"bench: looping {target.name}", flush=True)
        fresh = target.with_suffix(".part.mp4")
        times = round(hours * 3600 / source.seconds) - 1
        _run(["-stream_loop", str(times), "-i", str(once), "-map", "0", "-c", "copy", str(fresh)])
        fresh.replace(target)
    return target


def _encode(wanted: Film, target: Path) -> None:
    fresh = target.with_suffix(".part.mp4")
    picture = f"testsrc2=size={WIDTH}x{HEIGHT}:rate={FPS},noise=alls=6:allf=t"
    code = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", _strip_size(), "-r", str(FPS), "-i", "pipe:0"]
    rate = f"{wanted.kbit}k"
    argv = [
        *("-f", "lavfi", "-i", picture, *code),
        *("-f", "lavfi", "-i", "aevalsrc=0.2*sin(600*PI*t)|0.1*sin(900*PI*t):s=48000"),
        *(
            "-filter_complex",
            "[0:v][1:v]overlay=0:0:shortest=1,format=yuv420p[v]",
            "-map",
            "[v]",
            "-map",
            "2:a",
        ),
        *("-t", str(wanted.seconds), "-c:v", "libx264", "-preset", "veryfast", "-bf", "2", "-g", str(GOP)),
        *(
            "-sc_threshold",
            "0",
            "-b:v",
            rate,
            "-minrate",
            rate,
            "-maxrate",
            rate,
            "-bufsize",
            f"{wanted.kbit // 2}k",
        ),
        *("-x264-params", "nal-hrd=cbr", "-c:a", "aac", "-b:a", "128k", "-ac", "2", str(fresh)),
    ]
    with subprocess.Popen(_argv(argv), stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        for number in range(wanted.seconds * FPS):
            encoder.stdin.write(strip(number, WIDTH).tobytes())
        encoder.stdin.close()
    if encoder.returncode:
        raise RuntimeError(f"ffmpeg ended with {encoder.returncode}")
    fresh.replace(target)


def _strip_size() -> str:
    cell = WIDTH // CELLS_ACROSS
    return f"{cell * CELLS}x{cell * 2}"


def _argv(arguments: list[str]) -> list[str]:
    return [ffmpeg(), "-nostdin", "-loglevel", "error", "-y", *arguments]


def _run(arguments: list[str]) -> None:
    subprocess.run(_argv(arguments), check=True)
