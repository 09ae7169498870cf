"""What making recordings playable costs, against one ffmpeg doing the same: CPU seconds, as the machine is shared."""

import hashlib
import resource
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from media_pipeline.ffmpeg.chunks import Rung, ladder_arguments, mix_arguments
from media_pipeline.ffmpeg.convert import arguments
from media_pipeline.ffmpeg.limits import Limits
from media_pipeline.ffmpeg.outcome import require_success
from media_pipeline.ffmpeg.plan import plan_for
from media_pipeline.ffmpeg.probe import probe
from media_pipeline.ffmpeg.runner import run
from media_pipeline.ffmpeg.scan import Cut
from media_pipeline.hls import Piece, Resource, compose, media_playlist
from media_pipeline.hls.plan import VideoPlan
from media_pipeline.mp4 import IndexLimits, SampleIndex, index_file
from media_pipeline.policies.chunks import cuts_of, keys_in, rungs_for
from tests.bench.coded_media import FOLDER, HEARING, ffmpeg, film, long_film
from tests.bench.court import Court, open_court, upload
from tests.bench.figures import Figure, Goal, bounded, compared, of_pairs
from tests.bench.machine import number
from tests.bench.processes import PEAK, descendants, memory_kb
from tests.bench.uploading import first_segment

WIDE = Limits(wall_s=3600, cpu_s=7200, memory_bytes=6 << 30, file_bytes=16 << 30)
CHUNK_S = 30
DAY_MS = 86_400_000
GIVE_UP_S = 90.0
CHILD_LIMIT_MB = 600.0
WORKER_LIMIT_MB = 250.0


def cpu_s(argv: Sequence[str]) -> float:
    """Run ffmpeg and return the CPU seconds that it took."""
    return require_success(run([ffmpeg(), *argv], WIDE)).cpu_s


@cache
def _indexed(path: Path) -> SampleIndex:
    return index_file(path, IndexLimits())


def _rungs(path: Path) -> tuple[list[Cut], list[int], list[Rung]]:
    """The cuts, all planned key frames, and the rungs of a film."""
    track = _indexed(path).video
    assert track is not None
    wanted = VideoPlan.of(track).shown_at(VideoPlan.of(track).cuts).tolist()
    cuts = cuts_of(track, CHUNK_S)
    bits = int(track.size.sum(dtype="int64") * 8 * track.facts.timescale / track.facts.end_tick)
    keys = [key for cut in cuts for key in keys_in(track, cut, wanted)]
    return cuts, keys, rungs_for(track.facts.height, bits, 0)


class Ladder:
    """Both rungs of the two-minute film, in chunks or whole."""

    def __init__(self, folder: Path) -> None:
        self.source = film(HEARING)
        self.cuts, self.keys, self.rungs = _rungs(self.source)
        self.folder = folder

    def chunk(self, place: int) -> float:
        """Make one chunk; returns CPU seconds."""
        return self._make(self.cuts[place], f"{place}")

    def whole(self) -> float:
        """Make all in one run of ffmpeg; returns CPU seconds."""
        last = self.cuts[-1]
        pictures = sum(cut.pictures for cut in self.cuts)
        return self._make(Cut(self.cuts[0].start, last.end, pictures, first=True), "whole")

    def _make(self, cut: Cut, name: str) -> float:
        keys = [key for key in self.keys if cut.start <= key < cut.end]
        targets = [self.folder / f"{name}-{rung.height}.mp4" for rung in self.rungs]
        return cpu_s(ladder_arguments(self.source, cut, keys, self.rungs, targets))

    def pictures(self) -> int:
        """How many pictures the chunks of the first rung hold together."""
        files = [self.folder / f"{place}-{self.rungs[0].height}.mp4" for place in range(len(self.cuts))]
        tracks = [index_file(file, IndexLimits()).video for file in files]
        return sum(track.facts.frames for track in tracks if track is not None)

    def bits(self) -> list[int]:
        """Bytes of each rung."""
        return [
            sum(
                (self.folder / f"{place}-{rung.height}.mp4").stat().st_size for place in range(len(self.cuts))
            )
            for rung in self.rungs
        ]


