"""What measuring a recording costs: peaks a recorded hour of stereo, the whole check, the first look, and memory.

CPU and not wall time, because the machine is shared; the largest child's memory as the kernel saw it.
"""

import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from media_pipeline.ffmpeg.picture import Parameters as PictureParameters, every, look_at
from media_pipeline.ffmpeg.sound import Parameters as SoundParameters, measure_sound
from tests.bench.coded_media import long_film
from tests.bench.figures import Figure, bounded, half_spread
from tests.bench.machine import number

PEAKS_S = 6.0
TRIAGE_S = 60.0
FIRST_S = 60.0
CHILD_MB = 600.0
SAMPLES = 5
TILE_EVERY_MS = 10_000
WINDOWS = 12
MS_PER_HOUR = 3_600_000


def measuring() -> list[Figure]:
    """Peaks and the whole check of one film, the first look at a long one, and the largest child of all."""
    hours, long_hours = number("MEASURE_HOURS", 1), number("MEASURE_LONG_HOURS", 10)
    film, long = long_film(hours), long_film(long_hours)
    peaks = [_cpu_s(lambda: _sound(film, hours, loudness=False)) / hours for _ in range(SAMPLES)]
    whole = [_cpu_s(lambda: _whole(film, hours)) / hours for _ in range(SAMPLES)]
    first = [_wall_s(lambda: _first_look(long, long_hours)) for _ in range(SAMPLES)]
    _sound(long, long_hours, loudness=True)
    child_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return [
        _figure("peaks: CPU per hour of stereo", peaks, PEAKS_S),
        _figure("triage: CPU per recorded hour", whole, TRIAGE_S),
        _figure(f"triage: first look at {long_hours:g} h", first, FIRST_S),
        bounded("triage: largest child", child_mb, CHILD_MB, "MB", 1),
    ]


def _figure(name: str, samples: list[float], limit: float) -> Figure:
    middle = sorted(samples)[len(samples) // 2]
    return bounded(name, middle, limit, "s", len(samples), half_spread(samples))


def _whole(film: Path, hours: float) -> None:
    _sound(film, hours, loudness=True)
    _picture(film, every(TILE_EVERY_MS, round(hours * MS_PER_HOUR), 6000))


def _first_look(film: Path, hours: float) -> None:
    step = round(hours * MS_PER_HOUR) // (WINDOWS + 1)
    places = tuple(step * number for number in range(WINDOWS))
    _sound(film, hours, loudness=False, windows=places)
    _picture(film, places)


def _sound(film: Path, hours: float, *, loudness: bool, windows: tuple[int, ...] | None = None) -> None:
    parameters = SoundParameters(round(hours * MS_PER_HOUR), 2, loudness=loudness, windows=windows)
    with tempfile.TemporaryDirectory(prefix="measuring-") as folder:
        measure_sound(film, Path(folder), parameters, deny_network=False)


def _picture(film: Path, times: tuple[int, ...]) -> None:
    with tempfile.TemporaryDirectory(prefix="measuring-") as folder:
        look_at(film, Path(folder), PictureParameters(times), deny_network=False)


def _cpu_s(work: Callable[[], None]) -> float:
    before = _children_s()
    work()
    return _children_s() - before


def _children_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _wall_s(work: Callable[[], None]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began
