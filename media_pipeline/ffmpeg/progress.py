"""Reads ffmpeg's `-progress` stream: lines of key=value, a block ends with `progress=continue` or `=end`."""

from collections.abc import Callable
from dataclasses import dataclass, field

# A line of this stream is short; more than this without a line break is not ffmpeg speaking.
LINE_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: media milliseconds and frames written (0 for audio); `finished`: the last report."""

    media_ms: int
    frames: int
    finished: bool


ProgressCallback = Callable[[Progress], None]


def _whole(text: str) -> int:
    # "N/A" until the first packet is out.
    return int(text) if text.lstrip("-").isdigit() else 0


@dataclass(slots=True)
class ProgressReader:
    """Collects bytes and calls back once per block. What the callback raises goes through to the caller."""

    callback: ProgressCallback
    _rest: bytes = b""
    _block: dict[str, str] = field(default_factory=dict)

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the stream, cut anywhere."""
        *lines, rest = (self._rest + data).split(b"\n")
        self._rest = rest[-LINE_BYTES:]
        for line in lines:
            key, _, value = line.decode("ascii", "replace").partition("=")
            self._block[key.strip()] = value.strip()
            if key == "progress":
                self._report()

    def _report(self) -> None:
        block, self._block = self._block, {}
        # out_time_us, because ffmpeg's "out_time_ms" holds microseconds as well, by a mistake kept for years.
        media_ms = max(_whole(block.get("out_time_us", "")), 0) // 1000
        self.callback(Progress(media_ms, _whole(block.get("frame", "")), block["progress"] == "end"))
