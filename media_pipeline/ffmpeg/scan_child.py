"""Runs as a program of its own in the sandbox: reads every packet of one stream of pictures, decodes none.

    python -I -B scan_child.py PATH DEMUXER SKIP STREAM EVERY_S

Prints {"zero", "cuts": [[tick, packets], ...], "end"} as JSON: moments on a clock of 90,000 ticks a second, as the file
counts them. `zero` is the container's first moment; `cuts` are key frames at least EVERY_S apart, the first one first,
each with the number of packets that are shown from it up to the next cut; `end` is the end of the last picture. A file
that cannot be cut gives {"problem": "..."}. Nothing of the project may be imported here, see probe_child.py.
"""

import json
import sys
from bisect import bisect_right
from fractions import Fraction
from typing import Any

import av
import av.error

TICKS = 90_000
MAX_CUTS = 20_000


def _tick(value: int, base: Fraction) -> int:
    return round(value * base * TICKS)


class Scan:
    """Collects cuts; a picture that is stored behind a key but shown before it belongs to the cut before."""

    def __init__(self, every_s: float) -> None:
        self.every = round(every_s * TICKS)
        self.ticks: list[int] = []
        self.counts: list[int] = []
        self.end = 0
        self.untimed = 0

    def packet(self, packet: Any) -> None:
        """Take one packet into account."""
        if packet.pts is None:
            self.untimed += 1
            return
        tick = _tick(packet.pts, packet.time_base)
        self.end = max(self.end, tick + _tick(packet.duration or 0, packet.time_base))
        if packet.is_keyframe and (not self.ticks or tick - self.ticks[-1] >= self.every):
            if self.ticks and tick <= self.ticks[-1]:
                return
            self.ticks.append(tick)
            self.counts.append(0)
        at = bisect_right(self.ticks, tick) - 1
        if at >= 0:
            self.counts[at] += 1

    def document(self, zero: int) -> dict[str, Any]:
        """The result, or why there is none."""
        if not self.ticks or self.untimed or len(self.ticks) > MAX_CUTS:
            return {"problem": f"{len(self.ticks)} cuts, {self.untimed} pictures without a time"}
        return {
            "zero": zero,
            "cuts": [list(row) for row in zip(self.ticks, self.counts, strict=True)],
            "end": self.end,
        }


def main(path: str, demuxer: str, skip: str, stream: str, every_s: str) -> dict[str, Any]:
    """Open, read to the end or to the first packet that cannot be read."""
    options = {"protocol_whitelist": "file"}
    if int(skip):
        options["skip_initial_bytes"] = skip
    scan = Scan(float(every_s))
    with av.open("file:" + path, format=demuxer, options=options, metadata_errors="replace") as container:
        zero = round(Fraction(container.start_time or 0, 1_000_000) * TICKS)
        try:
            for packet in container.demux(container.streams[int(stream)]):
                if packet.size:
                    scan.packet(packet)
        except av.error.FFmpegError:
            pass
    return scan.document(zero)


if __name__ == "__main__":
    try:
        found = main(*sys.argv[1:])
    except (av.error.FFmpegError, ValueError, MemoryError) as problem:
        found = {"problem": f"{type(problem).__name__}: {problem}"[:300]}
    sys.stdout.write(json.dumps(found))
