"""Runs as a program of its own in the sandbox: looks at wanted key frames of one media file.

    python -I -B picture_child.py PATH FOLDER PARAMETERS

PARAMETERS is JSON (``picture.Parameters``): the times (ms) at or before which a key frame is wanted, and the width of
a tile. Only these frames are decoded. Writes into FOLDER ``tiles``: the tiles as JPEG, one behind the other; prints
one JSON object, with a row for each: time, size, mean and deviation of the luma, and how much it differs from the tile
before. A file that cannot be opened gives {"problem": "..."}. Nothing of the project may be imported here: this
interpreter reads a stranger's file.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import av
import av.error
import numpy as np

JPEG = "yuvj420p"
LOOKED_AT = 60
"""Packets read after a jump in search of a key frame; after a jump the first one is, in a sound file."""
TALLEST = 4
"""A tile is at most so many times as high as it is wide: a strange shape must not cost memory."""
BLOCKS = (9, 16)


def even(value: float) -> int:
    """Return the nearest even number of at least 2."""
    return max(2, 2 * round(value / 2))


def key_frame(container: Any, stream: Any, at_ms: int) -> Any:
    """Return the key frame at or before a time, decoded alone; None where there is none."""
    container.seek(round(at_ms / 1000 / stream.time_base), stream=stream, backward=True)
    stream.codec_context.flush_buffers()
    for number, packet in enumerate(container.demux(stream)):
        if packet.is_keyframe and packet.size:
            # Without the flush a decoder holds the picture back until it has seen those that follow.
            frames = [*stream.codec_context.decode(packet), *stream.codec_context.decode(None)]
            stream.codec_context.flush_buffers()
            return frames[0] if frames else None
        if number >= LOOKED_AT:
            return None
    return None


def wanted(container: Any, stream: Any, times_ms: list[int]) -> Iterator[tuple[int, Any]]:
    """Yield time (ms) and picture of each key frame that is wanted, each once."""
    before = -1
    for at_ms in times_ms:
        try:
            frame = key_frame(container, stream, at_ms)
        except av.error.FFmpegError:
            continue
        if frame is None or frame.pts is None:
            continue
        time_ms = round(float(frame.pts * stream.time_base) * 1000)
        if time_ms > before:
            before = time_ms
            yield max(0, time_ms), frame


class Tiles:
    """Makes small pictures of large ones, and JPEGs of the small ones."""

    def __init__(self, width: int) -> None:
        self.width = width

    def small(self, frame: Any, aspect: Fraction) -> Any:
        """Return the picture at a tile's size, as wide as it is meant to be seen."""
        height = even(min(self.width * frame.height / (frame.width * float(aspect)), self.width * TALLEST))
        return frame.reformat(self.width, height, format=JPEG, dst_color_range="JPEG")

    def jpeg(self, tile: Any) -> bytes:
        """Return one tile as JPEG; each by a coder of its own, so that none depends on the one before."""
        coder = av.CodecContext.create("mjpeg", "w")
        coder.width, coder.height, coder.pix_fmt = tile.width, tile.height, JPEG
        coder.time_base, coder.options = Fraction(1, 1), {"qscale": "5", "flags": "+bitexact"}
        tile.pts, tile.time_base = 0, Fraction(1, 1)
        return b"".join(bytes(packet) for packet in [*coder.encode(tile), *coder.encode(None)])


def luma(tile: Any) -> Any:
    """Return the brightness of a tile, 0 (black) to 255."""
    plane = tile.planes[0]
    return np.frombuffer(plane, np.uint8).reshape(tile.height, plane.line_size)[:, : tile.width]


def blocks(pixels: Any) -> Any:
    """Return the mean brightness of 9 rows of 16 blocks: noise of the camera is gone there, movement is not."""
    rows = np.array_split(pixels.astype(np.float32), BLOCKS[0], axis=0)
    return np.array(
        [[part.mean() for part in np.array_split(row, BLOCKS[1], axis=1)] for row in rows if row.size]
    )


def main(path: str, folder: str, written: str) -> dict[str, Any]:
    """Open, look, write."""
    parameters = json.loads(written)
    options = {"protocol_whitelist": "file", "codec_whitelist": parameters["codecs"]}
    rows: list[list[float]] = []
    with (
        av.open("file:" + path, format=parameters["demuxer"], options=options) as container,
        Path(folder, "tiles").open("wb") as out,
    ):
        stream = next(iter(container.streams.video), None)
        if stream is None or stream.codec_context is None:
            return {"rows": rows}
        stream.codec_context.thread_count = 1
        tiles, before = Tiles(parameters["width"]), None
        aspect = stream.sample_aspect_ratio or Fraction(1)
        for time_ms, frame in wanted(container, stream, parameters["times_ms"]):
            tile = tiles.small(frame, aspect)
            pixels = luma(tile)
            seen = blocks(pixels)
            change = 255.0 if before is None else float(np.abs(seen - before).max())
            size = out.write(tiles.jpeg(tile))
            rows.append([time_ms, size, float(pixels.mean()), float(pixels.std()), change])
            before = seen
    return {"rows": rows}


if __name__ == "__main__":
    # Python ignores this signal: a file that grows over the limit would end in an error like any other.
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    try:
        found = main(*sys.argv[1:])
    except (av.error.FFmpegError, ValueError, MemoryError) as problem:
        found = {"problem": f"{type(problem).__name__}: {problem}"[:300]}
    sys.stdout.write(json.dumps(found))
