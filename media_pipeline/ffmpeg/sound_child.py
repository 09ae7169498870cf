"""Runs as a program of its own in the sandbox: measures the sound of one media file.

    python -I -B sound_child.py PATH FOLDER PARAMETERS

PARAMETERS is JSON (``sound.Parameters``). With ``windows`` only some seconds at those places are looked at. Writes
into FOLDER ``peaks`` and ``levels`` (rows of signed bytes, laid out as in ``grid.py``) and prints one JSON object; a
file that cannot be opened gives {"problem": "..."}. Everything streams: memory does not grow with the length of the
file, apart from what silence there is. Nothing of the project may be imported here: this interpreter reads a
stranger's file.
"""

import json
import math
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import IO, Any

# One thread: the sandbox counts CPU and address space, and each thread of the library would reserve some.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import av
import av.error
import numpy as np
from av.filter import Graph

BINS_PER_S = 100
PEAKS_PER_S = 20
BLOCK_BINS = 500
PEAK_BINS = BINS_PER_S // PEAKS_PER_S
FULL = 127
NOTHING_DB = -128
CLIPPED_FROM = 0.985
"""A coder turns flat tops into ripples around full scale."""
PLAIN = "fltp"
JUMP_S = 0.02
WARM_UP_FRAMES = 2
"""After a jump the first frames lack what their neighbours would have added."""
MAX_RANGES = 10_000
MERGE_ROWS = 65_536


