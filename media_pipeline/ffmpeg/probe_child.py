"""Runs as a program of its own in the sandbox: says in JSON what is in one media file.

    python -I -B probe_child.py PATH DEMUXER SKIP CODECS SECONDS

Arguments: the file, the demuxer to use, bytes to skip before the container, decoders that may be opened, and how many
seconds of packets to look at. Prints one JSON object; a file that cannot be opened gives {"problem": "..."}. Nothing of
the project may be imported here: this interpreter reads a stranger's file and is thrown away afterwards.
"""

import json
import sys
from typing import Any

import av
import av.error

DECODED_FRAMES = 3
MAX_PACKETS = 200_000


def _milliseconds(value: int | None, base: Any) -> int | None:
    return None if value is None or base is None else round(float(value * base) * 1000)


def _common(stream: Any) -> dict[str, Any]:
    context = stream.codec_context
    return {
        "index": stream.index,
        "kind": stream.type,
        "codec": context.name if context is not None else "",
        "decodable": context is not None and context.codec is not None,
        "start_ms": _milliseconds(stream.start_time, stream.time_base),
        "duration_ms": _milliseconds(stream.duration, stream.time_base),
        "tag": getattr(context, "codec_tag", "") if context is not None else "",
    }


def _video(stream: Any) -> dict[str, Any]:
    context = stream.codec_context
    rate, aspect = stream.average_rate, stream.sample_aspect_ratio
    return {
        "width": context.width,
        "height": context.height,
        "pix_fmt": context.pix_fmt or "",
        "fps": [rate.numerator, rate.denominator] if rate else None,
        "sar": [aspect.numerator, aspect.denominator] if aspect else [1, 1],
        "picture": bool(int(stream.disposition) & int(av.stream.Disposition.attached_pic)),
    }


def _audio(stream: Any) -> dict[str, Any]:
    context = stream.codec_context
    return {"channels": context.channels or 0, "rate": context.sample_rate or 0}


def describe(stream: Any) -> dict[str, Any]:
    """Return one stream's facts; a codec that is not known has none but its kind."""
    row = _common(stream)
    if stream.codec_context is not None and stream.type in {"video", "audio"}:
        row |= _video(stream) if stream.type == "video" else _audio(stream)
    return row


class Looking:
    """What the packets show: key frames, whether pictures decode, where the sound and picture end."""

    def __init__(self, streams: list[Any]) -> None:
        self.rows = {
            s.index: {"packets": 0, "key_gap_ms": 0, "frames": 0, "interlaced": False} for s in streams
        }
        self.last_key: dict[int, float] = {}
        self.reached = 0.0

    def packet(self, packet: Any) -> None:
        """Take one packet into account."""
        row = self.rows[packet.stream.index]
        row["packets"] += 1
        at = packet.pts if packet.pts is not None else packet.dts
        if at is None or packet.time_base is None:
            return
        seconds = float(at * packet.time_base)
        self.reached = max(self.reached, seconds)
        if packet.is_keyframe:
            self._gap(packet.stream.index, seconds)
            self.last_key[packet.stream.index] = seconds

    def _gap(self, index: int, seconds: float) -> None:
        before = self.last_key.get(index, seconds)
        self.rows[index]["key_gap_ms"] = max(self.rows[index]["key_gap_ms"], round((seconds - before) * 1000))

    def end(self) -> None:
        """Count what follows the last key frame too: a short file has only one."""
        for index in self.last_key:
            self._gap(index, self.reached)

    def decode(self, packet: Any) -> None:
        """Decode the first few frames: whether there are any, and whether they are of two fields."""
        row = self.rows[packet.stream.index]
        if row["frames"] >= DECODED_FRAMES or not packet.stream.codec_context.codec:
            return
        try:
            frames = packet.decode()
        except av.error.FFmpegError:
            return
        row["frames"] += len(frames)
        row["interlaced"] |= any(getattr(frame, "interlaced_frame", False) for frame in frames)


def look(container: Any, seconds: float) -> Looking:
    """Read packets until so many seconds were seen, or the end."""
    wanted = [s for s in container.streams if s.type in {"video", "audio"} and s.codec_context is not None]
    looking = Looking(wanted)
    begin: float | None = None
    try:
        for number, packet in enumerate(container.demux(wanted)):
            if packet.size == 0:
                continue
            looking.packet(packet)
            looking.decode(packet)
            begin = looking.reached if begin is None else begin
            if number >= MAX_PACKETS or looking.reached - begin > seconds:
                break
    except av.error.FFmpegError:
        pass
    looking.end()
    return looking


def main(path: str, demuxer: str, skip: str, codecs: str, seconds: str) -> dict[str, Any]:
    """Open, describe, look."""
    options = {"protocol_whitelist": "file", "codec_whitelist": codecs}
    if int(skip):
        options["skip_initial_bytes"] = skip
    with av.open("file:" + path, format=demuxer, options=options, metadata_errors="replace") as container:
        rows = [describe(stream) for stream in container.streams]
        duration = container.duration
        seen = look(container, float(seconds)).rows
        return {
            "duration_ms": None if duration is None else round(duration / 1000),
            "streams": [row | seen.get(row["index"], {}) for row in rows],
            "created": container.metadata.get("creation_time", ""),
        }


if __name__ == "__main__":
    try:
        found = main(*sys.argv[1:])
    except (av.error.FFmpegError, ValueError, MemoryError) as problem:
        found = {"problem": f"{type(problem).__name__}: {problem}"[:300]}
    sys.stdout.write(json.dumps(found))
