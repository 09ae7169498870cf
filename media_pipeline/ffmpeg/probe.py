"""What is in a media file, found out in the sandbox by a program that may crash without harm."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from media_pipeline.ffmpeg.errors import MediaRefused
from media_pipeline.ffmpeg.formats import CODEC_WHITELIST, DEMUXERS, HEADER_BYTES
from media_pipeline.ffmpeg.limits import MEBIBYTE, Limits
from media_pipeline.ffmpeg.outcome import require_success
from media_pipeline.ffmpeg.runner import run

CHILD: Final = Path(__file__).with_name("probe_child.py")
LOOK_S: Final = 300
"""Seconds of packets that are looked at; enough to know the distance of key frames."""
PROBE_LIMITS: Final = Limits(
    wall_s=40, cpu_s=20, memory_bytes=3072 * MEBIBYTE, file_bytes=1, stdout_bytes=MEBIBYTE, niceness=5
)


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """One stream. ``frames``: how many of the first packets decoded; ``key_gap_ms``: largest gap that was seen."""

    index: int
    kind: Literal["video", "audio", "other"]
    codec: str
    decodable: bool = False
    tag: str = ""
    start_ms: int | None = None
    duration_ms: int | None = None
    width: int = 0
    height: int = 0
    pix_fmt: str = ""
    fps: tuple[int, int] | None = None
    sar: tuple[int, int] = (1, 1)
    interlaced: bool = False
    picture: bool = False
    channels: int = 0
    rate: int = 0
    packets: int = 0
    frames: int = 0
    key_gap_ms: int = 0


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """A file: its demuxer, bytes before the container, length as the container says, streams."""

    demuxer: str
    skip_bytes: int
    duration_ms: int | None
    created: str
    streams: tuple[StreamFacts, ...]

    @property
    def video(self) -> tuple[StreamFacts, ...]:
        """Moving pictures; a cover picture is none."""
        return tuple(s for s in self.streams if s.kind == "video" and not s.picture)

    @property
    def audio(self) -> tuple[StreamFacts, ...]:
        """All sound."""
        return tuple(s for s in self.streams if s.kind == "audio")


def probe(path: Path, family: str, *, deny_network: bool) -> SourceFacts:
    """Look into a file of a family that policies.sniff named. Raises FfmpegError; KeyError for an unknown family."""
    demuxer, skip = DEMUXERS[family], HEADER_BYTES.get(family, 0)
    arguments = [str(path.resolve()), demuxer, str(skip), CODEC_WHITELIST, str(LOOK_S)]
    # -I: no environment and no user site; the environment's own packages (PyAV) stay.
    argv = [sys.executable, "-I", "-B", str(CHILD), *arguments]
    result = require_success(run(argv, PROBE_LIMITS, deny_network=deny_network))
    found: dict[str, Any] = json.loads(result.stdout)
    if "problem" in found:
        raise MediaRefused(found["problem"])
    return facts_from({"demuxer": demuxer, "skip_bytes": skip} | found)


def facts_from(document: Mapping[str, Any]) -> SourceFacts:
    """Facts that were kept as JSON (`dataclasses.asdict`), or what the program has just said. Raises KeyError."""
    known = {name: document[name] for name in ("demuxer", "skip_bytes", "duration_ms", "created")}
    return SourceFacts(**known, streams=tuple(_stream(row) for row in document["streams"]))


def _stream(row: Mapping[str, Any]) -> StreamFacts:
    known = {name: row[name] for name in StreamFacts.__slots__ if name in row}
    # Some containers number their codecs: four bytes with zeros, which no database keeps in a text.
    known["tag"] = known.get("tag", "").replace("\0", "")
    kind = row["kind"] if row["kind"] in {"video", "audio"} else "other"
    pairs = {name: tuple(known[name]) for name in ("fps", "sar") if known.get(name)}
    return StreamFacts(**(known | pairs | {"kind": kind}))