def edge(number: int, rate: int) -> int:
    """Return the sample at which a bin of 10 ms begins."""
    return -(-number * rate // BINS_PER_S)


def reduced(samples: Any, first_bin: int, rate: int) -> tuple[Any, Any, Any, Any]:
    """Return lowest, highest, mean square and clipped samples per channel and bin of whole bins from ``first_bin``."""
    if rate % BINS_PER_S == 0:
        size = rate // BINS_PER_S
        cut = samples.reshape(samples.shape[0], -1, size)
        low, high = cut.min(axis=2), cut.max(axis=2)
        loud = max(float(high.max()), -float(low.min())) >= CLIPPED_FROM
        clipped = np.count_nonzero(np.abs(cut) >= CLIPPED_FROM, axis=2) if loud else np.zeros(low.shape, int)
        return low, high, np.einsum("cbk,cbk->cb", cut, cut) / size, clipped
    count = samples.shape[1] * BINS_PER_S // rate + 1
    starts = np.array([edge(first_bin + n, rate) for n in range(count + 1)]) - edge(first_bin, rate)
    starts = starts[starts <= samples.shape[1]]
    sizes, starts = np.diff(starts), starts[:-1]
    clipped = np.add.reduceat((np.abs(samples) >= CLIPPED_FROM).astype(np.int32), starts, axis=1)
    energy = np.add.reduceat(samples * samples, starts, axis=1) / sizes
    return (
        np.minimum.reduceat(samples, starts, axis=1),
        np.maximum.reduceat(samples, starts, axis=1),
        energy,
        clipped,
    )


def grouped(values: Any, size: int) -> Any:
    """Return values per channel and group of ``size`` bins; the last group may be short and repeats its last bin."""
    lack = -values.shape[1] % size
    padded = np.pad(values, ((0, 0), (0, lack)), mode="edge") if lack else values
    return padded.reshape(values.shape[0], -1, size)


def decibels(power: Any) -> Any:
    """Return powers as whole decibels of full scale, NOTHING_DB for digital zero."""
    with np.errstate(divide="ignore"):
        found = 10 * np.log10(power)
    return np.where(power <= 0, NOTHING_DB, np.clip(np.rint(found), NOTHING_DB + 1, 0)).astype(np.int8)


def peak_rows(low: Any, high: Any) -> Any:
    """Return int8 rows (time, channel, lowest and highest)."""
    both = np.stack([grouped(low, PEAK_BINS).min(axis=2), grouped(high, PEAK_BINS).max(axis=2)], axis=2)
    return np.rint(np.clip(both, -1, 1) * FULL).astype(np.int8).transpose(1, 0, 2)


def level_rows(low: Any, high: Any, energy: Any, clipped: Any, rate: int) -> Any:
    """Return int8 rows (second, channel; RMS dB, peak dB, clipped samples in a thousand)."""
    top = np.maximum(grouped(high, BINS_PER_S).max(axis=2), -grouped(low, BINS_PER_S).min(axis=2))
    flat = grouped(clipped, BINS_PER_S).sum(axis=2) * 1000 / rate
    planes = [
        decibels(grouped(energy, BINS_PER_S).mean(axis=2)),
        decibels(top.astype(np.float64) ** 2),
        np.minimum(np.ceil(flat), FULL).astype(np.int8),
    ]
    return np.stack(planes, axis=2).transpose(1, 0, 2)


class Quiet:
    """Finds the ranges (in bins) in which each channel stays below a mean square for long enough."""

    def __init__(self, channels: int, power: float, shortest: int) -> None:
        self.power, self.shortest, self.reached = power, shortest, 0
        self.since: list[int | None] = [None] * channels
        self.ranges: list[list[tuple[int, int]]] = [[] for _ in range(channels)]

    def feed(self, energy: Any) -> None:
        """Take the next bins into account."""
        for channel, quiet in enumerate(energy < self.power):
            changes = np.flatnonzero(np.diff(quiet)) + 1
            for start in [0, *changes.tolist()]:
                self._turn(channel, self.reached + start, is_quiet=bool(quiet[start]))
        self.reached += energy.shape[1]

    def _turn(self, channel: int, at: int, *, is_quiet: bool) -> None:
        since = self.since[channel]
        if is_quiet:
            self.since[channel] = at if since is None else since
            return
        if since is not None and at - since >= self.shortest and len(self.ranges[channel]) < MAX_RANGES:
            self.ranges[channel].append((since, at))
        self.since[channel] = None

    def end(self) -> list[list[tuple[int, int]]]:
        """Close what is still quiet and return all ranges."""
        for channel in range(len(self.since)):
            self._turn(channel, self.reached, is_quiet=False)
        return self.ranges


class Loudness:
    """Integrated loudness (EBU R128) of one channel, by the library's own meter."""

    def __init__(self, rate: int) -> None:
        self.graph, self.rate, self.at = Graph(), rate, 0
        base = Fraction(1, rate)
        self.source = self.graph.add_abuffer(sample_rate=rate, format="fltp", layout="mono", time_base=base)
        meter, self.sink = self.graph.add("ebur128", "metadata=1"), self.graph.add("abuffersink")
        self.source.link_to(meter)
        meter.link_to(self.sink)
        self.graph.configure()
        self.integrated = -math.inf

    def feed(self, samples: Any) -> None:
        """Take samples (1, n) into account."""
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = self.rate, self.at, Fraction(1, self.rate)
        self.at += samples.shape[1]
        self.source.push(frame)
        last = None
        while True:
            try:
                last = self.sink.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                break
        if last is not None:
            self.integrated = float(last.metadata.get("lavfi.r128.I", "-inf"))


def planes_of(frame: Any, sound: Any) -> Iterator[Any]:
    """Yield arrays (channels, samples) of a frame of any format."""
    if frame.format.name == PLAIN:
        yield frame.to_ndarray()
        return
    for plain in sound.resample(frame):
        yield plain.to_ndarray()


class Track:
    """One sound track: places what is decoded by its time, and puts out rows as blocks of five seconds fill."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        self.parameters = parameters
        self.rate = self.channels = self.bins = self.at = self.filled = self.room = 0
        self.next_pts: int | None = None
        self.sound = av.AudioResampler(format=PLAIN)
        self.peaks: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  closed with the process
        self.levels: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115

    def begin(self, samples: Any, rate: int) -> None:
        """Take the format from the first frame: what the container says of it is not always true."""
        parameters = self.parameters
        self.rate, self.channels = rate, samples.shape[0]
        self.longest = parameters["longest_ms"] * rate // 1000
        self.block = np.zeros((self.channels, edge(BLOCK_BINS, rate) + 1), np.float32)
        self.room = self._size(BLOCK_BINS)
        power = 10 ** (parameters["silence_db"] / 10)
        self.quiet = Quiet(self.channels, power, parameters["silence_ms"] * BINS_PER_S // 1000)
        self.meters = [Loudness(rate) for _ in range(self.channels)] if parameters["loudness"] else []

    def frame(self, frame: Any) -> None:
        """Take a decoded frame; the common one goes on where the last one ended, and is copied plane by plane."""
        pts, count = frame.pts, frame.samples
        if pts is None:
            return
        planes = frame.planes if pts == self.next_pts and count <= self.room else ()
        if len(planes) == self.channels and frame.format.name == PLAIN and frame.sample_rate == self.rate:
            for channel, plane in enumerate(planes):
                self.block[channel, self.filled : self.filled + count] = np.frombuffer(
                    plane, np.float32, count
                )
            self._advance(count)
        else:
            base = frame.time_base
            for samples in planes_of(frame, self.sound):
                self.take(samples, frame.sample_rate, float(pts * base))
            ticks = 1 / (base * frame.sample_rate)
            self.ticks = int(ticks) if ticks.denominator == 1 else 0
        self.next_pts = pts + count * self.ticks if self.ticks and self.at < self.longest else None

    def take(self, samples: Any, rate: int, seconds: float) -> None:
        """Take samples (channels, n) that are heard from ``seconds`` on."""
        if not self.rate:
            self.begin(samples, rate)
        if rate != self.rate or samples.shape[0] != self.channels:
            return
        ahead = round(seconds * rate) - self.at
        if ahead > JUMP_S * rate:
            self._fill(min(ahead, self.longest - self.at))
        late = -ahead if -ahead > JUMP_S * rate else 0
        self._append(samples[:, late : late + max(0, self.longest - self.at)])

    def _fill(self, count: int) -> None:
        size = self.block.shape[1]
        empty = np.zeros((self.channels, size), np.float32)
        while count > 0:
            self._append(empty[:, : min(size, count)])
            count -= size

    def _append(self, samples: Any) -> None:
        while samples.shape[1]:
            part, samples = samples[:, : self.room], samples[:, self.room :]
            self.block[:, self.filled : self.filled + part.shape[1]] = part
            self._advance(part.shape[1])

    def _advance(self, count: int) -> None:
        self.filled += count
        self.at += count
        self.room -= count
        if not self.room:
            self._put_out(self.filled, BLOCK_BINS)

    def _put_out(self, count: int, bins: int) -> None:
        samples = self.block[:, :count]
        low, high, energy, clipped = reduced(samples, self.bins, self.rate)
        self.peaks.write(peak_rows(low, high).tobytes())
        self.levels.write(level_rows(low, high, energy, clipped, self.rate).tobytes())
        self.quiet.feed(energy)
        for channel, meter in enumerate(self.meters):
            meter.feed(samples[channel : channel + 1])
        self.bins += bins
        self.filled, self.room = 0, self._size(BLOCK_BINS)

    def end(self) -> None:
        """Put out what is left, in whole bins; less than one is filled up with nothing."""
        if self.filled:
            bins = next(n for n in range(1, BLOCK_BINS + 1) if self._size(n) >= self.filled)
            self.block[:, self.filled : self._size(bins)] = 0
            self._put_out(self._size(bins), bins)

    def _size(self, bins: int) -> int:
        return edge(self.bins + bins, self.rate) - edge(self.bins, self.rate)

    def facts(self) -> dict[str, Any]:
        """Return what is known of the track besides its rows."""
        ms = 1000 // BINS_PER_S
        quiet = self.quiet.end() if self.rate else []
        heard = [meter.integrated for meter in self.meters]
        return {
            "channels": self.channels,
            "duration_ms": self.at * 1000 // self.rate if self.rate else 0,
            "silence": [[[start * ms, end * ms] for start, end in ranges] for ranges in quiet],
            "loudness": [round(value, 1) if math.isfinite(value) else None for value in heard],
        }


def decoded(container: Any, streams: list[Any]) -> Iterator[Any]:
    """Yield frames of all tracks as they come; a bad packet is left out."""
    try:
        for packet in container.demux(streams):
            try:
                frames = packet.decode()
            except av.error.FFmpegError:
                continue
            for frame in frames:
                yield packet.stream.index, frame
    except av.error.FFmpegError:
        return


def whole(container: Any, streams: list[Any], parameters: dict[str, Any]) -> list[Track]:
    """Measure everything."""
    tracks = {stream.index: Track(parameters) for stream in streams}
    for index, frame in decoded(container, streams):
        tracks[index].frame(frame)
    for track in tracks.values():
        track.end()
    return list(tracks.values())


def seconds_at(container: Any, stream: Any, at_ms: int, length_s: int) -> tuple[Any, int]:
    """Return samples (channels, n) from a place on, at most so many seconds, and their rate; None where none decode."""
    container.seek(at_ms * 1000, backward=True)
    stream.codec_context.flush_buffers()
    sound, parts, rate, count = av.AudioResampler(format=PLAIN), list[Any](), 0, 0
    for number, (_index, frame) in enumerate(decoded(container, [stream])):
        if number < WARM_UP_FRAMES or frame.pts is None or frame.pts * frame.time_base < at_ms / 1000:
            continue
        for samples in planes_of(frame, sound):
            if rate and (frame.sample_rate != rate or samples.shape[0] != parts[0].shape[0]):
                continue
            rate = frame.sample_rate
            parts.append(samples)
            count += samples.shape[1]
        if count >= length_s * rate:
            break
    return (np.concatenate(parts, axis=1)[:, : length_s * rate] if parts else None), rate


def sampled(container: Any, streams: list[Any], parameters: dict[str, Any]) -> tuple[list[Track], list[int]]:
    """Measure a few seconds at each of some places; returns the tracks and where each second lies."""
    tracks = [Track(parameters) for _ in streams]
    places: list[int] = []
    for at_ms in parameters["windows"]:
        found = [seconds_at(container, stream, at_ms, parameters["window_s"]) for stream in streams]
        fitting = [
            samples is not None and track.channels in {0, samples.shape[0]} and track.rate in {0, rate}
            for track, (samples, rate) in zip(tracks, found, strict=True)
        ]
        if not all(fitting):
            continue
        length = min(samples.shape[1] // rate for samples, rate in found)
        for track, (samples, rate) in zip(tracks, found, strict=True):
            track.take(samples[:, : length * rate], rate, track.at / rate)
        places += [at_ms + 1000 * second for second in range(length)]
    for track in tracks:
        track.end()
    return tracks, places


def merge(spools: list[tuple[IO[bytes], int]], planes: int, target: Path) -> int:
    """Lay the rows of all tracks side by side; a shorter track is filled up with nothing. Returns the rows."""
    counts = [spool.seek(0, os.SEEK_END) // (channels * planes) for spool, channels in spools if channels]
    total = max(counts, default=0)
    for spool, _channels in spools:
        spool.seek(0)
    with target.open("wb") as out:
        for first in range(0, total, MERGE_ROWS):
            rows = min(MERGE_ROWS, total - first)
            out.write(np.concatenate(list(_columns(spools, planes, rows)), axis=1).tobytes())
    return total


def _columns(spools: list[tuple[IO[bytes], int]], planes: int, rows: int) -> Iterator[Any]:
    for spool, channels in spools:
        raw = np.frombuffer(spool.read(rows * channels * planes), np.int8).reshape(-1, channels, planes)
        empty = np.zeros((rows - raw.shape[0], channels, planes), np.int8)
        if planes > 2:
            empty[:, :, :2] = NOTHING_DB
        yield np.concatenate([raw, empty])


def main(path: str, folder: str, written: str) -> dict[str, Any]:
    """Open, measure, write."""
    parameters = json.loads(written)
    options = {"protocol_whitelist": "file", "codec_whitelist": parameters["codecs"]}
    with av.open("file:" + path, format=parameters["demuxer"], options=options) as container:
        # A codec that this build does not know leaves a stream without anything that could decode it.
        streams = [s for s in container.streams.audio if getattr(s, "codec_context", None) is not None]
        for stream in streams:
            stream.codec_context.thread_count = 1
        places: list[int] | None = None
        if not streams:
            tracks = []
        elif parameters["windows"] is None:
            tracks = whole(container, streams, parameters)
        else:
            tracks, places = sampled(container, streams, parameters)
    peaks = merge([(track.peaks, track.channels) for track in tracks], 2, Path(folder) / "peaks")
    levels = merge([(track.levels, track.channels) for track in tracks], 3, Path(folder) / "levels")
    facts = [track.facts() for track in tracks]
    return {"tracks": facts, "peak_rows": peaks, "level_rows": levels, "places": places}


if __name__ == "__main__":
    # Python ignores this signal: a file that grows over the limit would end in an error like any other.
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    try:
        found = main(*sys.argv[1:])
    except (av.error.FFmpegError, ValueError, MemoryError) as problem:
        found = {"problem": f"{type(problem).__name__}: {problem}"[:300]}
    sys.stdout.write(json.dumps(found))
