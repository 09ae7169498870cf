"""Sources with their frame number in the picture, and what is played of them, read back picture by picture."""

import subprocess
from pathlib import Path

import numpy as np

from media_pipeline.ffmpeg.binary import find_ffmpeg
from media_pipeline.hls import Piece, Presentation, compose, gather, segment
from media_pipeline.models import Recording
from media_pipeline.services.playables import Playable, playable_of
from media_pipeline.services.slates import slates_for
from tests.bench.frame_code import read, strip

FPS = 25
SECONDS = 12
FRAMES = FPS * SECONDS
WHOLE = ((0, 10**9),)
YUV = ("-pix_fmt", "yuv420p")
SOURCES: dict[str, tuple[str, ...]] = {
    "camera.ts": (*YUV, "-c:v", "mpeg2video", "-q:v", "3", "-bf", "2", "-g", "15", "-c:a", "mp2"),
    "disc.mpg": (*YUV, "-c:v", "mpeg2video", "-q:v", "3", "-bf", "2", "-g", "12", "-c:a", "mp2", "-f", "vob"),
    "windows.wmv": (*YUV, "-c:v", "wmv2", "-q:v", "3", "-g", "50", "-c:a", "wmav2"),
    "jpegs.avi": ("-pix_fmt", "yuvj420p", "-c:v", "mjpeg", "-q:v", "3", "-c:a", "pcm_s16le"),
    "modern.mkv": (
        *YUV,
        "-c:v",
        "libx265",
        "-preset",
        "ultrafast",
        "-x265-params",
        "log-level=none:keyint=60",
    ),
    "studio.mxf": (*YUV, "-c:v", "mpeg2video", "-q:v", "3", "-g", "12", "-bf", "2", "-c:a", "pcm_s16le"),
    "broadcast.ts": (*YUV, "-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-bf", "2", "-c:a", "mp2"),
    "web.mp4": (*YUV, "-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-bf", "2", "-c:a", "aac"),
}


def coded(folder: Path, name: str, width: int = 400, height: int = 304, noise: int = 0) -> Path:
    """Return a source of SECONDS with a code in each picture and a tone; `noise` makes the pictures costly."""
    path = folder / name
    ffmpeg = str(find_ffmpeg("").path)
    pictures = ("-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{width}x{height}", "-r", str(FPS), "-i", "-")
    tone = ("-f", "lavfi", "-i", f"sine=frequency=440:sample_rate=48000:duration={SECONDS}")
    command = [ffmpeg, "-y", "-v", "error", *pictures, *tone, *SOURCES[name], str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        draw = np.random.default_rng(7)
        for number in range(FRAMES):
            frame = np.full((height, width), 100, np.uint8)
            if noise:
                frame += draw.integers(0, noise, frame.shape, np.uint8)
            code = strip(number, width)
            frame[: code.shape[0], : code.shape[1]] = code
            process.stdin.write(frame.tobytes())
        process.stdin.close()
        assert process.wait() == 0
    return path


def presented(recording: Recording) -> tuple[Playable, Presentation]:
    """Return what a recording is played from now, alone on its own timeline."""
    playable = playable_of(recording.original)
    assert playable is not None
    assert recording.duration_ms is not None
    pieces = [Piece("r", row, 0, WHOLE) for row in playable.pieces]
    return playable, compose(pieces, recording.duration_ms, slates_for(pieces, "en").slates)


def written(recording: Recording, key: str, path: Path) -> Path:
    """Write a lane as a player's buffer would hold it."""
    playable, presentation = presented(recording)
    lane = presentation.lane(key)
    assert lane is not None
    assert len(lane.formats) == 1
    with path.open("wb") as out:
        out.write(lane.formats[0].init)
        for number in np.flatnonzero(~lane.gaps).tolist():
            for block in gather(segment(presentation, key, number), playable.files):
                out.write(block)
    return path


def codes(path: Path, width: int = 400, height: int = 304) -> list[int | None]:
    """Return the number in each picture of a file, None where there is none (the slate)."""
    ffmpeg = str(find_ffmpeg("").path)
    decode = ("-map", "0:v:0", "-pix_fmt", "gray", "-s", f"{width}x{height}", "-f", "rawvideo", "-")
    command = [ffmpeg, "-nostdin", "-v", "error", "-i", str(path), "-fps_mode", "passthrough", *decode]
    raw = subprocess.run(command, check=True, capture_output=True).stdout
    return [read(frame) for frame in np.frombuffer(raw, np.uint8).reshape(-1, height, width)]
