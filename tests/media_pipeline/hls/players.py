"""A player without a screen: joins segments to a file, as media source buffers do, and decodes it with
ffmpeg.
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from media_pipeline.hls import (
    LocalFile,
    Piece,
    Presentation,
    Slates,
    Stored,
    VideoFormat,
    VideoSlate,
    compose,
    gather,
    segment,
    video_slate_from_annexb,
)
from media_pipeline.hls.beside_sound import blanks
from media_pipeline.mp4 import IndexLimits, SampleIndex, index_file
from tests.media_pipeline.hls.fragments import parse
from tests.media_pipeline.mp4.recordings import recording, run

Frames = list[tuple[int, str]]
WHOLE = ((0, 10**9),)
TICKS = 12_800  # a second, in every recording with pictures here


@cache
def index(name: str) -> SampleIndex:
    return index_file(recording(name), IndexLimits())


@cache
def slate(width: int = 320, height: int = 180, *, sps_id: int = 31) -> VideoSlate:
    """A grey picture with parameter sets of its own number."""
    picture = f"color=c=0x303030:s={width}x{height}:r=25"
    x264 = ("-c:v", "libx264", "-preset", "ultrafast", "-x264-params", f"sps-id={sps_id}:keyint=1")
    return video_slate_from_annexb(
        run("-f", "lavfi", "-i", picture, "-frames:v", "1", *x264, "-f", "h264", "-")
    )


def slates() -> Slates:
    return Slates({VideoFormat(320, 180, (1, 1)): slate()})


def piece(name: str, starts_at_ms: int = 0, visible: tuple[tuple[int, int], ...] = WHOLE) -> Piece:
    return Piece.of(name, index(name), starts_at_ms, visible)


def files(presentation: Presentation) -> dict[str, Stored]:
    return {piece.source_id: LocalFile(recording(piece.source_id)) for piece in presentation.pieces}


def joined(presentation: Presentation, key: str, path: Path) -> Path:
    """Init segment and all segments of a lane without discontinuities."""
    lane = presentation.lane(key)
    assert lane is not None
    assert len(lane.formats) == 1
    with path.open("wb") as out:
        out.write(lane.formats[0].init)
        for number in np.flatnonzero(~lane.gaps).tolist():
            made = segment(presentation, key, number)
            written = sum(out.write(block) for block in gather(made, files(presentation)))
            assert written == made.total
    return path


def frames(path: Path, stream: str = "v:0", *, copy: bool = False) -> Frames:
    """(pts in ticks, MD5 of the picture, or of the packet with `copy`) in order of showing."""
    before = () if copy else ("-autorotate", "0")
    codec = ("-c", "copy") if copy else ("-vsync", "passthrough", "-enc_time_base", f"1:{TICKS}")
    lines = run(
        *before, "-copyts", "-i", str(path), "-map", f"0:{stream}", *codec, "-f", "framemd5", "-"
    ).decode()
    rows = [line.split(",") for line in lines.splitlines() if not line.startswith("#")]
    return sorted((int(row[2]), row[5].strip()) for row in rows)


def packets(name: str, path: Path) -> Frames:
    """frames() of the first sound of a recording, packet by packet, without what its encoder wrote beside it."""
    track, data = index(name).audio[0], recording(name).read_bytes()
    made = bytearray(data)
    for at, size in zip(track.offset.tolist(), track.size.tolist(), strict=True):
        for start, sent in blanks(data, at, [size]):
            made[start : start + size] = sent
    path.write_bytes(made)
    return frames(path, "a:0", copy=True)


def pictures(presentation: Presentation, path: Path) -> Frames:
    """frames() of the lane of pictures. ffmpeg reads negative composition offsets of fragments as a delay of
    all pictures, which browsers do not: it is taken off here."""
    delay = 0
    lane = presentation.lane("v0")
    assert lane is not None
    for number in np.flatnonzero(~lane.gaps).tolist():
        fragment = parse(b"".join(gather(segment(presentation, "v0", number), files(presentation))))
        delay = max(delay, *(sample.decoded - sample.shown for sample in fragment.samples))
    return [(tick - delay, digest) for tick, digest in frames(joined(presentation, "v0", path))]


def samples_of(path: Path, rate: int = 48000, channels: int = 1) -> NDArray[np.int16]:
    raw = run("-i", str(path), "-map", "0:a:0", "-ac", str(channels), "-ar", str(rate), "-f", "s16le", "-")
    return np.frombuffer(raw, "<i2")


def composed(*pieces: Piece, duration_ms: int = 0) -> Presentation:
    end = max(part.starts_at_ms + index(part.source_id).duration_ms for part in pieces)
    return compose(pieces, duration_ms or end, slates())