def ladder() -> list[Figure]:
    """720 and 480 lines in chunks against one ffmpeg doing the same whole; two workers against one; what it weighs."""
    with TemporaryDirectory(dir=_folder()) as name:
        made = Ladder(Path(name))
        places = range(len(made.cuts))

        def sample() -> tuple[float, float]:
            return sum(made.chunk(place) for place in places), made.whole()

        def side_by_side() -> tuple[float, float]:
            return _wall(made, places, 1), _wall(made, places, 2)

        cost = compared("ladder in chunks, CPU against one ffmpeg", "s", Goal(1.05), sample, n=3)
        speed = compared("ladder, two workers against one", "s", Goal(1.5, at_least=True), side_by_side, n=3)
        track = _indexed(made.source).video
        assert track is not None
        held = bounded("ladder, pictures missing", track.facts.frames - made.pictures(), 1, "", 1)
        source = int(track.size.sum(dtype="int64"))
        heaviest = Figure(
            "heaviest rung of source", max(made.bits()), source, max(made.bits()) / source, "bytes", 1
        )
        mix = _mix(made)
        total = sum(made.bits()) + mix.stat().st_size
        size = made.source.stat().st_size
        stored = Figure("rungs and mix of the original's size", total, size, total / size, "bytes", 1)
        stream, copy = _copied(made.folder)
        derived = copy / stream + total / size
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        return [
            cost,
            speed,
            held,
            replace(heaviest, goal=Goal(0.7)),
            replace(stored, goal=Goal(0.5)),
            bounded("all that is derived of a stream, of its size", derived, 1.5, "", 1),
            bounded("largest ffmpeg child", memory, CHILD_LIMIT_MB, "MB", 1),
        ]


def _copied(folder: Path) -> tuple[int, int]:
    """Bytes of a transport stream, and of the copy without which no browser plays it."""
    source, target = folder / "stream.ts", folder / "copy.mp4"
    cpu_s(["-nostdin", "-v", "error", "-y", "-i", str(film(HEARING)), "-c", "copy", str(source)])
    facts = probe(source, "mpeg-ts", deny_network=False)
    cpu_s(arguments(source, facts, plan_for(facts, DAY_MS), target))
    return source.stat().st_size, target.stat().st_size


def _mix(made: Ladder) -> Path:
    target = made.folder / "mix.mp4"
    cpu_s(mix_arguments(made.source, [2], target))
    return target


def _wall(made: Ladder, places: Sequence[int], workers: int) -> float:
    began = time.monotonic()
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(made.chunk, places))
    return time.monotonic() - began


def _folder() -> Path:
    FOLDER.mkdir(parents=True, exist_ok=True)
    return FOLDER


def _derived(name: str, *argv: str) -> Path:
    target = _folder() / name
    if not target.exists():
        print(f"bench: making {name}", flush=True)
        fresh = target.with_name(f"part.{name}")
        subprocess.run([ffmpeg(), "-nostdin", "-v", "error", "-y", *argv, str(fresh)], check=True)
        fresh.replace(target)
    return target


def copying() -> list[Figure]:
    """The durable stage of a transport stream by copy: against `ffmpeg -c copy` to fragments plus the hash."""
    source = _derived("hearing-20min.ts", "-i", str(long_film(1 / 3)), "-c", "copy")
    facts = probe(source, "mpeg-ts", deny_network=False)
    plan = plan_for(facts, DAY_MS)
    assert plan.copies
    with TemporaryDirectory(dir=_folder()) as name:
        ours, theirs = Path(name) / "ours.mp4", Path(name) / "theirs.mp4"
        fragments = ("-bsf:a", "aac_adtstoasc", "-movflags", "frag_keyframe+empty_moov+default_base_moof")

        def sample() -> tuple[float, float]:
            made = cpu_s(arguments(source, facts, plan, ours)) + _hashed(ours) + _index_cpu(ours)
            copy = ("-nostdin", "-v", "error", "-y", "-i", str(source), "-c", "copy", *fragments, str(theirs))
            return made, cpu_s(copy) + _hashed(theirs)

        return [compared("durable stage by copy, CPU against ffmpeg -c copy + hash", "s", Goal(1.3), sample)]


def _hashed(path: Path) -> float:
    before = time.process_time()
    with path.open("rb") as file:
        hashlib.file_digest(file, "sha256")
    return time.process_time() - before


def _index_cpu(path: Path) -> float:
    before = time.process_time()
    index_file(path, IndexLimits())
    return time.process_time() - before


def indexing() -> list[Figure]:
    """Index and playlists of an hour: CPU seconds."""
    source = long_film(1)
    samples = []
    for _ in range(5):
        before = time.process_time()
        index = index_file(source, IndexLimits())
        whole = compose([Piece.of("a", index, 0, ((0, DAY_MS),))], index.duration_ms)
        for key in ("v0", "a0"):
            media_playlist(whole, key, datetime(2026, 1, 1, tzinfo=UTC), _uri)
        samples.append(time.process_time() - before)
    return [bounded("index and playlists, CPU for an hour", sorted(samples)[2], 0.15, "s", 5)]


def _uri(resource: Resource) -> str:
    return f"{resource.track_key}/{resource.number}"


def sounding() -> list[Figure]:
    """The sound of four microphones, encoded whole, with the levelled mix: times real time on one core."""
    minutes = 10
    tones = "|".join(f"0.2*sin({300 * (place + 1)}*PI*t)" for place in range(4))
    expression = f"aevalsrc={tones}:s=48000:d={minutes * 60}"
    source = _derived("four.wav", "-f", "lavfi", "-i", expression, "-c:a", "pcm_s16le")
    facts = probe(source, "wav", deny_network=False)
    plan = plan_for(facts, DAY_MS)
    with TemporaryDirectory(dir=_folder()) as name:
        sound, mix = Path(name) / "sound.mp4", Path(name) / "mix.mp4"

        def sample() -> tuple[float, float]:
            cost = cpu_s(arguments(source, facts, plan, sound)) + cpu_s(mix_arguments(sound, [4], mix))
            return minutes * 60.0, cost

        pairs = [sample() for _ in range(5)]
    return [of_pairs("sound stage, media against CPU", "s", Goal(30, at_least=True), pairs)]


HOUR_SOURCES = {
    "hour.mpg": (
        "-c:v",
        "mpeg2video",
        "-b:v",
        "5M",
        "-maxrate",
        "8M",
        "-bufsize",
        "1835k",
        "-bf",
        "2",
        "-g",
        "12",
        "-c:a",
        "mp2",
        "-f",
        "vob",
    ),
    "hour.wmv": ("-c:v", "wmv2", "-b:v", "2M", "-g", "50", "-c:a", "wmav2"),
}
"""What old recorders write: an hour of 720 x 576, looped from two minutes by stream copy."""


def _hour(name: str) -> Path:
    codec = HOUR_SOURCES[name]
    size = ("-vf", "scale=720:576,setsar=1")
    once = _derived(f"once-{name}", "-i", str(film(HEARING)), "-t", "60", *size, *codec)
    return _derived(name, "-stream_loop", "59", "-i", str(once), "-map", "0", "-c", "copy")


def first_picture() -> list[Figure]:
    """From the last 204 of an hour that no browser plays to its first segment's 200; the worker's memory meanwhile."""
    figures = []
    peak = 0.0
    with open_court() as court:
        for name in HOUR_SOURCES:
            file = _hour(name)
            samples = [_until_seen(court, file) for _ in range(int(number("FIRST_PICTURE_N", 3)))]
            label = f"first picture of an hour, {name.rpartition('.')[2]}"
            figures.append(bounded(label, max(samples), 15, "s", len(samples)))
            peak = max(peak, _worker_peak_mb(court))
    figures.append(bounded("worker while it converts", peak, WORKER_LIMIT_MB, "MB", 1))
    return figures


def _until_seen(court: Court, file: Path) -> float:
    sent = upload(court, file)
    while time.monotonic() - sent.ended_at < GIVE_UP_S:
        if first_segment(court, sent):
            return time.monotonic() - sent.ended_at
        time.sleep(0.1)
    return GIVE_UP_S


def _worker_peak_mb(court: Court) -> float:
    pids = descendants(court.portal.process.pid)
    workers = [pid for pid in pids if b"celery" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    return max((memory_kb(pid, PEAK) for pid in workers), default=0) / 1024
